// A translator in the browser works on the console: it translates what people wrote, is kept from
// the console's own texts, and nothing stops working.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { expect, test } from "../support/test";
import { translate } from "../support/translator";

test("a translator in the browser changes what people wrote, and everything still moves", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server, { viewport: { width: 1366, height: 768 } });
  await operator.signsIn();
  const { page } = operator;
  const uma = await Visitor.comes(browser, "mouse");
  await uma.opens(`${server.url}/demo`);
  const vera = await Visitor.comes(browser, "mouse");
  await vera.opens(`${server.url}/demo`);
  await vera.opensPanel();
  await vera.asks("Vera", "Guten Tag");
  const question = page.locator(".request .row-text");
  await reads(question, "Guten Tag");
  expect(await translate(page)).toEqual([]);
  await reads(question, "GUTEN TAG");

  // In the conversation, and in the list of chats.
  await operator.accepts("Vera");
  const last = operator.chats.locator(".row-text");
  await expect.poll(() => operator.sees()).toEqual(["Guten Tag"]);
  expect(await translate(page)).toEqual([]);
  await vera.says("Noch da?");
  await expect.poll(() => operator.sees()).toEqual(["GUTEN TAG", "Noch da?"]);
  await reads(last, "Noch da?");
  expect(await translate(page)).toEqual([]);
  await picture(page, info, "conversation");
  await operator.says("Vera", "Ja.");
  await expect.poll(() => operator.sees()).toEqual(["GUTEN TAG", "NOCH DA?", "Ja."]);
  await reads(last, "You: Ja.");
  await expect(page.locator(".thread .said.is-mine").last().getByTitle(/^(Delivered|Seen)$/)).toBeVisible();

  // In the visitor list.
  await page.getByRole("link", { name: /^Visitors/ }).click();
  const title = (row: string) => operator.row(row).locator(".page-title");
  await reads(title("Online"), "Kiln & Cup – stoneware made to be used");
  expect(await translate(page)).toEqual([]);
  await reads(title("Online"), "KILN & CUP – STONEWARE MADE TO BE USED");
  await uma.opens(`${server.url}/demo/pricing`);
  await reads(title("Online"), "Prices – Kiln & Cup");
  expect(await translate(page)).toEqual([]);
  await picture(page, info, "list");
  await uma.opensPanel();
  await uma.asks("Uma", "Hallo");
  await reads(operator.row("Uma"), "Requesting");
  await reads(question, "Hallo");
  await reads(page.locator(".requests .count"), "1");
  // A translation stays while other things change.
  await reads(title("Uma"), "PRICES – KILN & CUP");
});
