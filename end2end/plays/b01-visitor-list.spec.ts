// Manual B1: who is browsing the sites now.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("B1: the list shows who browses where, follows him, and forgets who leaves", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  const row = operator.page.locator("tr[data-visitor]");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("/demo");
  await expect(row).toContainText("Online");
  await expect(row).toContainText("127.0.0.1");
  await expect(row).toContainText(/0:0\d/);

  await visitor.opens(`${server.url}/demo/pricing`);
  await expect(row).toContainText("/demo/pricing");
  await row.click();
  const details = operator.page.getByRole("complementary", { name: "Visitor" });
  await expect(details.getByText("Pages before this one")).toBeVisible();
  await picture(operator.page, info, "visitor-list");

  await visitor.opensPanel();
  await visitor.asks("Vera", "Hello");
  await expect(row).toContainText("Vera");
  await expect(row).toContainText("Requesting");
  await operator.accepts("Vera");
  await operator.page.getByRole("link", { name: /^Visitors/ }).click();
  await expect(row).toContainText("Chatting with Support");
  await visitor.context.close();
  await expect(row).toHaveCount(0, { timeout: 15_000 });
});
