// HTML from operators and text from anybody: none of the known attacks has any effect, wherever it
// is shown. (Manual B13; the cases from OWASP's list and more are in `data/html-attacks.json`.)

import { readFile, writeFile } from "node:fs/promises";
import { attacks, attacksFrom, meet, panelOf, touchAll, watch } from "../support/attacks";
import { sayAll } from "../support/commands";
import type { Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

// Hundreds of messages on one connection must not wait for its rate limit, which is not tested
// here.
test.use({ variables: { SWITCHBOARD_FRAMES_PER_SECOND: "1000" } });

/** They type all of them, ten at a time. */
async function typesAll(visitor: Visitor, attacks: string[]): Promise<string[]> {
  const letters = attacks.flatMap((_, nr) => (nr % 10 ? [] : [attacks.slice(nr, nr + 10).join("\n")]));
  for (const letter of letters) await visitor.says(letter);
  await visitor.knowsThatAllIsSent();
  return letters;
}

/** After a word, because content that nobody can see is not sent. */
const withAWord = (html: string) => ({ html: `Look: ${html}` });

test("what is sent as text is shown as it was typed, and of all known attacks by HTML none does anything in the panel", async ({
  browser,
  server,
}, info) => {
  const { operator, visitor } = await meet(browser, server);
  const { happened, away, stop } = await watch(visitor);
  // Invisible characters are not stored, nor is white space at the end (wire/src/text.rs).
  const kept = (text: string) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "").trimEnd();
  const shown = () => panelOf(visitor).evaluate(() => [...document.querySelectorAll("#thread .text")].map((text) => text.textContent));
  await sayAll(operator, attacks.map((text) => ({ text })));
  await expect.poll(async () => (await shown()).length).toBe(attacks.length + 1);
  expect((await shown()).slice(1)).toEqual(attacks.map(kept));
  const letters = await typesAll(visitor, attacks);
  expect((await shown()).slice(attacks.length + 1)).toEqual(letters.map(kept));
  await touchAll(panelOf(visitor), "#thread .text *");
  await picture(visitor.page, info, "01-as-it-was-typed");
  expect(happened).toEqual([]);

  const taken = await sayAll(operator, attacksFrom(away).map(withAWord));
  const stored = taken.filter((seq) => seq !== undefined);
  expect(stored.length).toBeGreaterThan(80);
  await expect(visitor.panel.locator("[data-form=html]")).toHaveCount(stored.length);
  await touchAll(panelOf(visitor), "#thread .text *");
  await picture(visitor.page, info, "02-what-is-left");
  expect(happened).toEqual([]);

  // If the server missed anything, the panel's policy would keep it from running: the same texts,
  // unfiltered. (Markup can navigate its own page, and no policy prevents that, so there only the
  // server protects.)
  const raw = attacksFrom(away).filter((html) => !/refresh/i.test(html));
  await panelOf(visitor).evaluate((raw) => {
    for (const html of raw) {
      const place = document.createElement("div");
      document.querySelector("#thread .text")?.append(place);
      place.innerHTML = html;
    }
  }, raw);
  await touchAll(panelOf(visitor), "#thread .text *");
  expect(happened.filter((what) => what.startsWith("a script ran"))).toEqual([]);
  stop();
});

test("neither does anything in the console, in what is noted there, or in a saved chat", async ({ browser, server }, info) => {
  const { operator, visitor } = await meet(browser, server);
  const { page } = operator;
  const { happened, away, stop } = await watch(operator);
  const all = attacksFrom(away);
  await sayAll(operator, all.map(withAWord));
  await sayAll(operator, all.map((text) => ({ text })));
  await typesAll(visitor, all);
  await operator.says("Vera", "That was all.");
  await expect(page.locator(".thread .bubble").last()).toHaveText("That was all.");
  // From end to start, because only a part of a long chat is drawn at a time.
  const first = page.locator(".thread").getByText("What do you have?");
  await page.locator(".thread-scroll").hover();
  for (let turns = 0; turns < 400 && !(await first.isVisible()); turns++) {
    await touchAll(page.mainFrame(), ".thread .bubble, .thread .bubble *");
    await page.mouse.wheel(0, -6_000);
  }
  await expect(first).toBeVisible();
  await picture(page, info, "console");

  // The Client Note and a remark are operators' texts, shown to all operators.
  const evil = all.slice(0, 20).join("\n");
  await operator.composer("Vera").fill(`/note ${evil}`);
  await page.keyboard.press("Enter");
  await operator.composer("Vera").fill(`/remark ${all[0]}`);
  await page.keyboard.press("Enter");
  await page.reload();
  await operator.isLive();
  await expect(page.locator(".thread .bubble").last()).toHaveText("That was all.");
  await touchAll(page.mainFrame(), "main *, aside *");
  await picture(page, info, "noted");
  expect(happened.filter((what) => !what.includes("/console/chat/"))).toEqual([]);

  await page.getByRole("button", { name: "Actions of this chat" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), operator.chooses("Save as HTML")]);
  const file = info.outputPath("saved.html");
  await writeFile(file, await readFile(await download.path()));
  const reader = await operator.context.newPage();
  const saved = await watch({ page: reader, context: operator.context });
  await reader.goto(`file://${file}`);
  await expect(reader.locator("body")).toContainText("That was all.");
  await touchAll(reader.mainFrame(), "body *");
  await picture(reader, info, "saved");
  expect(saved.happened.filter((what) => !what.includes("saved.html"))).toEqual([]);
  saved.stop();
  stop();
});
