import { expect, type Browser, type BrowserContext, type FileChooser, type FrameLocator, type Locator, type Page } from "@playwright/test";
import { hasDrawn } from "./drawn";
import { reads } from "./seen";
import type { Account, Server } from "./server";

/** How a person works: some have a mouse, some only a keyboard. */
export type Hand = "mouse" | "keyboard";

/** Both in sequence: for what one test shows with each of them. */
export const HANDS = ["mouse", "keyboard"] as const satisfies Hand[];

/** A person on a customer's website. */
export class Visitor {
  readonly panel: FrameLocator;
  readonly launcher: Locator;

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    private readonly hand: Hand,
  ) {
    this.panel = page.frameLocator('iframe[src*="/panel"]');
    this.launcher = page.getByRole("button", { name: /chat/i }).first();
  }

  static async comes(browser: Browser, hand: Hand, options: Parameters<Browser["newContext"]>[0] = {}) {
    const context = await browser.newContext({ viewport: { width: 1100, height: 760 }, ...options });
    return new Visitor(await context.newPage(), context, hand);
  }

  /** The same person at the same page, who goes on with the other hand. */
  with(hand: Hand): Visitor {
    return new Visitor(this.page, this.context, hand);
  }

  /** Opens a page and waits until the launcher offers a chat. */
  async opens(url: string): Promise<void> {
    await this.page.goto(url);
    await expect(this.launcher).toBeVisible();
  }

  async opensPanel(): Promise<void> {
    await press(this.hand, this.page, this.launcher);
    await expect(this.panel.locator("body")).toBeVisible();
  }

  /** Fills in the Welcome Screen and sends it; a chat begins. */
  async asks(name: string, question: string): Promise<void> {
    await this.fillsIn(name, question);
    await reads(this.lines.last(), question);
  }

  /** Fills in the Welcome Screen and sends it. */
  async fillsIn(name: string, question: string): Promise<void> {
    await fill(this.hand, this.page, this.panel.getByLabel("Your name"), name);
    await fill(this.hand, this.page, this.panel.getByLabel("Your question"), question);
    await this.presses("Start chat");
  }

  async presses(button: string): Promise<void> {
    await press(this.hand, this.page, this.panel.getByRole("button", { name: button }));
  }

  async says(text: string): Promise<void> {
    const composer = this.panel.getByRole("textbox", { name: "Your message" });
    await fill(this.hand, this.page, composer, text);
    if (this.hand === "keyboard") await this.page.keyboard.press("Enter");
    else await this.panel.getByRole("button", { name: "Send" }).click();
  }

  /** The text of each line of the conversation, without system lines. */
  async sees(): Promise<string[]> {
    return this.panel.locator("#thread .words .text").filter({ visible: true }).allInnerTexts();
  }

  /**
   * Waits until all of the visitor's own messages are marked as sent: not before they were
   * committed.
   */
  async knowsThatAllIsSent(): Promise<void> {
    await expect(this.panel.locator("#thread").getByText("Sending", { exact: true })).toHaveCount(0);
  }

  get lines(): Locator {
    return this.panel.locator("#thread :is(.line, .words)");
  }
}

/** An operator's minimum, unless a test is about something else. */
const SCREEN = { width: 1366, height: 768 };

