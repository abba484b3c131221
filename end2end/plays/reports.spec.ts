// Reports: figures of chats, as charts, tables and files.

import { readFile } from "node:fs/promises";
import { Operator, Visitor } from "../support/people";
import { expect, test } from "../support/test";

test("an administrator sees the chat just held in the figures, and has them as a file", async ({ browser, server }) => {
  const vera = await Visitor.comes(browser, "mouse");
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await ann.hasChatWith(vera, "Vera", "Is the lamp in stock?");
  await ann.says("Vera", "It is");
  await vera.knowsThatAllIsSent();
  await ann.ends();

  const { page } = ann;
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Reports" }).click();
  const figures = page.getByRole("region", { name: "Figures", exact: true });
  await expect(figures.getByRole("row", { name: "Asked for 1 0" })).toBeVisible();
  await expect(figures.getByRole("row", { name: "Accepted 1 0", exact: true })).toBeVisible();
  await expect(figures.getByRole("row", { name: /^First answer \d/ })).toBeVisible();
  await expect(page.getByRole("region", { name: "Pages that lead to chats" }).getByRole("row", { name: /\/demo 1$/ })).toBeVisible();

  // A chart is a table for those who ask for it.
  const chats = page.getByRole("region", { name: "Chats", exact: true });
  await expect(chats.locator("svg.chart")).toBeVisible();
  await chats.getByRole("button", { name: "Show as table" }).click();
  await expect(chats.locator("svg.chart")).toBeHidden();
  await expect(chats.getByRole("row")).toHaveCount(8);

  // Which days are shown is in the address.
  await page.getByRole("navigation", { name: "Days" }).getByRole("link", { name: "Today" }).click();
  await expect(page).toHaveURL(/\/console\/reports\?period=today/);
  await expect(chats.getByRole("row")).toHaveCount(2);
  await page.reload();
  await expect(figures.getByRole("row", { name: "Asked for 1 0" })).toBeVisible();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    figures.getByRole("link", { name: "Figures as CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^figures \d{4}-\d{2}-\d{2} \d{4}-\d{2}-\d{2}\.csv$/);
  const csv = await readFile(await download.path(), "utf8");
  expect(csv.split("\r\n").slice(0, 3)).toEqual(["\ufefffigure,value,before", "asked,1,0", "accepted,1,0"]);
});
