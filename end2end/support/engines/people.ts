// What visitors and operators do in any engine; `../people.ts` has the same verbs for Chromium.

import { expect } from "@playwright/test";
import type { Server } from "../server";
import type { Screen } from "./screen";

/** Somebody on a customer's web site. */
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

  /** What was said in the conversation, in its order. */
  async reads(): Promise<string[]> {
    return this.screen.driver.call("panel", textsOf, "#thread .words .text").catch(() => []);
  }
}

/** Somebody who answers. */
export class Operator {
  constructor(
    readonly screen: Screen,
    private readonly server: Server,
  ) {}

  /** Signs in by the form, and waits until the console is live. */
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

  /** Accepts the request by its button. */
  async accepts(name: string): Promise<void> {
    await this.screen.clicks("button", `Accept ${name}`);
    await this.screen.sees("field", `Message to ${name}`);
  }

  /** The same as manual B4 says, by double click. */
  async acceptsInList(name: string): Promise<void> {
    await expect.poll(async () => (await this.screen.all("row", name))[0]?.text, `${name} is requesting`).toContain("Requesting");
    await this.screen.clicks("row", name, 2);
    await this.screen.sees("field", `Message to ${name}`);
  }

  async says(name: string, text: string): Promise<void> {
    await this.screen.writes(`Message to ${name}`, text);
    await this.screen.presses("Enter");
  }

  /** What was said in the open conversation, in its order. */
  async reads(): Promise<string[]> {
    return this.screen.driver.call("page", textsOf, ".thread .bubble").catch(() => []);
  }
}

/** Runs in the page. */
function textsOf(selectors: string): string[] {
  return [...document.querySelectorAll<HTMLElement>(selectors)].map((element) => element.innerText.trim());
}
