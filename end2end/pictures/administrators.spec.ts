// The pictures in the administrator's guide.

import { join } from "node:path";
import { Operator } from "../support/people";
import { expect, test } from "../support/test";

const IMAGES = join(import.meta.dirname, "../../docs/images");
const LOOK = { viewport: { width: 1360, height: 780 }, deviceScaleFactor: 1.5 };

test("the pictures in the administrator's guide", async ({ browser, server }) => {
  const accounts = await Promise.all([server.addOperator("Ben"), server.addOperator("Eve", "administrator")]);
  await server.addOperator("Zoe");
  const operator = await Operator.comes(browser, "mouse", server, LOOK);
  const { page } = operator;
  const picture = (name: string) => page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await operator.signsIn();
  for (const account of accounts) await (await Operator.comes(browser, "mouse", server)).signsIn(account);

  await page.goto(`${server.url}/console/administration/operators`);
  await operator.isLive();
  await expect(page.getByRole("main").getByText("Online")).toHaveCount(3);
  await page.getByRole("button", { name: "Actions for Zoe" }).last().click();
  await expect(page.getByRole("menu")).toBeVisible();
  await picture("operators");
  await operator.chooses("Edit profile");
  await operator.window.getByLabel("Chats at most").fill("3");
  await operator.window.getByRole("radio", { name: /^Administrator/ }).check();
  await picture("profile");
  await operator.window.getByRole("button", { name: "Save" }).click();
  await expect(operator.window).toBeHidden();
  await page.getByRole("link", { name: "Audit log" }).click();
  await expect(page.locator(".audit > li").first()).toContainText("Support changed the operator Zoe");
  await expect(page.locator(".toast")).toBeHidden({ timeout: 10_000 });
  await picture("audit-log");
});
