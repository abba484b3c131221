// Manual A11: off-line messages are work: an operator takes one, answers it by email, and marks it
// done.

import { isAccessible } from "../support/accessible";
import { isAway, leaves, messages, openMessage } from "../support/leaving";
import { mailing } from "../support/mailing";
import { Operator } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import { expect, test } from "../support/test";

const LAPTOP = { viewport: { width: 1366, height: 768 } };

test("A11: an off-line message is taken, answered with a canned response by e-mail, and done", async ({ browser, mailServer }, info) => {
  await mailing(
    mailServer,
    async (server) => {
      const ann = await Operator.comes(browser, "mouse", server, LAPTOP);
      await ann.signsIn();
      const { page } = ann;
      await page.goto(`${server.url}/console/preferences/canned-messages`);
      await ann.isLive();
      await page.getByRole("button", { name: "Add" }).click();
      await page.getByLabel("Name").fill("Call");
      await page.getByLabel("Shortcut").fill("call");
      await page.getByLabel("Text").fill("Hello %VISITOR%, we call you today.");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByRole("button", { name: /Call/ })).toBeVisible();
      await isAway(ann);
      await leaves(browser, server, "Vera", "Please call me.\nIt is about the lamp.");

      await page.getByRole("link", { name: /^Off-line messages/ }).first().click();
      await reads(messages(ann), "Open · Not assigned");
      await messages(ann).getByRole("button").click();
      const open = openMessage(ann);
      await open.getByRole("button", { name: "Take", exact: true }).click();
      await reads(messages(ann), "Open · Assigned to you");
      await expect(open.getByRole("combobox", { name: "Assigned to" })).toHaveValue(/.+/);
      const field = open.getByRole("textbox", { name: "Answer to vera@example.net" });
      await field.pressSequentially("/ca");
      await expect(page.getByRole("option", { name: /Call/ })).toBeVisible();
      await picture(page, info, "canned");
      await page.keyboard.press("Enter");
      await expect(field).toHaveValue("Hello Vera, we call you today.");
      // An unfinished answer survives a visit to another page, and a reload.
      await page.getByRole("link", { name: /^Visitors/ }).first().click();
      await page.getByRole("link", { name: /^Off-line messages/ }).first().click();
      await expect(field).toHaveValue("Hello Vera, we call you today.");
      await page.reload();
      await ann.isLive();
      await messages(ann).getByRole("button").click();
      await expect(field).toHaveValue("Hello Vera, we call you today.");
      await expect(open.getByRole("button", { name: "Send", exact: true })).toBeInViewport({ ratio: 1 });
      await isAccessible(page, "an off-line message and its answer");
      await open.getByRole("button", { name: "Send and mark as done" }).click();
      await expect(open.getByRole("list", { name: "Answers" }).getByText("Sent just now")).toBeVisible();
      await expect(field).toHaveValue("");
      await reads(messages(ann), "Done by you");
      await expect(page.getByText("None open")).toBeVisible();
      await picture(page, info, "done");

      const letter = (await mailServer.letters(2)).find(({ to }) => to.includes("vera@example.net"));
      expect(letter?.email.subject).toBe("Re: Please call me.");
      expect(letter?.email.replyTo?.map(({ address }) => address)).toEqual([server.admin.email]);
      const text = letter?.email.text?.replaceAll("\r\n", "\n");
      expect(text).toContain("Hello Vera, we call you today.\n\nVera, ");
      expect(text).toContain("> Please call me.\n> It is about the lamp.\n");

      // It stays in its list while it is open there; then it moves to the done ones.
      await page.getByRole("radio", { name: "Mine" }).check();
      await expect(messages(ann)).toHaveCount(1);
      await page.reload();
      await ann.isLive();
      await expect(page.getByText("Nothing is open")).toBeVisible();
      await page.getByRole("radio", { name: "Done" }).check();
      await reads(messages(ann), "Vera");
    },
    browser,
  );
});

test("A11: an off-line message calls the operators, on a phone as well, and nobody loses what they write", async ({ browser, server }, info) => {
  const account = await server.addOperator("Ben");
  const ann = await Operator.comes(browser, "mouse", server, LAPTOP);
  const ben = await Operator.comes(browser, "mouse", server, LAPTOP);
  await ann.signsInByForm();
  await ben.signsIn(account);
  await isAway(ann);
  await isAway(ben);
  const before = await ann.soundsPlayed();
  await leaves(browser, server, "Vera", "Please call me.");
  await reads(ann.page.locator(".toast"), "Vera left an off-line message");
  await expect(ann.page.getByRole("link", { name: /^Off-line messages\s*1 open/ }).first()).toBeVisible();
  await expect.poll(() => ann.soundsPlayed()).toBe(before + 1);
  await picture(ann.page, info, "called");

  // Without email it says so, and the operator answers in another way.
  await ben.page.getByRole("link", { name: /^Off-line messages/ }).first().click();
  await messages(ben).getByRole("button").click();
  await expect(openMessage(ben).getByText("E-mail is not set up")).toBeVisible();
  await expect(openMessage(ben).getByRole("link", { name: "Answer vera@example.net" })).toBeVisible();

  // On a phone the list and the message take turns.
  await ann.page.setViewportSize({ width: 390, height: 844 });
  await ann.page.goto(`${server.url}/console/messages`);
  await ann.isLive();
  await messages(ann).getByRole("button").click();
  await expect(messages(ann)).toBeHidden();
  await openMessage(ann).getByRole("combobox", { name: "Assigned to" }).selectOption({ label: "Ben" });
  await reads(ben.page.locator(".toast"), "Support assigned you the off-line message of Vera");
  await reads(messages(ben), "Open · Assigned to you");
  await picture(ann.page, info, "phone");
  await isAccessible(ann.page, "an off-line message on a phone");
  await openMessage(ann).getByRole("button", { name: "Mark as done" }).click();
  await openMessage(ann).getByRole("button", { name: "Back to the list" }).click();
  await expect(ann.page.getByText("Nothing is open")).toBeVisible();
  // What Ben has open stays in place.
  await reads(messages(ben), "Done by Support");
  await expect(openMessage(ben).getByText("Please call me.")).toBeVisible();
});
