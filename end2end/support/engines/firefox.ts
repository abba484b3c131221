// Firefox, driven by WebDriver BiDi through its own remote agent, without a separate driver.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { type Driver, type Engine, type InputSource, source, type Where } from "./driver";

interface Answer {
  id?: number;
  type: string;
  result: Record<string, never>;
  error?: string;
  message?: string;
}

/** One process, with a container for each person. */
export class Firefox implements Engine {
  #last = 0;
  #asked = new Map<number, (answer: Answer) => void>();

  private constructor(
    private readonly program: ChildProcess,
    private readonly socket: WebSocket,
  ) {
    socket.addEventListener("message", ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id) this.#asked.get(answer.id)?.(answer);
    });
  }

  static async start(): Promise<Firefox> {
    const profile = await mkdtemp(join(tmpdir(), "firefox-"));
    const program = spawn(
      process.env.FIREFOX ?? "firefox-esr",
      ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"],
      { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: "1" } },
    );
    const address = await listens(program);
    const socket = new WebSocket(`${address}/session`);
    await once(socket, "open");
    const firefox = new Firefox(program, socket);
    await firefox.ask("session.new", { capabilities: {} });
    return firefox;
  }

  async open(): Promise<Driver> {
    const { userContext } = await this.ask("browser.createUserContext", {});
    const { context } = await this.ask("browsingContext.create", { type: "window", userContext });
    await this.ask("browsingContext.setViewport", { context, viewport: { width: 1400, height: 860 } });
    return new Window(this, context!, userContext!);
  }

  async stop(): Promise<void> {
    const ended = once(this.program, "exit");
    await this.ask("browser.close", {});
    await ended;
  }

  async ask(method: string, params: object): Promise<Record<string, string>> {
    const id = ++this.#last;
    const answered = new Promise<Answer>((done) => this.#asked.set(id, done));
    this.socket.send(JSON.stringify({ id, method, params }));
    const { type, result, error, message } = await answered;
    this.#asked.delete(id);
    if (type === "error") throw new Error(`${method}: ${error}: ${message}`);
    return result;
  }
}

class Window implements Driver {
  constructor(
    private readonly firefox: Firefox,
    private readonly context: string,
    private readonly userContext: string,
  ) {}

  async goTo(url: string): Promise<void> {
    await this.firefox.ask("browsingContext.navigate", { context: this.context, url, wait: "complete" });
  }

  async reload(): Promise<void> {
    await this.firefox.ask("browsingContext.reload", { context: this.context, wait: "complete" });
  }

  async call<Args extends unknown[], Value>(where: Where, what: (...args: Args) => Value, ...args: Args): Promise<Value> {
    const context = await this.#contextOf(where);
    const answer = (await this.firefox.ask("script.callFunction", {
      functionDeclaration: `() => ${source(what, args)}`,
      awaitPromise: false,
      target: { context },
    })) as unknown as { type: string; result: { value: string }; exceptionDetails?: { text: string } };
    if (answer.type === "exception") throw new Error(answer.exceptionDetails?.text);
    return JSON.parse(answer.result.value) as Value;
  }

  async act(where: Where, source: InputSource): Promise<void> {
    // Of several windows, the one in use is in front.
    await this.firefox.ask("browsingContext.activate", { context: this.context });
    // A frame of another site is another process, which keys and clicks on the page do not reach.
    await this.firefox.ask("input.performActions", { context: await this.#contextOf(where), actions: [source] });
  }

  async picture(): Promise<Buffer> {
    const { data } = await this.firefox.ask("browsingContext.captureScreenshot", { context: this.context });
    return Buffer.from(data!, "base64");
  }

  async close(): Promise<void> {
    await this.firefox.ask("browser.removeUserContext", { userContext: this.userContext });
  }

  async #contextOf(where: Where): Promise<string> {
    if (where === "page") return this.context;
    const tree = (await this.firefox.ask("browsingContext.getTree", { root: this.context })) as unknown as {
      contexts: { children: { context: string; url: string }[] }[];
    };
    const panel = tree.contexts[0]?.children.find(({ url }) => url.includes("/panel?"));
    if (!panel) throw new Error("there is no panel");
    return panel.context;
  }
}

/** The address where the browser waits for a client. */
async function listens(program: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((done, fail) => {
    program.on("error", fail);
    program.on("exit", () => fail(new Error(`Firefox did not start:\n${said}`)));
    program.stderr!.on("data", (text) => {
      said += text;
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (address) done(address);
    });
  });
}
