import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { Server } from "./server";

/** How many there are, and what they do. */
export interface Size {
  visitors: number;
  /** Changes a second, all visitors together. */
  changes: number;
  /** How many of them are in a chat with the administrator. */
  chats: number;
  /** How many messages the first of these chats has. */
  messages: number;
}

/** Many visitors who speak the real protocol, from a program of their own. */
export class Crowd {
  private constructor(private readonly program: ChildProcess) {}

  /** Returns when everybody is connected; they keep changing until {@link leaves}. */
  static async comes(server: Server, size: Size): Promise<Crowd> {
    const target = process.env.CARGO_TARGET_DIR ?? "target";
    const { email, password } = server.admin;
    const flags = Object.entries({
      address: new URL(server.url).host,
      site: await server.siteKey(),
      email,
      password,
      ...size,
    });
    const program = spawn(
      resolve(import.meta.dirname, "../..", target, "release/bench"),
      ["crowd", ...flags.flatMap(([name, value]) => [`--${name}`, String(value)])],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    const ready = new Promise<void>((done, fail) => {
      program.stdout.on("data", (text) => String(text).includes("ready") && done());
      program.on("error", fail);
      program.on("exit", (code) => fail(new Error(`the crowd did not come: exit ${code}`)));
    });
    await ready;
    return new Crowd(program);
  }

  async leaves(): Promise<void> {
    if (this.program.exitCode !== null) throw new Error("the crowd went before it was told to");
    const left = once(this.program, "exit");
    this.program.stdin?.end();
    await left;
  }
}