/** A person who answers. */
export class Operator {
  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
    private readonly hand: Hand,
    private readonly server: Server,
  ) {}

  static async comes(
    browser: Browser,
    hand: Hand,
    server: Server,
    options: Parameters<Browser["newContext"]>[0] = {},
  ): Promise<Operator> {
    const context = await browser.newContext({ viewport: SCREEN, ...options });
    return new Operator(await context.newPage(), context, hand, server);
  }

  /** The same person at the same page, who goes on with the other hand. */
  with(hand: Hand): Operator {
    return new Operator(this.page, this.context, hand, this.server);
  }

  /** Starts a session as the sign-in form does, and opens the console, or another address of it. */
  async signsIn(account: Account = this.server.admin, url = this.server.url): Promise<void> {
    const answer = await this.context.request.post(`${url}/api/sign_in`, { form: { ...account } });
    expect(answer.status(), "the session is begun").toBe(200);
    await this.page.goto(`${url}/console`);
    await this.isLive();
  }

  /** Signs in with the form. This leaves a page that was touched and may play sounds. */
  async signsInByForm({ email, password }: Account = this.server.admin): Promise<void> {
    await this.page.goto(`${this.server.url}/console`);
    await fill(this.hand, this.page, this.page.getByLabel("E-mail address"), email);
    await fill(this.hand, this.page, this.page.getByLabel("Password"), password);
    await press(this.hand, this.page, this.page.getByRole("button", { name: "Sign in" }));
    await this.isLive();
  }

  /** Signs in with a password that was given to them, and chooses one of their own. */
  async choosesPassword({ email, password }: Account, own: string): Promise<void> {
    await this.page.goto(`${this.server.url}/console`);
    await fill(this.hand, this.page, this.page.getByLabel("E-mail address"), email);
    await fill(this.hand, this.page, this.page.getByLabel("Password"), password);
    await press(this.hand, this.page, this.page.getByRole("button", { name: "Sign in" }));
    await expect(this.page.getByLabel("New password", { exact: true })).toBeFocused();
    await fill(this.hand, this.page, this.page.getByLabel("New password", { exact: true }), own);
    await fill(this.hand, this.page, this.page.getByLabel("Confirm the new password"), own);
    await press(this.hand, this.page, this.page.getByRole("button", { name: "Sign in" }));
  }

  /** Dismisses the offer of desktop notifications (manual B3). */
  async wantsNoPopups(): Promise<void> {
    await this.presses(this.page.getByRole("button", { name: "Not now", exact: true }));
    await expect(this.page.getByRole("region", { name: "Notifications" })).toBeHidden();
  }

  /** The page is interactive: its socket is open. */
  async isLive(): Promise<void> {
    await expect(this.page.locator("html[data-live=connected]")).toHaveCount(1, { timeout: 20_000 });
  }

  /** The row of the visitor list that shows this. */
  row(text: string | RegExp): Locator {
    return this.page.getByRole("row").filter({ hasText: text });
  }

  /**
   * Opens the menu of a thing: with the right button, or with the Menu key where it has the focus.
   */
  async opensMenuOf(thing: Locator): Promise<Locator> {
    if (this.hand === "mouse") {
      await thing.click({ button: "right" });
    } else {
      await tabTo(this.page, thing);
      await this.page.keyboard.press("ContextMenu");
    }
    const menu = this.page.getByRole("menu");
    await expect(menu).toBeVisible();
    return menu;
  }

  /** Chooses in the open menu. */
  async chooses(name: string): Promise<void> {
    const item = this.page.getByRole("menuitem", { name });
    if (this.hand === "mouse") return item.click();
    await expect(item).toBeVisible();
    for (let steps = 0; steps < 20 && !(await item.evaluate((node) => node.matches(":focus"))); steps++) {
      await this.page.keyboard.press("ArrowDown");
    }
    await this.page.keyboard.press("Enter");
  }

  async presses(button: Locator): Promise<void> {
    await press(this.hand, this.page, button);
  }

  async switches(control: Locator): Promise<void> {
    if (this.hand === "mouse") return control.click();
    await tabTo(this.page, control);
    await this.page.keyboard.press("Space");
  }

  async fills(field: Locator, text: string): Promise<void> {
    await fill(this.hand, this.page, field, text);
  }

  /** Chooses in a native drop-down list. With the keyboard, by the first letters of the option. */
  async selects(list: Locator, option: string): Promise<void> {
    if (this.hand === "mouse") {
      await list.selectOption({ label: option });
      return;
    }
    await tabTo(this.page, list);
    const chosen = () => list.evaluate((list: HTMLSelectElement) => list.selectedOptions[0]?.label);
    for (const letter of option) {
      if ((await chosen()) === option) return;
      await this.page.keyboard.type(letter);
    }
    await expect.poll(chosen).toBe(option);
  }

  /** Presses a button that asks for a file, and chooses this one in the browser's own dialog. */
  async uploads(button: Locator, file: Parameters<FileChooser["setFiles"]>[0]): Promise<void> {
    const chooser = await this.isAskedForFile(() => this.presses(button));
    await chooser.setFiles(file);
  }

  /** The browser's dialog that this opens. */
  async isAskedForFile(act: () => Promise<void>): Promise<FileChooser> {
    const asked = this.page.waitForEvent("filechooser");
    // Playwright has the browser report its dialogs from the first listener on. The browser answers in
    // order: when it answers this, it reports them.
    await this.page.evaluate(() => undefined);
    await act();
    return asked;
  }

  /** The console's temporary message. */
  get told(): Locator {
    return this.page.locator(".toast:popover-open");
  }

  /** Opens a page of the administration, from the menu of the operator's own line. */
  async administers(topic: string): Promise<void> {
    await this.presses(this.page.getByRole("button", { name: /Status, sound, sign out/ }));
    await this.presses(this.page.getByRole("link", { name: "Administration" }));
    await this.presses(this.page.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: topic }));
    await expect(this.page.getByRole("heading", { name: topic, level: 2 })).toBeVisible();
  }

  /** Saves what is on the page, and waits for the confirmation. */
  async saves(): Promise<void> {
    // The message of the previous save would be taken for this one's.
    await expect(this.told).toBeHidden({ timeout: 10_000 });
    await this.presses(this.page.getByRole("button", { name: "Save", exact: true }));
    await reads(this.told, "Saved");
  }

  /** A row of a list of the administration. */
  entry(text: string): Locator {
    return this.page.getByRole("main").locator(".account").filter({ hasText: text });
  }

  /** Chooses an action for an entry, in its gear's menu. */
  async doesWith(name: string, what: string): Promise<void> {
    await this.presses(this.entry(name).getByRole("button", { name: `Actions for ${name}` }));
    await this.chooses(what);
  }

  /** Accepts the request in the visitor list as manual B4 says: by double click, or with Enter. */
  async accepts(name: string): Promise<void> {
    const row = this.row(name);
    await reads(row, "Requesting");
    if (this.hand === "mouse") await row.dblclick();
    else await this.opensIn(this.page.locator("tr[data-visitor]"), row);
    await expect(this.composer(name)).toBeVisible();
  }

  async goesTo(name: string): Promise<void> {
    await this.opensIn(this.chats, this.chats.filter({ hasText: name }));
    await expect(this.composer(name)).toBeVisible();
  }

  /** The operator's chats, as the left pane lists them. */
  get chats(): Locator {
    return this.page.getByRole("region", { name: "My chats" }).locator(".chat-row:not(.is-over)");
  }

  /** Those that are over and not dismissed. */
  over(name: string | RegExp): Locator {
    const list = this.page.getByRole("list", { name: "Chats that are over" });
    return list.getByRole("listitem").filter({ hasText: name });
  }

  /** Opens one of them. The keyboard reaches the list with Tab, and moves in it with the arrows. */
  async opensOver(name: string): Promise<void> {
    await this.opensIn(this.over(/./).getByRole("link"), this.over(name).getByRole("link"));
  }

  /** The earlier chats of the visitor whose details are at the right. */
  get earlier(): Locator {
    return this.page.getByRole("region", { name: "Earlier chats" }).getByRole("link");
  }

  /** Opens the one that begins like this. */
  async opensEarlier(question: string): Promise<void> {
    await this.opensIn(this.earlier, this.earlier.filter({ hasText: question }));
  }

  /** Opens an item of a list that Tab leads into and the arrows move in. */
  async opensIn(items: Locator, item: Locator): Promise<void> {
    if (this.hand === "mouse") return item.click();
    await this.reaches(items, item);
    await this.page.keyboard.press("Enter");
  }

  /** Brings the focus to an item of a list by the keys: Tab goes to the list, and the arrow keys within it. */
  async reaches(items: Locator, item: Locator): Promise<void> {
    await tabTo(this.page, items);
    await this.page.keyboard.press("Home");
    for (let steps = 0; steps < 20; steps++) {
      // A long list first draws what it moves to.
      await hasDrawn(this.page);
      if (await item.evaluate((node) => node.matches(":focus"))) return;
      await this.page.keyboard.press("ArrowDown");
    }
  }

  get window(): Locator {
    return this.page.getByRole("dialog");
  }

  async hasChatWith(visitor: Visitor, name: string, question = "Hello"): Promise<void> {
    await visitor.opens(`${this.server.url}/demo`);
    await visitor.opensPanel();
    await visitor.asks(name, question);
    await this.accepts(name);
  }

  /**
   * Invites the only visitor there is, or the one of this row, from the visitor's menu (manual B2).
   */
  async invites(text: string, row = this.page.locator("tr[data-visitor]")): Promise<void> {
    await this.opensMenuOf(row);
    await this.chooses("Request chat");
    await expect(this.window.getByRole("textbox")).toBeFocused();
    await this.fills(this.window.getByRole("textbox"), text);
    await this.presses(this.window.getByRole("button", { name: "Request chat" }));
    await expect(this.window).toBeHidden();
  }

  /**
   * Ends the operator's only chat, or withdraws the invitation to it, and returns to the visitor
   * list.
   */
  async ends(): Promise<void> {
    await this.opensIn(this.chats, this.chats);
    await this.presses(this.page.getByRole("button", { name: "End chat" }));
    await this.presses(this.window.getByRole("button", { name: "End chat" }));
    await this.goesToVisitors();
  }

  async goesToVisitors(): Promise<void> {
    await this.presses(this.page.getByRole("link", { name: /^Visitors/ }));
  }

  /** Pushes an address (manual B6, B14): with the button, or with Enter. */
  async pushes(name: string, url: string): Promise<void> {
    await this.writesAddress(name, url);
    await this.pops();
  }

  /** Writes an address, ready to be pushed. */
  async writesAddress(name: string, url: string): Promise<void> {
    const type = this.page.getByRole("radio", { name: "URL" });
    if (this.hand === "mouse") await type.check();
    else if (!(await type.isChecked())) {
      await tabTo(this.page, this.page.getByRole("radio", { name: "Text" }));
      await this.page.keyboard.press("ArrowRight");
    }
    await this.fills(this.composer(name), url);
  }

  /** Pushes the address that was written. */
  async pops(): Promise<void> {
    if (this.hand === "keyboard") await this.page.keyboard.press("Enter");
    else await this.page.getByRole("button", { name: "Pop" }).click();
  }

  /**
   * The pushed addresses in the open conversation that are shown as opened by the visitor's
   * browser.
   */
  get opened(): Locator {
    return this.page.locator(".is-pushed").filter({ hasText: "Opened by the visitor", visible: true });
  }

  composer(name: string): Locator {
    return this.page.getByRole("textbox", { name: `Message to ${name}` });
  }

  async says(name: string, text: string): Promise<void> {
    await fill(this.hand, this.page, this.composer(name), text);
    if (this.hand === "keyboard") await this.page.keyboard.press("Enter");
    else await this.page.getByRole("button", { name: "Send" }).click();
  }

  /** The messages of the open conversation, without system lines. */
  async sees(): Promise<string[]> {
    return this.page.locator(".thread .bubble").filter({ visible: true }).allInnerTexts();
  }

  async soundsPlayed(): Promise<number> {
    return Number((await this.page.locator("html").getAttribute("data-sounds-played")) ?? 0);
  }

  async signsOut(): Promise<void> {
    await press(this.hand, this.page, this.page.getByRole("button", { name: /Status, sound, sign out/ }));
    await press(this.hand, this.page, this.page.getByRole("button", { name: "Sign out", exact: true }));
    await expect(this.page).toHaveURL(/\/sign-in/);
  }
}

/** Presses a button with the mouse, or with Tab until it has the focus and then Enter. */
export async function press(hand: Hand, page: Page, button: Locator): Promise<void> {
  if (hand === "mouse") return button.click();
  await tabTo(page, button);
  await page.keyboard.press("Enter");
}

async function fill(hand: Hand, page: Page, field: Locator, text: string): Promise<void> {
  if (hand === "mouse") return field.fill(text);
  await tabTo(page, field);
  // Replaces what is there, as `fill` does.
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

/**
 * Presses Tab until the element has the focus: so it can be reached, and its focus is where a
 * person expects it. For a list, until one of its items has it.
 */
export async function tabTo(page: Page, element: Locator): Promise<void> {
  await expect(element.first()).toBeVisible();
  const isFocused = (nodes: Element[]) => nodes.some((node) => node.matches(":focus"));
  for (let tabs = 0; tabs < 90; tabs++) {
    if (await element.evaluateAll(isFocused)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error("it cannot be reached with the Tab key");
}
