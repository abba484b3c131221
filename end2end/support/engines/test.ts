import { writeFile } from "node:fs/promises";
import { test as base } from "@playwright/test";
import { type HostPage, HostSite, snippet } from "../host-site";
import { Server } from "../server";
import type { Driver, Engine } from "./driver";
import { Firefox } from "./firefox";
import { Operator, Visitor } from "./people";
import { Screen } from "./screen";
import { WebKit } from "./webkit";

export { expect } from "@playwright/test";

/** The people's browsers. */
export interface Browsing {
  engineName: "firefox" | "webkit";
  /** The locale of the browser's process (WebKit only). */
  processLocale: string;
  engine: Engine;
}

interface Stage {
  server: Server;
  /** A customer's website, whose only page has the server's chat. */
  site: HostSite;
  /** Opens another person's browser. */
  newScreen: () => Promise<Screen>;
  visitor: Visitor;
  operator: Operator;
}

export const test = base.extend<Stage, Browsing>({
  engineName: ["firefox", { option: true, scope: "worker" }],
  // In WebKit it stands for English.
  processLocale: ["C", { option: true, scope: "worker" }],
  engine: [
    async ({ engineName, processLocale }, use) => {
      const engine = engineName === "firefox" ? await Firefox.start() : new WebKit(processLocale);
      await use(engine);
      await engine.stop();
    },
    { scope: "worker" },
  ],
  server: async ({}, use, info) => {
    const server = await Server.start();
    await use(server);
    await server.stop();
    if (info.status !== info.expectedStatus) {
      await info.attach("server.log", { body: server.log, contentType: "text/plain" });
    }
  },
  site: async ({ server }, use) => {
    const page: HostPage = { body: "<h1>Bicycles</h1>", snippet: snippet(server.url, await server.siteKey()) };
    const site = await HostSite.start({ "/": page });
    await use(site);
    await site.stop();
  },
  newScreen: async ({ engine }, use, info) => {
    const drivers: Driver[] = [];
    await use(async () => {
      const driver = await engine.open();
      drivers.push(driver);
      return new Screen(driver);
    });
    for (const [nr, driver] of drivers.entries()) {
      if (info.status !== info.expectedStatus) {
        const path = info.outputPath(`window-${nr + 1}.png`);
        await writeFile(path, await driver.picture());
        await info.attach(`window-${nr + 1}`, { path, contentType: "image/png" });
      }
      await driver.close();
    }
  },
  visitor: async ({ newScreen, site }, use) => {
    await use(new Visitor(await newScreen(), site.url));
  },
  operator: async ({ newScreen, server }, use) => {
    await use(new Operator(await newScreen(), server));
  },
});
