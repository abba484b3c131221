// What a run has for itself alone, as long as it lasts: Playwright's global setup.

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
  // Databases, browsers' profiles and letters: whatever is started from here on takes this for the folder of such files.
  process.env.TMPDIR = folder;
  await Server.startsFirst();
  return () => rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function hasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize > ROOM;
}

/** A run that was killed could not remove its folder, and memory would stay taken. */
async function clearAfterTheDead(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    const pid = Number(new RegExp(`^${NAME}(\\d+)-`).exec(name)?.[1]);
    // Somebody else's stays, which is theirs to remove.
    if (pid && !isRunning(pid)) await rm(join(place, name), { recursive: true, force: true }).catch(() => {});
  }
}
