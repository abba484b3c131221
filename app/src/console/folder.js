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

/** Writes what is at an address into the folder; its name, or undefined if there is none or it may not be written to. */
export async function save(address) {
  const handle = await folder();
  if (!handle) return undefined;
  if ((await handle.queryPermission(MODE)) !== "granted" && (await handle.requestPermission(MODE)) !== "granted") return undefined;
  const answer = await fetch(address);
  const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
  if (!answer.ok || !name) throw new Error(String(answer.status));
  const file = await handle.getFileHandle(decodeURIComponent(name), { create: true });
  const stream = await file.createWritable();
  await stream.write(await answer.blob());
  await stream.close();
  return handle.name;
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
