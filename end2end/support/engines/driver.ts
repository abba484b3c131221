// What the tests need from a browser, whatever its protocol.

/** The page of a window, or the panel's frame in it. */
export type Where = "page" | "panel";

/** A person's browser: one window, with its own cookies and cache. */
export interface Driver {
  /** Opens a page, and waits until it is loaded. */
  goTo(url: string): Promise<void>;
  reload(): Promise<void>;
  /**
   * Calls a function there. Arguments and result are JSON, and the function must be self-contained.
   */
  call<Args extends unknown[], Value>(where: Where, what: (...args: Args) => Value, ...args: Args): Promise<Value>;
  /**
   * Moves the mouse and presses keys, with WebDriver's input sources; positions are relative to the
   * viewport there.
   */
  act(where: Where, source: InputSource): Promise<void>;
  /** The screen, as PNG. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

export interface Engine {
  /** Opens another person's browser. */
  open(): Promise<Driver>;
  stop(): Promise<void>;
}

/** https://www.w3.org/TR/webdriver2/#actions; the same in WebDriver BiDi. */
export type InputSource =
  | { type: "key"; id: string; actions: KeyAction[] }
  | { type: "pointer"; id: string; parameters: { pointerType: "mouse" }; actions: PointerAction[] };

export type KeyAction = { type: "keyDown" | "keyUp"; value: string };

export type PointerAction =
  | { type: "pointerMove"; x: number; y: number }
  | { type: "pointerDown" | "pointerUp"; button: number }
  | { type: "pause"; duration: number };

/** The source of a function without arguments that calls `what` with these; its result is JSON. */
export function source(what: (...args: never[]) => unknown, args: unknown[]): string {
  return `JSON.stringify((${what})(...${JSON.stringify(args)})) ?? "null"`;
}
