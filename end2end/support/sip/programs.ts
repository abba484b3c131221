import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * The path of a program on the PATH. `from`: the Debian package that contains it, for the error
 * message.
 */
export function program(name: string, from: string): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, name)).find(isProgram);
  if (!found) throw new Error(`there is no program ${name} on the PATH; install the Debian package ${from}`);
  return found;
}

/** Runs a program to its end. `seconds`: the time after which it is killed. */
export async function run(path: string, words: string[], seconds: number, env?: NodeJS.ProcessEnv) {
  const child = spawn(path, words, { env, stdio: ["ignore", "pipe", "pipe"], timeout: seconds * 1_000, killSignal: "SIGKILL" });
  const said = listenTo(child);
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...said() };
}

/** Whether a process exists. */
export function isRunning(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function listenTo(child: ChildProcess) {
  let [printed, complained] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text) => (printed += text));
  child.stderr?.setEncoding("utf8").on("data", (text) => (complained += text));
  return () => ({ printed, complained });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
