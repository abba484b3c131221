// Manual A10, A13: departments, which visitors choose from on the Welcome Screen.

import type { Browser } from "@playwright/test";
import { isAccessible } from "../support/accessible";
import { type Hand, Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { inSight } from "../support/seen";
import type { Server } from "../support/server";
import { expect, test } from "../support/test";

/** A visitor whose panel shows the Welcome Screen. */
async function arrives(browser: Browser, server: Server): Promise<Visitor> {
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  return visitor;
}

const choice = (visitor: Visitor) => visitor.panel.getByLabel("Department");

/** Adds a department in its window. */
async function adds(ann: Operator, name: string, description: string, members: string[]): Promise<void> {
  await ann.presses(ann.page.getByRole("button", { name: "Add", exact: true }));
  await ann.fills(ann.window.getByLabel("Name"), name);
  await ann.fills(ann.window.getByLabel("Description"), description);
  for (const member of members) await ann.switches(ann.window.getByRole("checkbox", { name: member }));
  await ann.presses(ann.window.getByRole("button", { name: "Save" }));
  await expect(ann.window).toBeHidden();
  await expect(ann.entry(name)).toContainText(members.join(", "));
}

test("A10: by mouse and by keys: a visitor chooses a department, and only its operators are asked", async ({ browser, server }, info) => {
  const [ben, cleo] = [await server.addOperator("Ben"), await server.addOperator("Cleo")];
  const ann = await Operator.comes(browser, "mouse", server);
  const benny = await Operator.comes(browser, "mouse", server);
  const cleopatra = await Operator.comes(browser, "mouse", server);
  await Promise.all([ann.signsIn(), benny.signsIn(ben), cleopatra.signsIn(cleo)]);
  const vera = await arrives(browser, server);
  await expect(choice(vera)).toBeHidden();

  await test.step("departments are added and switched on, each with both hands", async () => {
    await ann.administers("Departments");
    await adds(ann, "Sales", "Prices and offers", ["Ben"]);
    await adds(ann.with("keyboard"), "Support", "When something does not work", ["Cleo"]);
    await expect(choice(vera)).toBeHidden();
    const isOn = ann.page.getByRole("switch", { name: /Visitors choose a department/ });
    await ann.switches(isOn);
    await expect(ann.page.locator(".toast")).toContainText("Saved");
    await expect(choice(vera)).toBeVisible();
    await expect(isOn).toBeEnabled();
    await ann.with("keyboard").switches(isOn);
    await expect(choice(vera)).toBeHidden();
    await expect(isOn).not.toBeChecked();
    await expect(isOn).toBeEnabled();
    await ann.with("keyboard").switches(isOn);
    await expect(isOn).toBeChecked();
    await picture(ann.page, info, "departments");
    await isAccessible(ann.page, "departments");
    // Members see the department in their own line (B17).
    await inSight(benny.page.getByText("ben@example.org @ Demo [Sales]"));
  });

  await test.step("a visitor chooses one, and its operators are asked", async () => {
    // The open Welcome Screen already has it.
    await expect(choice(vera)).toBeVisible();
    await expect(choice(vera).getByRole("option")).toHaveText(["Choose Department", "Sales", "Support"]);
    await picture(vera.page, info, "welcome-screen");
    await vera.panel.getByLabel("Your question").fill("It makes a noise.");
    await vera.panel.getByRole("button", { name: "Start chat" }).click();
    await expect(vera.panel.getByText("Please choose whom to ask.")).toBeVisible();
    await expect(choice(vera)).toBeFocused();
    await choice(vera).selectOption("Support");
    await expect(vera.panel.getByText("When something does not work")).toBeVisible();
    await picture(vera.page, info, "chosen");
    await isAccessible(vera.page, "the Welcome Screen");
    await vera.asks("Vera", "It makes a noise.");
    await expect(cleopatra.page.getByRole("button", { name: "Accept Vera" })).toBeVisible();
    await expect(benny.page.getByRole("row").filter({ hasText: "Vera" })).toBeVisible();
    await expect(benny.page.getByRole("button", { name: "Accept Vera" })).toHaveCount(0);
    await cleopatra.accepts("Vera");
  });

  await test.step("who wants a department where nobody is can leave a message", async () => {
    // The other one can still be asked.
    await cleopatra.signsOut();
    const olga = await arrives(browser, server);
    await choice(olga).selectOption("Support");
    await expect(olga.panel.getByRole("heading", { name: "Leave us a message" })).toBeVisible();
    await choice(olga).selectOption("Sales");
    await expect(olga.panel.getByRole("heading", { name: "How can we help?" })).toBeVisible();
    await olga.asks("Olga", "What does it cost?");
    await benny.accepts("Olga");
    await olga.context.close();
  });

  await test.step("departments are removed, with both hands", async () => {
    const iris = await arrives(browser, server);
    const removes = async (hand: Hand, name: string) => {
      const anna = ann.with(hand);
      await anna.doesWith(name, "Remove");
      if (hand === "mouse") await picture(ann.page, info, "asked");
      await anna.presses(ann.window.getByRole("button", { name: "Remove" }));
      await expect(ann.entry(name)).toHaveCount(0);
    };
    await adds(ann, "Repairs", "What is broken", ["Ben"]);
    await expect(choice(iris).getByRole("option")).toHaveText(["Choose Department", "Repairs", "Sales", "Support"]);
    await removes("keyboard", "Repairs");
    // It disappears from open Welcome Screens as well; with a single department there is no choice.
    await removes("mouse", "Support");
    await expect(choice(iris).getByRole("option")).toHaveText(["Choose Department", "Sales"]);
    await expect(choice(iris)).toHaveValue("Sales");
    await iris.asks("Iris", "Is this oak?");
    await expect(benny.page.getByRole("button", { name: "Accept Iris" })).toBeVisible();
  });
});

test("A10, A13: departments and URL routing are never on together, and what cannot be is told", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  const same = await Operator.comes(browser, "mouse", server);
  await same.signsIn();
  await same.administers("Departments");
  const departments = ann.page.getByRole("switch", { name: /Visitors choose a department/ });
  const urls = ann.page.getByRole("switch", { name: /Requests go by the page/ });
  const theirs = same.page.getByRole("switch", { name: /Visitors choose a department/ });
  for (const hand of ["mouse", "keyboard"] as Hand[]) {
    await test.step(`A13: with the ${hand}: departments and URL routing are never on together`, async () => {
      const anna = ann.with(hand);
      await anna.administers("Departments");
      await expect(departments).toBeEnabled();
      await anna.switches(departments);
      await expect(departments).toBeChecked();
      await anna.administers("URL routing");
      await expect(urls).toBeDisabled();
      await expect(ann.page.getByText("Departments are on. A request has one way to its operators")).toBeVisible();
      if (hand === "mouse") {
        await picture(ann.page, info, "not-both");
        await isAccessible(ann.page, "not both");
      }
      await anna.presses(ann.page.getByRole("button", { name: "Route by URL instead" }));
      await expect(urls).toBeChecked();
      await expect(urls).toBeEnabled();
      await anna.administers("Departments");
      await expect(departments).not.toBeChecked();
      await expect(departments).toBeDisabled();

      // An administrator with the page open sees at once that another one has changed it.
      await expect(theirs).toBeDisabled();
      await anna.administers("URL routing");
      await anna.switches(urls);
      await expect(urls).not.toBeChecked();
      await expect(theirs).toBeEnabled();
    });
  }

  await test.step("A10: names that are empty or look like others, and an edit that comes too late", async () => {
    await ann.administers("Departments");
    await adds(ann, "Sales", "", ["Support"]);
    await ann.page.getByRole("button", { name: "Add", exact: true }).click();
    const told = ann.window.getByRole("alert").filter({ hasText: /./ });
    const save = ann.window.getByRole("button", { name: "Save" });
    const name = ann.window.getByLabel("Name");
    await ann.window.getByLabel("Description").fill("It stays ☕");
    for (const [bad, words] of [
      ["", "There is nothing in it that can be shown."],
      ["x".repeat(81), "at most 80 characters"],
      // Cyrillic.
      ["\u0405\u0430l\u0435\u0455", "Another one has this name."],
    ] as const) {
      await name.fill(bad);
      await save.click();
      await expect(told).toContainText(words);
      await expect(name).toBeFocused();
    }
    await expect(ann.window.getByLabel("Description")).toHaveValue("It stays ☕");
    await picture(ann.page, info, "told");
    await ann.page.keyboard.press("Escape");
    await expect(ann.window).toBeHidden();

    await same.page.reload();
    await same.isLive();
    for (const one of [ann, same]) {
      await one.doesWith("Sales", "Edit");
      await expect(one.window.getByLabel("Name")).toHaveValue("Sales");
    }
    await ann.window.getByLabel("Name").fill("Orders");
    await ann.window.getByRole("button", { name: "Save" }).click();
    await expect(ann.entry("Orders")).toBeVisible();
    await same.window.getByLabel("Name").fill("Selling");
    await same.window.getByRole("button", { name: "Save" }).click();
    await expect(same.window.getByRole("alert").filter({ hasText: "Somebody else has changed this meanwhile" })).toBeVisible();
    await expect(same.window.getByLabel("Name")).toHaveValue("Selling");
  });
});
