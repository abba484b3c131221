import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "./ports";

/** How long a start may take before the test gives up, in milliseconds. */
const START = 20_000;

/** The credentials for a sign-in. */
export interface Account {
  email: string;
  password: string;
}

/** The real program on a port and data of its own. Both survive a kill. */
export class Server {
  readonly admin: Account = { email: "anna@example.org", password: "a password for plays" };
  readonly url: string;
  /** The program's output so far, across restarts. */
  log = "";
  #process?: ChildProcess;

  private constructor(
    private readonly port: number,
    private readonly data: string,
    private readonly program: string,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /**
   * Starts the program on a database as its first start leaves it; `variables` add to or replace
   * its settings.
   */
  static async start(variables: Record<string, string> = {}): Promise<Server> {
    const server = await Server.new();
    await copyFile(template(), server.database);
    await server.start(variables);
    return server;
  }

  /**
   * Makes that database, once in a run: a first start hashes a password, which is intentionally
   * slow.
   */
  static async startsFirst(): Promise<void> {
    const server = await Server.new();
    await server.start();
    await server.rests();
    await copyFile(server.database, template());
    await server.stop();
  }

  /**
   * Starts the program on an empty database, as after a fresh build; `admin` has the password that
   * it generated.
   */
  static async startEmpty(): Promise<Server> {
    const server = await Server.new();
    await server.start({ SWITCHBOARD_ADMIN_PASSWORD: undefined });
    const made = /^ +Password +(\S+)/m;
    while (!made.test(server.log)) await new Promise((done) => setTimeout(done, 20));
    server.admin.password = made.exec(server.log)?.[1] ?? "";
    return server;
  }

  /** Starts another program than the one that was built, on an empty database of its own. */
  static async startOther(program: string): Promise<Server> {
    const server = await Server.new(resolve(program));
    await server.start();
    return server;
  }

  private static async new(program = binary()): Promise<Server> {
    return new Server(await freePort(), await mkdtemp(join(tmpdir(), "server-")), program);
  }

  /** Starts the program again, on the same port and data. */
  async start(variables: Record<string, string | undefined> = {}): Promise<void> {
    const program = spawn(this.program, ["serve"], {
      cwd: this.data,
      env: {
        ...process.env,
        SWITCHBOARD_LISTEN: `127.0.0.1:${this.port}`,
        SWITCHBOARD_PUBLIC_URL: this.url,
        SWITCHBOARD_DATABASE_URL: `sqlite:${join(this.data, "switchboard.db")}`,
        SWITCHBOARD_ADMIN_EMAIL: this.admin.email,
        SWITCHBOARD_ADMIN_PASSWORD: this.admin.password,
        ...variables,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [program.stdout, program.stderr]) {
      stream.on("data", (text) => (this.log += text));
    }
    program.on("error", (error) => (this.log += `${error}\n`));
    this.#process = program;
    await this.#healthy(program);
  }

  /** The key of the first site, as the snippet on the demo page has it. */
  async siteKey(): Promise<string> {
    const demo = await (await fetch(`${this.url}/demo`)).text();
    const key = /data-site="([^"]+)"/.exec(demo)?.[1];
    if (!key) throw new Error("the demo page has no snippet");
    return key;
  }

  /**
   * Adds an operator at the terminal, beside the running program. Open consoles learn of them when
   * they reconnect.
   */
  async addOperator(name: string, role: "normal" | "administrator" = "normal"): Promise<Account> {
    const account = { email: emailOf(name), password: this.admin.password };
    const flags = ["add", account.email, "--name", name];
    if (role === "administrator") flags.push("--administrator");
    await this.#manages(flags);
    return account;
  }

  /** Makes a password for the SIP clients of such an operator, at the terminal. */
  async sipPassword(name: string): Promise<{ user: string; password: string }> {
    const said = await this.#manages(["sip-password", emailOf(name)]);
    const [user, password] = [/^User +(\S+)/m.exec(said)?.[1], /^Password +(\S+)/m.exec(said)?.[1]];
    if (!user || !password) throw new Error(`no SIP password was told:\n${said}`);
    return { user, password };
  }

  /** Runs `switchboard operator` with these arguments; returns its output. */
  async #manages(words: string[]): Promise<string> {
    const program = spawn(this.program, ["operator", ...words], {
      env: {
        ...process.env,
        SWITCHBOARD_DATABASE_URL: `sqlite:${this.database}`,
        SWITCHBOARD_OPERATOR_PASSWORD: this.admin.password,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [said, complained] = ["", ""];
    program.stdout.on("data", (text) => (said += text));
    program.stderr.on("data", (text) => (complained += text));
    const [code] = await once(program, "close");
    if (code !== 0) throw new Error(`it was not done: switchboard operator ${words.join(" ")}\n${complained}`);
    return said;
  }

  /** Ends the program as `kill -9` does, without a chance to save anything. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ends the program as its operator would; then everything it wrote is in `database`. */
  async rests(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** The process id of the program while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get database(): string {
    return join(this.data, "switchboard.db");
  }

  /** Ends the program as its operator would, and removes the data. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
    await rm(this.data, { recursive: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const program = this.#process;
    this.#process = undefined;
    if (!program || hasEnded(program)) return;
    const ended = once(program, "exit");
    program.kill(signal);
    await ended;
  }

  async #healthy(program: ChildProcess): Promise<void> {
    const until = Date.now() + START;
    while (Date.now() < until) {
      if (program.pid === undefined || hasEnded(program)) break;
      const answer = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error(`the server did not become healthy:\n${this.log}`);
  }
}

function template(): string {
  return join(tmpdir(), "first-start.db");
}

function emailOf(name: string): string {
  return `${name.toLowerCase()}@example.org`;
}

function binary(): string {
  if (process.env.SWITCHBOARD_PROGRAM) return resolve(process.env.SWITCHBOARD_PROGRAM);
  const target = process.env.CARGO_TARGET_DIR ?? "target";
  return resolve(import.meta.dirname, "../..", target, "release/switchboard");
}

function hasEnded(program: ChildProcess): boolean {
  return program.exitCode !== null || program.signalCode !== null;
}
