// What everybody can use: nothing that axe finds, nothing beyond the edge, no focus that is lost or cannot be seen.

import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** axe finds nothing on the page as it stands, its frames with it. */
export async function isAccessible(page: Page, what = "page"): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  // The picker's list is scrolled by the arrow keys in the field that it belongs to (the play of B12 shows it), but axe
  // knows that only of fields of one line.
  const isPicker = ({ id, nodes }: (typeof violations)[number]) =>
    id === "scrollable-region-focusable" && nodes.every(({ target }) => target.join() === "#picker");
  const found = violations.filter((one) => !isPicker(one)).map(({ id, nodes }) => `${what}: ${id}: ${nodes.map((node) => node.html).join(" | ")}`);
  expect(found).toEqual([]);
}

/** Nobody has to scroll to the side. */
export async function fits(page: Page, what: string): Promise<void> {
  const overhang = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overhang, `${what}: nothing stands beyond the edge`).toBe(0);
}

/** For whoever asks for reduced motion nothing moves: what changes, changes at once. */
export async function standsStill(page: Page, what: string): Promise<void> {
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter((animation) => Number(animation.effect?.getComputedTiming().endTime) > 50)
      .map((animation) => (animation.effect as KeyframeEffect).target?.className ?? "?"),
  );
  expect(moving, `${what}: nothing moves`).toEqual([]);
}

/** Something has the focus, one sees it, and nothing lies over it (WCAG 2.2, 2.4.7 and 2.4.11). */
export async function hasVisibleFocus(page: Page, what: string): Promise<void> {
  const problem = async () =>
    page.evaluate(() => {
      const focused = document.activeElement as HTMLElement | null;
      if (!focused || focused === document.body) return "nothing has the focus";
      const name = `${focused.localName}.${focused.className}`;
      // A field's frame may show what its field has: the nearest that is drawn around it counts.
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
