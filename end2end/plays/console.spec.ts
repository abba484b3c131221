// The console by itself: signing in, its size, bad input.

import { Operator, Visitor } from "../support/people";
import { picture } from "../support/picture";
import { expect, test } from "../support/test";

const KB = 1024;
/** The budget for the console's first load, including the page and HTTP headers. */
const BUDGET = 330 * KB;

test("signing in: a wrong password is told, also without a script, and what is typed stays", async ({ browser, server }, info) => {
  const [wrong, { email, password }] = ["not the password", server.admin];
  const operator = await Operator.comes(browser, "mouse", server);

  await test.step("what is typed before the program is there stays where it is, and so does the focus", async () => {
    const { page } = operator;
    let arrives = () => {};
    const arrived = new Promise<void>((done) => (arrives = done));
    await page.route(/app\..*\.wasm/, async (route) => {
      await arrived;
      await route.continue();
    });
    await page.goto(`${server.url}/console`);
    await expect(page).toHaveURL(/\/sign-in/);
    const [address, field] = [page.getByLabel("E-mail address"), page.getByLabel("Password")];
    await address.fill(email);
    await field.fill("half a pass");
    const form = await page.locator("form").elementHandle();
    arrives();
    await expect(page.locator("html[data-started]")).toHaveCount(1);
    await expect(address).toHaveValue(email);
    await expect(field).toHaveValue("half a pass");
    await expect(field).toBeFocused();
    // It is the same form: the program has not replaced it.
    expect(await form!.evaluate((form) => form.isConnected)).toBe(true);
  });

  await test.step("a wrong password is told beside the form, and what was typed stays", async () => {
    const { page } = operator;
    await page.getByLabel("Password").fill(wrong);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toContainText("The e-mail address or the password is not right");
    await expect(page.getByLabel("E-mail address")).toHaveValue(email);
    await picture(page, info, "wrong-password");
    await operator.signsInByForm();
  });

  await test.step("without a script a wrong password is told, too, and signing in leads on", async () => {
    const { page } = await Operator.comes(browser, "mouse", server, { javaScriptEnabled: false });
    await page.goto(`${server.url}/console/messages`);
    for (const typed of [wrong, password]) {
      await page.getByLabel("E-mail address").fill(email);
      await page.getByLabel("Password").fill(typed);
      await page.getByRole("button", { name: "Sign in" }).click();
      if (typed === wrong) await expect(page.getByRole("alert")).toContainText("The e-mail address or the password is not right");
    }
    await expect(page).toHaveURL(/\/console\/messages$/);
    await page.goto(`${server.url}/console`);
    // The signed-in operator, and what the rest needs.
    await expect(page.getByText(email)).toBeVisible();
    await expect(page.getByRole("heading", { name: "The console needs JavaScript" })).toBeVisible();
    // Not even after the delay that loading indicators have.
    for (const words of ["Loading…", "Try again"]) {
      await expect(page.getByText(words)).toBeAttached();
      await expect(page.getByText(words).locator("xpath=ancestor-or-self::p")).toHaveCSS("display", "none");
    }
  });
});

test("the console's first load stays within its budget, and until it is there its shell stands in its place", async ({ browser, server }, info) => {
  // A first load has no service worker yet, behind which the page's own bytes would not be counted.
  const operator = await Operator.comes(browser, "mouse", server, { serviceWorkers: "block" });
  const { page } = operator;
  await operator.signsIn();
  await test.step("the first load", async () => {
    const session = await operator.context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    const loaded = new Map<string, number>();
    session.on("Network.loadingFinished", (event) => loaded.set(event.requestId, event.encodedDataLength));
    await page.reload();
    await operator.isLive();
    await page.waitForLoadState("networkidle");
    const sizes = [...loaded.values()];
    const bytes = sizes.reduce((all, one) => all + one, 0);
    console.log(`the console's first load: ${(bytes / KB).toFixed(1)} KB as sent, in ${sizes.length} files`);
    // The page, its style, the script, the program.
    expect(sizes.filter((size) => size > KB).length).toBeGreaterThanOrEqual(4);
    expect(bytes).toBeLessThanOrEqual(BUDGET);
    await session.detach();
  });

  await test.step("until the program is there the console's shell stands where the console will stand", async () => {
    let arrives = () => {};
    const arrived = new Promise<void>((done) => (arrives = done));
    await page.route(/app\..*\.wasm/, async (route) => {
      await arrived;
      await route.continue();
    });
    const places = [
      page.getByRole("heading", { name: "Visitors", level: 1 }),
      page.getByRole("heading", { name: "Requests" }),
      page.getByRole("link", { name: "Off-line messages" }),
      page.getByText(server.admin.email).first(),
      page.getByRole("complementary", { name: "Visitor" }),
    ];
    const where = () => Promise.all(places.map((place) => place.boundingBox()));
    await page.goto(`${server.url}/console`, { waitUntil: "commit" });
    await expect(page.getByText("Loading…")).toBeVisible();
    await picture(page, info, "shell");
    const before = await where();
    arrives();
    await operator.isLive();
    await expect(page.getByText("Nobody is on your sites right now")).toBeVisible();
    await expect(page.getByText("Loading…")).toHaveCount(0);
    for (const [nr, box] of (await where()).entries()) {
      expect(Math.abs(box!.x - before[nr]!.x), `place ${nr}`).toBeLessThan(2);
      expect(Math.abs(box!.y - before[nr]!.y), `place ${nr}`).toBeLessThan(2);
    }
  });
});

