// What the tests ask of a browser, whichever protocol it speaks.

/** The page of a window, or the panel's frame in it. */
export type Where = "page" | "panel";

/** A person's browser: one window, with cookies and a cache of its own. */
export interface Driver {
  /** Opens a page, and waits until it is loaded. */
  goTo(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Calls a function there. It takes and gives what JSON can tell, and knows nothing of what stands around it. */
  call<Args extends unknown[], Value>(where: Where, what: (...args: Args) => Value, ...args: Args): Promise<Value>;
  /** Moves the mouse and presses keys, by WebDriver's own input sources; places are those of the viewport there. */
  act(where: Where, source: InputSource): Promise<void>;
  /** What is on the screen, as PNG. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

/** The browsers of one engine. */
export interface Engine {
  /** Another person's browser. */
  open(): Promise<Driver>;
  stop(): Promise<void>;
}

/** https://www.w3.org/TR/webdriver2/#actions; WebDriver BiDi has the same. */
export type InputSource =
  | { type: "key"; id: string; actions: KeyAction[] }
  | { type: "pointer"; id: string; parameters: { pointerType: "mouse" }; actions: PointerAction[] };

export type KeyAction = { type: "keyDown" | "keyUp"; value: string };

export type PointerAction =
  | { type: "pointerMove"; x: number; y: number }
  | { type: "pointerDown" | "pointerUp"; button: number }
  | { type: "pause"; duration: number };

/** The function as the source of one without arguments, whose result is JSON. */
export function source(what: (...args: never[]) => unknown, args: unknown[]): string {
  return `JSON.stringify((${what})(...${JSON.stringify(args)})) ?? "null"`;
}
