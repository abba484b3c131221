// What one run has for itself, as long as it lasts: Playwright's global setup.

import { mkdtemp, readdir, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server } from "./server";
import { isRunning } from "./sip/programs";

const NAME = "switchboard-plays-";
const MEMORY = "/dev/shm";
/** What a run may need there, in bytes. */
const ROOM = 2 * 1024 ** 3;

export default async function setUp(): Promise<() => Promise<void>> {
  const place = (await hasRoom(MEMORY)) ? MEMORY : tmpdir();
  await clearAfterTheDead(place);
  const folder = await mkdtemp(join(place, `${NAME}${process.pid}-`));
  // Databases, browser profiles and emails: whatever starts from here on uses this as its temporary
  // folder.
  process.env.TMPDIR = folder;
  await Server.startsFirst();
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function hasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > ROOM;
}

/** A killed run could not remove its folder, which would keep using memory. */
async function clearAfterTheDead(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    const pid = Number(new RegExp(`^${NAME}(\\d+)-`).exec(name)?.[1]);
    // Folders of other users stay, because only they can remove them.
    if (pid && !isRunning(pid)) await rm(join(place, name), { recursive: true, force: true }).catch(() => {});
  }
}
