import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";

/** How long a step of a program may take, in milliseconds. */
const PATIENCE = 30_000;

/** A program that reads lines and writes what happens; its output is kept. */
export class Child {
  printed = "";
  complained = "";
  readonly #process: ChildProcessWithoutNullStreams;

  constructor(
    private readonly name: string,
    path: string,
    words: string[],
    options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
  ) {
    this.#process = spawn(path, words, options);
    this.#process.stdout.setEncoding("utf8").on("data", (text) => (this.printed += text));
    this.#process.stderr.setEncoding("utf8").on("data", (text) => (this.complained += text));
    this.#process.on("error", (error) => (this.complained += `${error}\n`));
    // Its end shows that it reads no more.
    this.#process.stdin.on("error", () => {});
  }

  get hasEnded(): boolean {
    const { pid, exitCode, signalCode } = this.#process;
    return pid === undefined || exitCode !== null || signalCode !== null;
  }

  writes(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  async until(what: string, isSo: () => boolean | Promise<boolean>, patience = PATIENCE): Promise<void> {
    const end = Date.now() + patience;
    while (!(await isSo())) {
      const why = this.hasEnded ? "it has ended" : Date.now() > end ? `not in ${patience / 1_000} seconds` : undefined;
      if (why) throw new Error(`${this.name} has not ${what}, ${why}:\n${this.printed.slice(-4_000)}\n${this.complained.slice(-4_000)}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  /** Waits until it has ended by itself. */
  async ends(): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!this.hasEnded) {
      if (Date.now() > end) throw new Error(`${this.name} does not end:\n${this.printed.slice(-4_000)}\n${this.complained.slice(-4_000)}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  async kill(): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }
}
