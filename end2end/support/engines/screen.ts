import { expect } from "@playwright/test";
import type { Driver, KeyAction, PointerAction, Where } from "./driver";
import { type Kind, KINDS, look, type Thing } from "./look";

// https://www.w3.org/TR/webdriver2/#keyboard-actions
const KEYS = {
  Enter: "\uE007",
  Tab: "\uE004",
  Escape: "\uE00C",
  Space: " ",
  ArrowDown: "\uE015",
  Shift: "\uE008",
  Control: "\uE009",
  Alt: "\uE00A",
} as const;
export type Key = keyof typeof KEYS;
const [LEFT, RIGHT] = [0, 2];

/** What a person sees of a window or of the panel in it, and does with mouse and keyboard. */
export class Screen {
  constructor(
    readonly driver: Driver,
    private readonly where: Where = "page",
  ) {}

  get panel(): Screen {
    return new Screen(this.driver, "panel");
  }

  async goTo(url: string): Promise<void> {
    await this.driver.goTo(url);
  }

  /** All visible things of this kind and name; none without a frame or during a load. */
  async all(kind: Kind, name = ""): Promise<Thing[]> {
    return this.driver.call(this.where, look, KINDS[kind], name).catch(() => []);
  }

  /** Waits until there is one. */
  async sees(kind: Kind, name = "", timeout?: number): Promise<Thing> {
    let found: Thing[] = [];
    const looks = async () => (found = await this.all(kind, name)).length;
    await expect.poll(looks, { message: `there is a ${kind} "${name}"`, timeout }).toBeGreaterThan(0);
    return found[0]!;
  }

  /** Waits until there is none. */
  async missesAll(kind: Kind, name = ""): Promise<void> {
    await expect.poll(() => this.all(kind, name), { message: `there is no ${kind} "${name}"` }).toEqual([]);
  }

  /** Waits until the first one has the focus. */
  async hasFocusOn(kind: Kind, name: string): Promise<void> {
    await expect.poll(() => this.#isFocused(kind, name), { message: `the ${kind} "${name}" has the focus` }).toBe(true);
  }

  /** Clicks it with the left button, once or more often. */
  async clicks(kind: Kind, name: string, times = 1): Promise<void> {
    const press: PointerAction[] = [{ type: "pointerDown", button: LEFT }, { type: "pointerUp", button: LEFT }];
    await this.#points(await this.#reaches(kind, name), Array(times).fill(press).flat());
  }

  /** Holds the right button on it for this long, in milliseconds. */
  async holdsRightButtonOn(kind: Kind, name: string, duration: number): Promise<void> {
    await this.#points(await this.#reaches(kind, name), [
      { type: "pointerDown", button: RIGHT },
      { type: "pause", duration },
      { type: "pointerUp", button: RIGHT },
    ]);
  }

  async presses(key: Key | (string & {}), ...held: Key[]): Promise<void> {
    const values = [...held, key].map((one) => KEYS[one as Key] ?? one);
    await this.#keys([
      ...values.map((value): KeyAction => ({ type: "keyDown", value })),
      ...values.toReversed().map((value): KeyAction => ({ type: "keyUp", value })),
    ]);
  }

  async types(text: string): Promise<void> {
    await this.#keys([...text].flatMap((value): KeyAction[] => [{ type: "keyDown", value }, { type: "keyUp", value }]));
  }

  async writes(field: string, text: string): Promise<void> {
    await this.clicks("field", field);
    await this.hasFocusOn("field", field);
    await this.types(text);
    await expect.poll(async () => (await this.all("field", field))[0]?.text, `"${field}" holds what was typed`).toBe(text);
  }

  /** Presses Tab until it has the focus. */
  async tabsTo(kind: Kind, name: string): Promise<void> {
    for (let tabs = 0; tabs < 40; tabs++) {
      if (await this.#isFocused(kind, name)) return;
      await this.presses("Tab");
    }
    throw new Error(`the ${kind} "${name}" cannot be reached with the Tab key`);
  }

  async #isFocused(kind: Kind, name: string): Promise<boolean> {
    return (await this.all(kind, name))[0]?.isFocused ?? false;
  }

  /** Waits until it does not move and nothing covers it. */
  async #reaches(kind: Kind, name: string): Promise<Thing> {
    let last: Thing | undefined;
    const isReached = async () => {
      const [before, [now]] = [last, await this.all(kind, name)];
      last = now;
      return now?.isOnTop && now.x === before?.x && now.y === before.y;
    };
    await expect.poll(isReached, { message: `the ${kind} "${name}" can be reached`, intervals: [50] }).toBe(true);
    return last!;
  }

  async #points({ x, y }: Thing, then: PointerAction[]): Promise<void> {
    const actions: PointerAction[] = [{ type: "pointerMove", x, y }, ...then];
    await this.driver.act(this.where, { type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions });
  }

  async #keys(actions: KeyAction[]): Promise<void> {
    await this.driver.act(this.where, { type: "key", id: "keys", actions });
  }
}
