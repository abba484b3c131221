import type { Browser, Locator } from "@playwright/test";
import { type Operator, Visitor } from "./people";
import type { Server } from "./server";
import { expect } from "./test";

/** A visitor leaves a message, because nobody is available. */
export async function leaves(browser: Browser, server: Server, name: string, text: string): Promise<void> {
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.panel.getByLabel("Your name").fill(name);
  await visitor.panel.getByRole("textbox", { name: "Your message" }).fill(text);
  await visitor.panel.getByRole("textbox", { name: "Your e-mail address" }).fill("vera@example.net");
  await visitor.panel.getByRole("button", { name: "Send message" }).click();
  await expect(visitor.panel.getByText("We have your message")).toBeVisible();
  await visitor.context.close();
}

/** They are at their desk, but take no requests. */
export async function isAway(ann: Operator): Promise<void> {
  await ann.page.getByRole("button", { name: /Status, sound, sign out/ }).click();
  await ann.page.getByRole("radio", { name: "Away" }).check();
  await ann.page.keyboard.press("Escape");
}

/** The rows of the list of off-line messages. */
export function messages({ page }: Operator): Locator {
  return page.getByRole("region", { name: "Messages", exact: true }).getByRole("listitem");
}

export function openMessage({ page }: Operator): Locator {
  return page.getByRole("region", { name: "Message", exact: true });
}
