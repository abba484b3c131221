// The folder that the operator chose for saved chats (manual B11). Browsers with the File System Access API give it out as a
// handle, which only IndexedDB can keep; the others save downloads.

const MODE = { mode: "readwrite" };

export const canChoose = () => "showDirectoryPicker" in window;

/** Lets the operator choose; the folder's name, or undefined if he did not. */
export async function choose() {
  let handle;
  try {
    handle = await window.showDirectoryPicker({ id: "switchboard", startIn: "documents", ...MODE });
  } catch {
    return undefined;
  }
  await kept("readwrite", (store) => store.put(handle, "chats"));
  return handle.name;
}

/** The chosen folder's name. */
export const chosen = async () => (await folder())?.name;

export const forget = () => kept("readwrite", (store) => store.delete("chats"));

/**
 * Writes what is at an address into the folder, or downloads it if there is none or it cannot be written to. The file's name; the
 * folder's, unless it is a download; whether the folder could not be written to.
 */
export async function save(address) {
  const chosen = await folder();
  const may = chosen && ((await chosen.queryPermission(MODE)) === "granted" || (await chosen.requestPermission(MODE)) === "granted");
  const answer = await fetch(address);
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
  if (!answer.ok || !encoded) throw new Error(String(answer.status));
  const [name, content] = [decodeURIComponent(encoded), await answer.blob()];
  if (may) {
    try {
      const file = await chosen.getFileHandle(name, { create: true });
      const stream = await file.createWritable();
      await stream.write(content);
      await stream.close();
      return [name, chosen.name, false];
    } catch {
      // It may have been removed, or the disk is full: what was to be saved is not lost for it.
    }
  }
  download(name, content);
  return [name, undefined, Boolean(chosen)];
}

function download(name, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has to get at it first.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const folder = () => kept("readonly", (store) => store.get("chats"));

function kept(mode, act) {
  return new Promise((done, fail) => {
    const opening = indexedDB.open("switchboard", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("folders");
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const base = opening.result;
      const request = act(base.transaction("folders", mode).objectStore("folders"));
      request.onsuccess = () => done(request.result);
      request.onerror = () => fail(request.error);
      request.transaction.oncomplete = () => base.close();
    };
  });
}