test("a chat with somebody who means harm, writes too much, and comes again when it has ended", async ({ browser, server }, info) => {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const visitor = await Visitor.comes(browser, "mouse");
  const evil = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;
  const name = "<b>Vera</b>";
  const link = "see javascript:alert(1) or https://example.org/a?b=c.";

  await test.step("what a visitor writes is shown as it was written, and runs nowhere", async () => {
    await operator.hasChatWith(visitor, name, evil);
    await expect.poll(() => operator.sees()).toEqual([evil]);
    await expect.poll(() => visitor.sees()).toEqual([evil]);
    await visitor.says(link);
    await expect(operator.page.locator(".thread a")).toHaveAttribute("href", "https://example.org/a?b=c");
    await expect(visitor.panel.locator("#thread a")).toHaveAttribute("rel", /noopener/);
    expect(await operator.page.title()).not.toContain("owned");
    expect(await visitor.page.title()).not.toContain("owned");
  });

  await test.step("that somebody types is shown to both", async () => {
    await visitor.panel.getByRole("textbox", { name: "Your message" }).pressSequentially("typing …");
    await expect(operator.page.getByText(`${name} is typing`)).toBeVisible();
    await operator.composer(name).pressSequentially("typing too");
    await expect(visitor.panel.getByText("Support is typing…")).toBeVisible();
  });

  await test.step("a message that is too long keeps its draft and says so", async () => {
    const long = "a long story ".repeat(400);
    await visitor.says(long);
    await expect(visitor.panel.getByText(/of 4,?000 characters/)).toBeVisible();
    await expect(visitor.panel.getByRole("textbox", { name: "Your message" })).toHaveValue(long);
    await picture(visitor.page, info, "too-long-visitor");

    await operator.composer(name).fill(long);
    await expect(operator.page.getByText(/characters too long/)).toBeVisible();
    await expect(operator.page.getByRole("button", { name: "Send" })).toBeDisabled();
    await operator.page.reload();
    await operator.isLive();
    await expect(operator.composer(name)).toHaveValue(long);
    await expect.poll(() => operator.sees()).toEqual([evil, link]);
  });

  await test.step("the operator ends the chat, and the visitor can begin another", async () => {
    await operator.page.getByRole("button", { name: "End chat" }).click();
    await operator.window.getByRole("button", { name: "End chat" }).click();
    await expect(visitor.panel.getByText("Support ended the chat")).toBeVisible();
    await visitor.presses("Start a new chat");
    await visitor.asks(name, "One more thing");
    await expect(operator.page.getByText("One more thing").first()).toBeVisible();
  });
});

test("a chat is accepted in browsers that call their language by no name of one", async ({ browser, server }) => {
  const visitor = await Visitor.comes(browser, "mouse");
  for (const language of ["C", "en-US@posix", "de_DE.UTF-8"]) {
    await test.step(language, async () => {
      const operator = await Operator.comes(browser, "mouse", server);
      await operator.context.addInitScript((language) => {
        Object.defineProperty(Navigator.prototype, "language", { get: () => language });
      }, language);
      await operator.signsIn();
      if (language === "C") await operator.hasChatWith(visitor, "Vera");
      else {
        await visitor.presses("Start a new chat");
        await visitor.asks("Vera", "Hello");
        await operator.accepts("Vera");
      }
      await operator.says("Vera", "Good morning.");
      await expect.poll(() => visitor.sees()).toEqual(["Hello", "Good morning."]);
      await expect(operator.page.locator(".said time").last()).toHaveText(language.startsWith("de") ? /^\d\d?:\d\d$/ : /^\d\d?:\d\d [AP]M$/);
      await operator.ends();
      await expect(visitor.panel.getByRole("button", { name: "Start a new chat" })).toBeVisible();
      await operator.context.close();
    });
  }
});

test("a console that breaks off says so, and its operator is not there any more", async ({ browser, server }, info) => {
  const ben = await server.addOperator("Ben");
  const benny = await Operator.comes(browser, "mouse", server);
  await benny.signsIn(ben);
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.context.addInitScript(() => {
    // Something that the program relies on, and that a browser's extension or bug removes.
    Date.prototype.toLocaleTimeString = () => {
      throw new Error("broken");
    };
  });
  await operator.signsIn();
  const at = benny.page.getByRole("region", { name: "Contacts" });
  await expect(at.getByRole("button", { name: "Support Online" })).toBeVisible();
  const visitor = await Visitor.comes(browser, "mouse");
  await visitor.opens(`${server.url}/demo`);
  await visitor.opensPanel();
  await visitor.asks("Vera", "Hello");
  await operator.row("Vera").dblclick();
  await expect(operator.page.getByRole("heading", { name: "The console has stopped" })).toBeVisible();
  await picture(operator.page, info, "stopped");
  await expect(at.getByRole("button", { name: "Support Not at the desk" })).toBeVisible({ timeout: 30_000 });
  await expect(operator.page.getByRole("link", { name: "Open the console" })).toHaveAttribute("href", /^\/console\/chat\//);
});
