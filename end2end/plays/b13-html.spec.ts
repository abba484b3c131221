// Manual B13: HTML from an operator is rendered for the visitor, reduced to a safe subset.

import { isAccessible, isAccessibleInTheDark } from "../support/accessible";
import { meet, panelOf } from "../support/attacks";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("HTML is rendered within its bubble", async ({ browser, server }, info) => {
  const { operator, visitor } = await meet(browser, server);
  await operator.page.getByRole("checkbox", { name: "as HTML" }).check();
  await operator.says("Vera", `<h2>Our oak</h2><p>All of it is <b>solid</b>, see <a href="https://example.org/oak">the catalogue</a>.</p>
      <ul><li>boards</li><li>panels<ol><li>raw</li><li>oiled</li></ol></li></ul>`);
  await operator.says("Vera", `<table><thead><tr><th>Board</th><th>Width</th><th>Price</th></tr></thead><tbody><tr><td>A1</td><td>120 mm</td>
      <td>14.00</td></tr><tr><td>A2</td><td>160 mm</td><td>19.50</td></tr></tbody></table><p>Quote <code>OAK-10</code>:</p>
      <pre>order --article A2 --pieces 12 --oiled --deliver-to "the workshop behind the house"</pre>`);
  await operator.says("Vera", `<blockquote>Lovely boards.</blockquote><img src="${server.url}/demo/shelf.svg" alt="A shelf" width="3000" height="20">`);
  const html = visitor.panel.locator("[data-form=html]");
  await expect(html).toHaveCount(3);
  await expect(html.getByRole("heading", { name: "Our oak" })).toBeVisible();
  await expect(html.getByRole("listitem")).toHaveCount(4);
  const link = html.getByRole("link", { name: "the catalogue" });
  await expect(link).toHaveAttribute("target", "_blank");
  await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
  await expect(html.getByRole("img", { name: "A shelf" })).toBeVisible();
  const tooWide = await panelOf(visitor).evaluate(() => {
    const scroll = document.querySelector("#scroll");
    return !scroll || scroll.scrollWidth > scroll.clientWidth;
  });
  expect(tooWide, "nothing pushes the conversation out of the panel").toBe(false);
  await visitor.panel.getByRole("heading", { name: "Our oak" }).scrollIntoViewIfNeeded();
  await picture(visitor.page, info, "01-html");
  await visitor.panel.getByRole("img", { name: "A shelf" }).scrollIntoViewIfNeeded();
  await picture(visitor.page, info, "02-html-below");
  await isAccessible(visitor.page);
  await isAccessibleInTheDark(visitor.page);
});

test("B13: where the box is first used, its preference is offered beside it, once, and set with keys", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "keyboard", server, { viewport: { width: 1366, height: 768 } });
  await operator.signsIn();
  const { page } = operator;
  const visitor = await Visitor.comes(browser, "mouse");
  await operator.hasChatWith(visitor, "Vera");
  const box = page.getByRole("checkbox", { name: "as HTML" });
  const before = [await box.boundingBox(), await page.getByRole("button", { name: "Send" }).boundingBox()];
  await operator.switches(box);
  const offer = page.getByText("Start with HTML on?", { exact: true });
  await expect(offer).toBeInViewport({ ratio: 1 });
  expect([await box.boundingBox(), await page.getByRole("button", { name: "Send" }).boundingBox()], "nothing moves").toEqual(before);
  await picture(page, info, "offer");
  await operator.presses(page.getByRole("button", { name: "Yes", exact: true }));
  await expect(offer).toBeHidden();
  await expect(operator.composer("Vera")).toBeFocused();
  // Unticked, it is sent as plain text, and the question is not asked again.
  await operator.switches(box);
  await operator.says("Vera", "<b>literally</b>");
  await expect.poll(() => visitor.sees()).toEqual(["Hello", "<b>literally</b>"]);
  await expect(page.locator(".html-offer")).toBeHidden();
  await operator.presses(page.getByRole("button", { name: /Status, sound, sign out/ }));
  await operator.presses(page.getByRole("link", { name: "Preferences" }));
  await expect(page.getByRole("switch", { name: "As HTML" })).toBeChecked();
});
