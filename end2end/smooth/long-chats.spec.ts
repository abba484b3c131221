// A line appears as fast in a chat of two thousand lines as in one of ten, in the panel and in the
// console: side by side in one run, so that other load on the machine affects both.

import type { Frame, Page } from "@playwright/test";
import { sayAll } from "../support/commands";
import { hasDrawn } from "../support/drawn";
import { Operator, Visitor } from "../support/people";
import { ALONE, expect, test } from "../support/test";

const LINES = 2_000;
/** After these, the short chat has about ten lines, and both are warmed up. */
const BEFORE = 8;
/** In alternation; the medians count. */
const ROUNDS = 25;
/** How much longer it may take in the long chat. */
const MOST = 1.5;

test.use({ variables: { SWITCHBOARD_FRAMES_PER_SECOND: "1000000" } });

test("a line is painted in a long chat as fast as in a short one", ALONE, async ({ browser, server }, info) => {
  info.setTimeout(240_000);
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const [vera, ben] = [await Visitor.comes(browser, "mouse"), await Visitor.comes(browser, "mouse")];
  for (const { context } of [vera, ben]) await context.addInitScript(noteLines);
  await operator.hasChatWith(vera, "Vera");
  await sayAll(
    operator,
    Array.from({ length: LINES }, (_, nr) => ({ text: `Line ${nr} ${"and more ".repeat(nr % 12)}` })),
  );
  await expect(vera.lines.last()).toContainText(`Line ${LINES - 1}`, { timeout: 60_000 });

  await ben.opens(`${server.url}/demo`);
  await ben.opensPanel();
  await ben.asks("Ben", "Hello");
  // A separate window: a browser draws a background tab once a second.
  const other = await Operator.comes(browser, "mouse", server);
  await other.signsIn();
  await other.accepts("Ben");

  const [long, short] = [await Seat.of(operator.page, "Vera", vera.page), await Seat.of(other.page, "Ben", ben.page)];
  for (let round = 0; round < BEFORE + ROUNDS; round++) {
    for (const seat of round % 2 ? [long, short] : [short, long]) await seat.says(`Measured ${round}`);
  }
  const figures = await Promise.all([long, short].map((seat) => seat.figures()));
  const [inLong, inShort] = figures as [Figures, Figures];
  console.table({ [`${LINES} lines`]: inLong, "ten lines": inShort });
  for (const where of ["panel", "console"] as const) {
    expect(inLong[where] / inShort[where], `${where}: how many times longer it takes`).toBeLessThanOrEqual(MOST);
  }
});

/** Medians, in milliseconds. */
interface Figures {
  /** From the frame on the visitor's socket to the paint. */
  panel: number;
  /** From the operator's Enter to the paint. */
  console: number;
}

/** A chat in a window of the operator's own, and the panel at its other end. */
class Seat {
  private constructor(
    private readonly console: Page,
    private readonly name: string,
    private readonly panel: Frame,
  ) {}

  static async of(console: Page, name: string, visitor: Page): Promise<Seat> {
    const panel = visitor.frames().find((frame) => frame.url().includes("/panel?"));
    if (!panel) throw new Error("there is no panel");
    await console.evaluate(noteEnter);
    await panel.evaluate(forget);
    return new Seat(console, name, panel);
  }

  /** Says something, and waits until both ends have recorded when it was painted. */
  async says(text: string): Promise<void> {
    const before = await Promise.all([this.console, this.panel].map((end) => end.evaluate(count)));
    await this.console.getByRole("textbox", { name: `Message to ${this.name}` }).fill(text);
    await this.console.keyboard.press("Enter");
    // Meanwhile the page is asked nothing that would search it.
    for (const [nr, end] of [this.console, this.panel].entries()) await end.waitForFunction(hasMore, before[nr]!);
    for (const end of [this.console, this.panel]) await hasDrawn(end);
  }

  async figures(): Promise<Figures> {
    const [console, panel] = await Promise.all([this.console, this.panel].map((end) => end.evaluate(all)));
    return { panel: median(panel!.slice(BEFORE)), console: median(console!.slice(BEFORE)) };
  }
}

function median(times: number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length / 2)]! * 10) / 10;
}

// What runs in the pages. Each function is self-contained.

type Noting = typeof globalThis & { noted: number[] };

const count = () => (globalThis as Noting).noted.length;
const hasMore = (before: number) => (globalThis as Noting).noted.length > before;
const all = () => (globalThis as Noting).noted;
const forget = () => {
  (globalThis as Noting).noted.length = 0;
};

/** Records how long each frame that adds a line takes: until the task after the paint has begun. */
function noteLines(): void {
  const noted: number[] = ((globalThis as Noting).noted = []);
  const lines = document.getElementsByClassName("words");
  const own = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage")!;
  const noting = (hear: (event: MessageEvent) => void) => (event: MessageEvent) => {
    const [began, before] = [performance.now(), lines.length];
    hear(event);
    if (lines.length === before) return;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => noted.push(performance.now() - began);
      port2.postMessage(null);
    });
  };
  Object.defineProperty(WebSocket.prototype, "onmessage", {
    ...own,
    set(this: WebSocket, hear: ((event: MessageEvent) => void) | null) {
      own.set!.call(this, hear && noting(hear));
    },
  });
}

/** The same from the Enter key. */
function noteEnter(): void {
  const noted: number[] = ((globalThis as Noting).noted = []);
  const note = ({ key }: KeyboardEvent) => {
    if (key !== "Enter") return;
    const began = performance.now();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => noted.push(performance.now() - began);
      port2.postMessage(null);
    });
  };
  addEventListener("keydown", note, true);
}
