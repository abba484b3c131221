// The pictures in the administrator's guide.

import { join } from "node:path";
import { Operator } from "../support/people";
import { expect, test } from "../support/test";

const IMAGES = join(import.meta.dirname, "../../docs/images");
const LOOK = { viewport: { width: 1360, height: 780 }, deviceScaleFactor: 1.5 };

test("the pictures in the administrator's guide", async ({ browser, server, mailServer }) => {
  const accounts = await Promise.all([server.addOperator("Ben"), server.addOperator("Eve", "administrator")]);
  await server.addOperator("Zoe");
  const operator = await Operator.comes(browser, "mouse", server, LOOK);
  const { page } = operator;
  const picture = (name: string) => page.screenshot({ path: join(IMAGES, `${name}.png`) });
  await operator.signsIn();
  await operator.wantsNoPopups();
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
  await operator.administers("Web sites");
  await operator.doesWith("Demo", "Set up");
  const preview = page.frameLocator('iframe[title="Preview of the chat"]');
  await operator.window.getByLabel("Colour", { exact: true }).fill("#0f766e");
  await operator.window.getByRole("button", { name: "Add a field" }).click();
  await operator.window.getByLabel("Label").fill("Order number");
  await expect(preview.getByLabel("Order number")).toBeVisible();
  await operator.window.getByLabel("To agree to").fill("You may keep what I write.");
  await operator.window.getByRole("group", { name: "Field 1" }).scrollIntoViewIfNeeded();
  await picture("site");
  await page.keyboard.press("Escape");
  await operator.administers("Departments");
  for (const [name, description, members] of [
    ["Orders", "Delivery, returns, invoices", ["Ben", "Zoe"]],
    ["Advice", "Which lamp fits your room", ["Eve"]],
  ] as const) {
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await operator.window.getByLabel("Name").fill(name);
    await operator.window.getByLabel("Description").fill(description);
    for (const member of members) await operator.window.getByRole("checkbox", { name: member }).check();
    await operator.window.getByRole("button", { name: "Save" }).click();
    await expect(operator.entry(name)).toBeVisible();
  }
  await expect(page.locator(".toast")).toBeHidden({ timeout: 10_000 });
  await picture("departments");
  await operator.administers("URL routing");
  await page.getByRole("switch", { name: /Requests go by the page/ }).click();
  for (const [pattern, member] of [
    ["shop.example/help/*", "Ben"],
    ["shop.example", "Eve"],
  ] as const) {
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await operator.window.getByLabel("Pages").fill(pattern);
    await operator.window.getByRole("checkbox", { name: member }).check();
    await operator.window.getByRole("button", { name: "Save" }).click();
    await expect(operator.entry(pattern).last()).toBeVisible();
  }
  await page.getByLabel("Address of a page").fill("https://shop.example/help/lamp");
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.getByText("Rule 1, for shop.example/help/*, sends it to Ben.")).toBeVisible();
  await expect(page.locator(".toast")).toBeHidden({ timeout: 10_000 });
  await picture("urls");
  await operator.administers("E-mail");
  const field = (name: string) => page.getByLabel(name, { exact: true });
  await field("Server").fill("127.0.0.1");
  await page.getByRole("combobox", { name: "Encryption" }).selectOption({ index: 2 });
  await field("Port").fill(String(mailServer.port));
  await field("From").fill("chat@lamps.example");
  await field("Name").fill("Lamps and more");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByLabel("To", { exact: true }).fill("eve@lamps.example");
  await page.getByRole("button", { name: "Send it" }).click();
  await expect(page.locator(".tester .said")).toContainText("250");
  await expect(page.locator(".toast")).toBeHidden({ timeout: 10_000 });
  await page.locator(".tester").scrollIntoViewIfNeeded();
  await picture("mail-server");
  await operator.administers("Off-line messages");
  for (const [department, member, addresses] of [
    ["Orders", "Ben", ""],
    ["Advice", "Eve", "advice@lamps.example"],
  ] as const) {
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await operator.window.getByLabel("Department").selectOption(department);
    await operator.window.getByRole("checkbox", { name: member }).check();
    await operator.window.getByLabel("Further addresses").fill(addresses);
    await operator.window.getByRole("button", { name: "Save" }).click();
    await expect(operator.entry(department)).toBeVisible();
  }
  await expect(page.locator(".toast")).toBeHidden({ timeout: 10_000 });
  await picture("off-line-rules");
  await page.getByRole("link", { name: "Audit log" }).click();
  await expect(page.locator(".audit > li").first()).toContainText("Support added the mail rule for");
  await expect(page.locator(".toast")).toBeHidden({ timeout: 10_000 });
  await picture("audit-log");
});
