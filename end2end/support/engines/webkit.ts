// WebKitGTK, which shares its engine with Safari, driven by WebDriver. Its windows need a display:
// each person has their own, so that each window has the focus.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { freePort } from "../ports";
import { type Driver, type Engine, type InputSource, type PointerAction, source, type Where } from "./driver";

// Safari's default: the Tab key skips links.
const ARGUMENTS = ["--automation", "--enable-tabs-to-links=false"];
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
/** How long a driver may take to listen, in milliseconds. */
const START = 10_000;

export class WebKit implements Engine {
  /** A driver has one window at a time. These have none. */
  #idle: Desk[] = [];
  #desks: Desk[] = [];

  constructor(private readonly locale: string) {}

  async open(): Promise<Driver> {
    const desk = this.#idle.pop() ?? (await this.#another());
    const { sessionId } = (await desk.ask("POST", "/session", {
      capabilities: {
        alwaysMatch: {
          browserName: "MiniBrowser",
          "webkitgtk:browserOptions": { binary: miniBrowser(), args: ARGUMENTS },
        },
      },
    })) as { sessionId: string };
    const window = new Window(desk, `/session/${sessionId}`, () => this.#idle.push(desk));
    await window.fills({ x: 0, y: 0, width: 1400, height: 900 });
    return window;
  }

  async stop(): Promise<void> {
    for (const desk of this.#desks) await desk.stop();
  }

  async #another(): Promise<Desk> {
    const desk = await Desk.start(this.locale);
    this.#desks.push(desk);
    return desk;
  }
}

/** A display and the driver of what it shows. */
class Desk {
  private constructor(
    private readonly display: ChildProcess,
    private readonly driver: ChildProcess,
    private readonly url: string,
  ) {}

  static async start(locale: string): Promise<Desk> {
    const display = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1440x960x24", "-nolisten", "tcp"], {
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const [number] = (await Promise.race([once(display.stdio[3] as NodeJS.ReadableStream, "data"), fails(display)])) as [Buffer];
    const port = await freePort();
    const { LANGUAGE: _, ...variables } = process.env;
    const driver = spawn("WebKitWebDriver", ["--host=127.0.0.1", `--port=${port}`], {
      // Isolated from the session of the person who runs the tests: neither its bus nor its
      // settings are used.
      env: {
        ...variables,
        DISPLAY: `:${String(number).trim()}`,
        LC_ALL: locale,
        GDK_BACKEND: "x11",
        DBUS_SESSION_BUS_ADDRESS: "disabled:",
        GSETTINGS_BACKEND: "memory",
      },
      stdio: "ignore",
    });
    const desk = new Desk(display, driver, `http://127.0.0.1:${port}`);
    await Promise.race([desk.#listens(), fails(driver)]);
    return desk;
  }

  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(this.url + path, { method, body: body && JSON.stringify(body) });
    const { value } = (await answer.json()) as { value: { error: string; message: string } };
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  async stop(): Promise<void> {
    for (const program of [this.driver, this.display]) {
      const ended = once(program, "exit");
      if (program.kill()) await ended;
    }
  }

  async #listens(): Promise<void> {
    for (const until = Date.now() + START; Date.now() < until; ) {
      if (await this.ask("GET", "/status").then(() => true, () => false)) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    throw new Error("WebKit's driver does not listen");
  }
}

class Window implements Driver {
  #where: Where = "page";

  constructor(
    private readonly desk: Desk,
    private readonly path: string,
    private readonly closed: () => void,
  ) {}

  async fills(rectangle: { x: number; y: number; width: number; height: number }): Promise<void> {
    await this.#ask("POST", "/window/rect", rectangle);
  }

  async goTo(url: string): Promise<void> {
    await this.#enter("page");
    await this.#ask("POST", "/url", { url });
  }

  async reload(): Promise<void> {
    await this.#enter("page");
    await this.#ask("POST", "/refresh", {});
  }

  async call<Args extends unknown[], Value>(where: Where, what: (...args: Args) => Value, ...args: Args): Promise<Value> {
    await this.#enter(where);
    const script = `return ${source(what, args)};`;
    return JSON.parse((await this.#ask("POST", "/execute/sync", { script, args: [] })) as string) as Value;
  }

  async act(where: Where, source: InputSource): Promise<void> {
    // Whatever frame it is for, the mouse moves over the window.
    const corner = where === "panel" ? await this.call("page", cornerOfPanel) : { x: 0, y: 0 };
    const moved = source.type === "pointer" ? { ...source, actions: source.actions.map((action) => from(corner, action)) } : source;
    await this.#enter("page");
    await this.#ask("POST", "/actions", { actions: [moved] });
  }

  async picture(): Promise<Buffer> {
    await this.#enter("page");
    return Buffer.from((await this.#ask("GET", "/screenshot")) as string, "base64");
  }

  async close(): Promise<void> {
    await this.desk.ask("DELETE", this.path);
    this.closed();
  }

  /**
   * Scripts run in one frame at a time. The panel's frame is a new one after each load of the page.
   */
  async #enter(where: Where): Promise<void> {
    if (this.#where === "panel") await this.#ask("POST", "/frame", { id: null });
    this.#where = "page";
    if (where === "page") return;
    const script = `return document.querySelector("switchboard-chat")?.shadowRoot.querySelector("iframe") ?? null;`;
    const frame = (await this.#ask("POST", "/execute/sync", { script, args: [] })) as {
      [ELEMENT]: string;
    } | null;
    if (!frame) throw new Error("there is no panel");
    await this.#ask("POST", "/frame", { id: frame });
    this.#where = "panel";
  }

  #ask(method: string, path: string, body?: object): Promise<unknown> {
    return this.desk.ask(method, this.path + path, body);
  }
}

function from(corner: { x: number; y: number }, action: PointerAction): PointerAction {
  if (action.type !== "pointerMove") return action;
  return { ...action, x: Math.round(action.x + corner.x), y: Math.round(action.y + corner.y) };
}

/** Runs in the page. */
function cornerOfPanel(): { x: number; y: number } {
  const { x, y } = document.querySelector("switchboard-chat")!.shadowRoot!.querySelector("iframe")!.getBoundingClientRect();
  return { x, y };
}

/** The browser that comes with the engine. */
function miniBrowser(): string {
  if (!process.env.MINIBROWSER) throw new Error("MINIBROWSER names no browser; run `script/setup test`, and this under `script/with`");
  return process.env.MINIBROWSER;
}

async function fails(program: ChildProcess): Promise<never> {
  const [code] = await Promise.race([once(program, "exit"), once(program, "error")]);
  throw new Error(`${program.spawnfile} has ended: ${code}`);
}
