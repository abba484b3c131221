import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import PostalMime, { type Email } from "postal-mime";
import { freePort } from "./ports";

/** How long a start, or the delivery of an email, may take, in milliseconds. */
const PATIENCE = 30_000;
const SCRIPT = resolve(import.meta.dirname, "../../backing/src/smtp.py");

/** An email that has arrived. */
export interface Letter {
  /** Its recipients. */
  to: string[];
  /** Its content, as a mail program reads it. */
  email: Email;
}

/** A real mail server on a port of its own (backing/src/smtp.py); it can misbehave. */
export class MailServer {
  #process?: ChildProcess;

  private constructor(
    readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<MailServer> {
    const server = new MailServer(await freePort(), await mkdtemp(join(tmpdir(), "switchboard-mail-")));
    await server.behaves("take");
    const python = process.env.TEST_SMTP_PYTHON ?? "python3";
    const program = spawn(python, [SCRIPT, String(server.port), server.folder], { stdio: ["ignore", "ignore", "inherit"] });
    server.#process = program;
    const until = Date.now() + PATIENCE;
    while (!(await answers(server.port))) {
      if (program.exitCode !== null || Date.now() > until) throw new Error("the mail server does not answer");
      await new Promise((done) => setTimeout(done, 20));
    }
    return server;
  }

  /** From now on it accepts everything, or refuses all recipients. */
  async behaves(mode: "take" | "refuse"): Promise<void> {
    const file = join(this.folder, "mode");
    await writeFile(`${file}.new`, mode);
    await rename(`${file}.new`, file);
  }

  /** Waits until this many emails have arrived; returns all of them, in order of arrival. */
  async letters(soMany: number): Promise<Letter[]> {
    const until = Date.now() + PATIENCE;
    for (;;) {
      const names = await readdir(join(this.folder, "taken")).catch(() => []);
      const files = names.filter((name) => name.endsWith(".json")).sort();
      if (files.length >= soMany) {
        return Promise.all(
          files.map(async (file) => {
            const taken = JSON.parse(await readFile(join(this.folder, "taken", file), "utf8"));
            return { to: taken.to, email: await PostalMime.parse(taken.message) };
          }),
        );
      }
      if (Date.now() > until) throw new Error(`${files.length} of ${soMany} letters have arrived`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async stop(): Promise<void> {
    const program = this.#process;
    if (program && program.exitCode === null) {
      const ended = once(program, "exit");
      program.kill("SIGKILL");
      await ended;
    }
    await rm(this.folder, { recursive: true });
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
