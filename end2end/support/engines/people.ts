// What visitors and operators do in any engine; `../people.ts` has the same verbs for Chromium.

import { expect } from "@playwright/test";
import type { Server } from "../server";
import type { Screen } from "./screen";

/** A person on a customer's website. */
export class Visitor {
  readonly panel: Screen;

  constructor(
    readonly screen: Screen,
    readonly site: string,
  ) {
    this.panel = screen.panel;
  }

  /** Opens the customer's page, and the panel as soon as the launcher is there. */
  async opensPanel(): Promise<void> {
    await this.screen.goTo(this.site);
    await this.screen.clicks("button", "Open chat");
    await this.panel.sees("field", "Your name");
  }

  /** Fills in the Welcome Screen and sends it. */
  async asks(name: string, question: string): Promise<void> {
    await this.panel.writes("Your name", name);
    await this.panel.writes("Your question", question);
    await this.panel.clicks("button", "Start chat");
    await this.panel.sees("field", "Your message");
  }

  async says(text: string): Promise<void> {
    await this.panel.writes("Your message", text);
    await this.panel.presses("Enter");
  }

  /** The messages of the conversation, in order. */
  async reads(): Promise<string[]> {
    return this.screen.driver.call("panel", textsOf, "#thread .words .text").catch(() => []);
  }
}

/** A person who answers. */
export class Operator {
  constructor(
    readonly screen: Screen,
    private readonly server: Server,
  ) {}

  /** Signs in with the form, and waits until the console is live. */
  async signsIn(url = this.server.url): Promise<void> {
    await this.screen.goTo(`${url}/console`);
    await this.screen.writes("E-mail address", this.server.admin.email);
    await this.screen.writes("Password", this.server.admin.password);
    await this.screen.presses("Enter");
    await this.isLive();
  }

  /** Waits until the console hears from the server. */
  async isLive(): Promise<void> {
    const isLive = () => this.screen.driver.call("page", () => document.documentElement.dataset.live === "connected").catch(() => false);
    await expect.poll(isLive, { message: "the console is live", timeout: 20_000 }).toBe(true);
  }

  async accepts(name: string): Promise<void> {
    await this.screen.clicks("button", `Accept ${name}`);
    await this.screen.sees("field", `Message to ${name}`);
  }

  /** Accepts it as manual B4 says, by double click. */
  async acceptsInList(name: string): Promise<void> {
    await expect.poll(async () => (await this.screen.all("row", name))[0]?.text, `${name} is requesting`).toContain("Requesting");
    await this.screen.clicks("row", name, 2);
    await this.screen.sees("field", `Message to ${name}`);
  }

  async says(name: string, text: string): Promise<void> {
    await this.screen.writes(`Message to ${name}`, text);
    await this.screen.presses("Enter");
  }

  /** The messages of the open conversation, in order. */
  async reads(): Promise<string[]> {
    return this.screen.driver.call("page", textsOf, ".thread .bubble").catch(() => []);
  }
}

/** Runs in the page. */
function textsOf(selectors: string): string[] {
  return [...document.querySelectorAll<HTMLElement>(selectors)].map((element) => element.innerText.trim());
}
