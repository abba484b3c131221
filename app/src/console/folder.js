// The folder that the operator chose for saved chats (manual B11). The File System Access API
// returns it as a handle, which only IndexedDB can store. Browsers without that API save downloads.

const MODE = { mode: "readwrite" };

export const canChoose = () => "showDirectoryPicker" in window;

/** Lets the operator choose a folder; returns its name, or undefined if they cancel. */
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

export const chosen = async () => (await folder())?.name;

export const forget = () => kept("readwrite", (store) => store.delete("chats"));

/**
 * Writes the file at a URL into the folder, or downloads it if there is no folder or it cannot be
 * written to. Returns the file's name, the folder's name unless it is a download, and whether the
 * folder could not be written to.
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
      // The folder was removed, or the disk is full: download the file instead.
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
  // Leaves the browser time to read it.
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
