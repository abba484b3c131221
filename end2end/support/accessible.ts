// What everybody can use: nothing that axe finds, nothing beyond the edge, no focus that is lost or
// invisible.

import { expect, type Frame, type Page } from "@playwright/test";
import axe, { type FrameContext, type PartialResults, type RunOptions } from "axe-core";
import { hasDrawn, hasSettled } from "./drawn";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** The rules that depend on colours. */
const COLOURS = ["color-contrast", "link-in-text-block"];
/** The rules that depend on the available room. */
const SIZES = ["target-size", "scrollable-region-focusable"];

/** axe finds nothing on the page as it is, including its frames. `rules`: only these. */
export async function isAccessible(page: Page, what = "page", rules?: string[]): Promise<void> {
  // Nobody reads by a colour that is still changing.
  await hasSettled(page);
  const runOnly: RunOptions["runOnly"] = rules ? { type: "rule", values: rules } : { type: "tag", values: TAGS };
  const violations = await violationsOn(page, { runOnly, resultTypes: ["violations"] });
  // The picker's list is scrolled with the arrow keys in its field (the test of B12 shows it), but
  // axe recognises that only for single-line fields.
  const isPicker = ({ id, nodes }: (typeof violations)[number]) =>
    id === "scrollable-region-focusable" && nodes.every(({ target }) => target.join() === "#picker");
  const found = violations.filter((one) => !isPicker(one)).map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  expect(found).toEqual([]);
}

/**
 * Does what `@axe-core/playwright` does, with two differences. axe is put into each document once,
 * and its results are merged in the page itself instead of another tab. A frame that does not
 * answer fails here, and is left out there.
 */
async function violationsOn(page: Page, options: RunOptions) {
  if (page.frames().length === 1) {
    await hasAxe(page.mainFrame());
    return page.evaluate(async (options) => (await window.axe.run(document, options)).violations, options);
  }
  const partials = await partialsOf(page.mainFrame(), undefined, options);
  return page.evaluate(async ({ partials, options }) => (await window.axe.finishRun(partials, options)).violations, { partials, options });
}

async function partialsOf(frame: Frame, context: FrameContext["frameContext"] | undefined, options: RunOptions): Promise<PartialResults> {
  await hasAxe(frame);
  const frames = await frame.evaluate((context) => window.axe.utils.getFrameContexts(context), context);
  const own = frame.evaluate(({ context, options }) => window.axe.runPartial(context ?? document, options), { context, options });
  const partials: PartialResults = [await own];
  for (const { frameSelector, frameContext } of frames) {
    const element = (await frame.evaluateHandle((selector) => window.axe.utils.shadowSelect(selector), frameSelector)).asElement();
    const inner = await element?.contentFrame();
    if (!inner) throw new Error(`there is nothing in the frame ${JSON.stringify(frameSelector)}`);
    partials.push(...(await partialsOf(inner, frameContext, options)));
  }
  return partials;
}

async function hasAxe(frame: Frame): Promise<void> {
  if (!(await frame.evaluate(() => "axe" in window))) await frame.evaluate(axe.source);
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** The same in dark mode. Only the rules about colours depend on it. */
export async function isAccessibleInTheDark(page: Page, what = "page"): Promise<void> {
  await inTheDark(page, () => isAccessible(page, `${what}, dark`, COLOURS));
}

/**
 * The same in a window of another size. The page has the same elements with the same names there,
 * so only the rules about sizes are checked and, with `colours`, those about overlap.
 */
export async function isAccessibleInThisSize(page: Page, what: string, { colours = false } = {}): Promise<void> {
  await isAccessible(page, what, colours ? [...COLOURS, ...SIZES] : SIZES);
}

/** As it looks in a window of this size; the previous size is restored afterwards. */
export async function inWindow(page: Page, size: { width: number; height: number }, look: () => Promise<void>): Promise<void> {
  const before = page.viewportSize();
  if (!before) throw new Error("the window has no size of its own");
  await page.setViewportSize(size);
  await hasDrawn(page);
  await look();
  await page.setViewportSize(before);
  await hasDrawn(page);
}

/** As it looks with the system set to dark. */
export async function inTheDark(page: Page, look: () => Promise<void>): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  await look();
  await page.emulateMedia({ colorScheme: "light" });
}

/** Nobody has to scroll sideways. */
export async function fits(page: Page, what: string): Promise<void> {
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overhang, `${what}: nothing stands beyond the edge`).toBe(0);
}

/** With reduced motion nothing moves: what changes, changes at once. */
export async function standsStill(page: Page, what: string): Promise<void> {
  // A loading indicator appears slightly later, unless loading is done by then.
  await expect(page.locator(".is-slow")).toHaveCount(0);
  const moving = await page.evaluate(() =>
    [document, ...[...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? [])]
      .flatMap((root) => root.getAnimations())
      .filter((animation) => Number(animation.effect?.getComputedTiming().endTime) > 50)
      .map((animation) => (animation.effect as KeyframeEffect).target?.className ?? "?"),
  );
  expect(moving, `${what}: nothing moves`).toEqual([]);
}

/**
 * Something has the focus, the focus is visible, and nothing covers it (WCAG 2.2, 2.4.7 and
 * 2.4.11).
 */
export async function hasVisibleFocus(page: Page, what: string): Promise<void> {
  const problem = async () =>
    page.evaluate(() => {
      const focused = document.activeElement as HTMLElement | null;
      if (!focused || focused === document.body) return "nothing has the focus";
      const name = `${focused.localName}.${focused.className}`;
      // A field's frame may show its focus: the nearest drawn ancestor counts.
      const isMarked = (element: Element | null, steps: number): boolean => {
        if (!element || steps < 0) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none" || isMarked(element.parentElement, steps - 1);
      };
      if (!isMarked(focused, 2)) return `one does not see that ${name} has the focus`;
      const { left, top, width, height } = focused.getBoundingClientRect();
      if (!width || !height) return `${name} has the focus and is not drawn`;
      const [x, y] = [left + Math.min(width / 2, innerWidth / 2), top + Math.min(height / 2, 20)];
      const there = document.elementFromPoint(Math.max(1, Math.min(x, innerWidth - 2)), Math.max(1, Math.min(y, innerHeight - 2)));
      if (there && (focused.contains(there) || there.contains(focused))) return "";
      return `${name} has the focus, and ${there?.localName}.${there?.className} lies over it`;
    });
  await expect.poll(problem, { message: what }).toBe("");
}
