// The console speaks the operator's language: the browser's, or the one that they have chosen. The
// tests of `languages/src/console` check that every text is marked and translated in each language.

import type { Page } from "@playwright/test";
import { consoleSpeaksOnly, type ConsoleTag, translator } from "../support/console-texts";
import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

/**
 * All routes of the console except the chats. A text without a translation is English in all
 * languages.
 */
const PLACES = [
  "",
  "/messages",
  "/preferences",
  "/preferences/canned-messages",
  "/preferences/canned-urls",
  "/preferences/keys",
  "/preferences/account",
  "/preferences/sip",
  "/administration/operators",
  "/administration/departments",
  "/administration/sites",
  "/administration/urls",
  "/administration/queueing",
  "/administration/canned-responses",
  "/administration/tags",
  "/administration/off-line",
  "/administration/e-mail",
  "/administration/fees",
  "/administration/audit",
  "/administration/start",
  "/nowhere",
];

async function signsInByForm(page: Page, say: ReturnType<typeof translator>, { admin, url }: Server): Promise<void> {
  await page.goto(`${url}/console`);
  await page.getByLabel(say("E-mail address")).fill(admin.email);
  await page.getByLabel(say("Password"), { exact: true }).fill(admin.password);
  await page.getByRole("button", { name: say("Sign in"), exact: true }).click();
}

test("an operator whose browser is German works in German, then in Spanish and in French, and no page is English", async ({ browser, server }, info) => {
  const [german, spanish, french] = [translator("de"), translator("es"), translator("fr")];
  const operator = await Operator.comes(browser, "mouse", server, { locale: "de-AT" });
  const { page } = operator;
  const root = page.locator("html");

  await page.goto(`${server.url}/console`);
  await expect(root).toHaveAttribute("lang", "de");
  await page.getByLabel(german("E-mail address")).fill("nobody@example.org");
  await page.getByLabel(german("Password"), { exact: true }).fill("not the password");
  await page.getByRole("button", { name: german("Sign in"), exact: true }).click();
  await expect(page.getByRole("alert")).toHaveText(german("The e-mail address or the password is not right."));
  await picture(page, info, "01-sign-in");
  await consoleSpeaksOnly(page, "de", "the sign-in", 5);

  await signsInByForm(page, german, server);
  await operator.isLive();
  await expect(page.getByRole("heading", { name: german("Visitors"), level: 1 })).toBeVisible();
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks("Vera", "1 + 1 = ?");
  await expect(operator.row("Vera")).toContainText(german("Requesting"));
  await picture(page, info, "02-requesting");
  await operator.row("Vera").dblclick();
  const composer = page.getByRole("textbox", { name: german("Message to %1", "Vera") });
  await composer.fill("1 + 1 = 2");
  await composer.press("Enter");
  await expect.poll(() => visitor.sees()).toEqual(["1 + 1 = ?", "1 + 1 = 2"]);
  await picture(page, info, "03-conversation");
  await consoleSpeaksOnly(page, "de", "a conversation");

  const chat = new URL(page.url()).pathname.replace("/console", "");
  const speaks = async (tag: ConsoleTag, say: ReturnType<typeof translator>, places: string[]) => {
    for (const place of places) {
      await page.goto(`${server.url}/console${place}`);
      await operator.isLive();
      await expect(page.getByRole("main").getByRole("heading").first()).toBeVisible();
      await expect(page.getByText(say("Loading…"), { exact: true })).toHaveCount(0);
      const name = place === chat ? "chat" : place.slice(1).replaceAll("/", "-") || "visitors";
      await picture(page, info, `${tag}-${name}`);
      await consoleSpeaksOnly(page, tag, name);
    }
  };
  await speaks("de", german, PLACES);
  await page.goto(`${server.url}/console/administration/operators`);
  await expect(page.getByRole("heading", { name: german("Chat Operators"), level: 2 })).toBeVisible();

  // The choice takes precedence over the browser's language, and also applies before signing in.
  await page.goto(`${server.url}/console/preferences`);
  const language = (say: ReturnType<typeof translator>) =>
    page.getByRole("combobox", { name: say("Language of the console"), exact: true });
  await expect(language(german)).toHaveValue("");
  await language(german).selectOption("Español");
  await expect(language(spanish)).toHaveValue("es");
  await expect(root).toHaveAttribute("lang", "es");
  await speaks("es", spanish, ["", chat, "/preferences"]);
  await expect(language(spanish).getByRole("option", { name: "Français" })).toHaveAttribute("lang", "fr");
  await language(spanish).selectOption("Français");
  await expect(language(french)).toHaveValue("fr");
  await expect(root).toHaveAttribute("lang", "fr");
  await picture(page, info, "04-in-french");
  await page.reload();
  await expect(language(french)).toHaveValue("fr");
  await speaks("fr", french, ["", chat, "/preferences"]);
  await operator.context.request.post(`${server.url}/api/sign_out`, { form: {} });
  // The console goes there by itself.
  await page.waitForURL(/\/sign-in/);
  await signsInByForm(page, french, server);
  await operator.isLive();
  await expect(page.getByRole("heading", { name: french("Visitors"), level: 1 })).toBeVisible();

  // The page that stands in for the console cannot reach a server.
  const standsIn = async (heading: string) => {
    await page.goto(`${server.url}/application/off-line`);
    await expect(page.getByRole("heading")).toHaveText(heading);
    await expect(page.getByRole("button")).toHaveCount(1);
    await expect(page).toHaveTitle(`${heading} – Switchboard`);
  };
  await standsIn("Vous êtes hors ligne");

  await page.goto(`${server.url}/console/preferences`);
  await language(french).selectOption("");
  await expect(language(german)).toHaveValue("");
  await expect(root).toHaveAttribute("lang", "de");
  await operator.isLive();
  await standsIn("Sie sind offline");
});
