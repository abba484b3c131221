import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Child } from "./child";
import type { SipAccount } from "./client";
import { program, run } from "./programs";

const SCENARIOS = resolve(import.meta.dirname, "scenarios");
/** How long a scenario may take in total, in seconds. */
const PATIENCE = 60;

/** How a scenario is run. */
export interface Way {
  to: number;
  /** The client's own port, under which it stays the same client; any if absent. */
  from?: number;
  over?: "udp" | "tcp";
}

/** An operator's credentials, as a field of a scenario. */
export function proof({ user, password }: Pick<SipAccount, "user" | "password">): string {
  return `[authentication username=${user} password=${password}]`;
}

/** A registered client receives messages until this text; returns each with its sender. */
export async function listens(way: Way, text: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "sipp-"));
  const words = [`127.0.0.1:${way.to}`, "-i", "127.0.0.1", "-sf", join(SCENARIOS, "receive.xml"), "-m", "1000", "-p", String(way.from)];
  const child = new Child("sipp receive", program("sipp", "sip-tester"), [...words, "-nostdin", "-trace_logs"], { cwd: folder });
  try {
    let lines: string[] = [];
    await child.until(`heard ${text}`, async () => {
      lines = linesOf(await logs(folder, "logs"));
      return lines.some((line) => line.endsWith(` said ${text}`));
    });
    return lines;
  } finally {
    await child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Runs a scenario of SIPp once with each of these rows of fields. It fails if anything happens that
 * the scenario does not expect.
 */
export async function sipp(scenario: string, rows: string[][], way: Way): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sipp-"));
  try {
    await writeFile(join(folder, "rows.csv"), ["SEQUENTIAL", ...rows.map((row) => row.join(";")), ""].join("\n"));
    const words = [`127.0.0.1:${way.to}`, "-i", "127.0.0.1", "-sf", join(SCENARIOS, `${scenario}.xml`)];
    words.push("-inf", "rows.csv", "-m", String(rows.length), "-l", "1", "-r", "100");
    words.push("-t", way.over === "tcp" ? "t1" : "u1", "-timeout", `${PATIENCE}s`, "-timeout_error", "-nostdin");
    words.push("-trace_logs", "-trace_msg", "-trace_err");
    if (way.from) words.push("-p", String(way.from));
    // It writes its files to its working folder.
    const at = `cd "$0" && exec "$@"`;
    const { code, printed } = await run("/bin/sh", ["-c", at, folder, program("sipp", "sip-tester"), ...words], PATIENCE + 10);
    if (code !== 0) {
      const screen = printed.split("\n").filter((line) => /<---|--->|Failed|Successful/.test(line)).slice(-20).join("\n");
      throw new Error(`sipp ${scenario} ended with ${code}:\n${screen}\n${await logs(folder, "errors")}\n${(await logs(folder, "messages")).slice(-3_000)}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The content of its files of this kind. */
async function logs(folder: string, kind: string): Promise<string> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(`_${kind}.log`));
  return (await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")))).join("\n");
}

function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
}
