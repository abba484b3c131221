// Nobody is available: the visitor leaves a message, the operator finds it.

import { messages, openMessage } from "../support/leaving";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { expect, test } from "../support/test";

test("an off-line message reaches the console", async ({ browser, server }, info) => {
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.panel.getByLabel("Your name").fill("Vera");
  await visitor.panel.getByRole("textbox", { name: "Your message" }).fill("Please call me.");
  await visitor.panel.getByRole("textbox", { name: "Your e-mail address" }).fill("vera");
  await visitor.panel.getByRole("button", { name: "Send message" }).click();
  await expect(visitor.panel.getByText("This does not look like an e-mail address.")).toBeVisible();
  await picture(visitor.page, info, "01-a-field-is-wrong");
  await expect(visitor.panel.getByRole("textbox", { name: "Your message" })).toHaveValue("Please call me.");

  // The visitor sends it while the server is down: it is stored, even across a reload, and arrives
  // once.
  await visitor.panel.getByRole("textbox", { name: "Your e-mail address" }).fill("vera@example.net");
  await server.kill();
  await visitor.panel.getByRole("button", { name: "Send message" }).click();
  await server.start();
  await expect(visitor.panel.getByText("We have your message")).toBeVisible({ timeout: 30_000 });
  await expect(visitor.panel.getByText("vera@example.net")).toBeVisible();
  await picture(visitor.page, info, "02-thank-you");

  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  await operator.page.getByRole("link", { name: /Off-line messages/ }).click();
  await expect(messages(operator)).toHaveCount(1);
  await reads(messages(operator), "Please call me.");
  await expect(operator.page.getByText("1 open").first()).toBeVisible();
  await messages(operator).getByRole("button").click();
  await expect(openMessage(operator).getByRole("link", { name: "Answer vera@example.net" })).toBeVisible();
  await expect(messages(operator).locator(".is-unread")).toHaveCount(0);
  await picture(operator.page, info, "03-the-list");
});

test("when the operator comes, the off-line form gives way to the Welcome Screen", async ({ browser, server }) => {
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await expect(visitor.panel.getByText("Leave us a message")).toBeVisible();
  // Nobody has to scroll to it.
  await expect(visitor.panel.getByRole("button", { name: "Send message" })).toBeInViewport({ ratio: 1 });
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  await expect(visitor.panel.getByRole("button", { name: "Start chat" })).toBeVisible();
});
