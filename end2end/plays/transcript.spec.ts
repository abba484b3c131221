// A visitor has their chat sent to them, and nothing in an email does anything but be read. (An
// off-line message is plain text: `server/tests/program/mail.rs`.)

import { writeFile } from "node:fs/promises";
import { isAccessible } from "../support/accessible";
import { attacksFrom, meet, touchAll, watch } from "../support/attacks";
import { sayAll } from "../support/commands";
import { mailing } from "../support/mailing";
import { press, tabTo } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

test("a chat that has ended is sent to its visitor, with the keyboard and with the mouse", async ({ browser, mailServer }, info) => {
  await mailing(
    mailServer,
    async (server) => {
      const { operator, visitor } = await meet(browser, server);
      const { page, panel } = visitor;
      const send = panel.getByRole("button", { name: "Send me this chat" });
      const to = panel.locator("#mail-to");
      await operator.says("Vera", "Oak and ash.");
      await expect(panel.getByText("Oak and ash.")).toBeVisible();
      await expect(send).toBeHidden();
      await operator.ends();
      await expect(send).toBeVisible();
      await picture(page, info, "ended");
      await isAccessible(page, "an ended chat that can be sent");

      await press("keyboard", page, send);
      await expect(panel.getByText("Please tell us where we can answer.")).toBeVisible();
      await tabTo(page, to);
      await page.keyboard.insertText("vera@example.net");
      await page.keyboard.press("Enter");
      await expect(panel.getByText("This chat is on its way to vera@example.net.")).toBeVisible();
      await expect(send).toBeHidden();
      await picture(page, info, "on-its-way");

      const [letter] = await mailServer.letters(1);
      expect(letter?.to).toEqual(["vera@example.net"]);
      expect(letter?.email.subject).toBe("Your chat with Demo");
      expect(letter?.email.text).toContain("Support: Oak and ash.");
      expect(letter?.email.html).toContain("Oak and ash.");

      // The next chat can be sent as well, separately.
      await visitor.presses("Start a new chat");
      await visitor.asks("Vera", "And beech?");
      await operator.accepts("Vera");
      await operator.says("Vera", "Beech too.");
      await expect(panel.getByText("Beech too.")).toBeVisible();
      await operator.ends();
      await expect(send).toBeVisible();
      await to.fill("");
      await send.click();
      await expect(panel.getByText("Please tell us where we can answer.")).toBeVisible();
      await to.fill("vera@example.com");
      await send.click();
      await expect(panel.getByText("This chat is on its way to vera@example.com.")).toBeVisible();
      await expect(send).toBeHidden();
      const [, next] = await mailServer.letters(2);
      expect(next?.to).toEqual(["vera@example.com"]);
      expect(next?.email.text).toContain("Support: Beech too.");
      expect(next?.email.text).not.toContain("Oak and ash.");
    },
    browser,
  );
});

test("of all known attacks none does anything in an e-mail", async ({ browser, mailServer }, info) => {
  await mailing(
    mailServer,
    async (server) => {
      const { operator, visitor } = await meet(browser, server);
      const page = await (await browser.newContext()).newPage();
      const reader = { page, context: page.context() };
      const { happened, away, stop } = await watch(reader);
      const all = attacksFrom(away);
      await sayAll(operator, all.map((html) => ({ html })));
      await sayAll(operator, all.map((text) => ({ text })));
      for (let nr = 0; nr < all.length; nr += 10) await visitor.says(all.slice(nr, nr + 10).join("\n"));
      await visitor.knowsThatAllIsSent();
      await operator.says("Vera", "That was all.");
      await operator.ends();
      await visitor.panel.locator("#mail-to").fill("vera@example.net");
      await visitor.panel.getByRole("button", { name: "Send me this chat" }).click();
      const [transcript] = await mailServer.letters(1);

      // As a mail program shows it that keeps everything in it.
      const html = transcript?.email.html ?? "";
      expect(html).toContain("That was all.");
      const file = info.outputPath("letter.html");
      await writeFile(file, html);
      await page.goto(`file://${file}`);
      await expect(page.locator("body")).toContainText("That was all.");
      await touchAll(page.mainFrame(), "body *");
      await picture(page, info, "letter");
      expect(happened.filter((what) => !what.includes("letter.html"))).toEqual([]);
      // Not even without the policy in the page, which mail programs drop.
      await writeFile(file, html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ""));
      await page.reload();
      await touchAll(page.mainFrame(), "body *");
      expect(happened.filter((what) => !what.includes("letter.html"))).toEqual([]);
      stop();
    },
    browser,
    // Hundreds of messages on one connection must not wait for its rate limit, which is not tested
    // here.
    { SWITCHBOARD_FRAMES_PER_SECOND: "1000" },
  );
});
