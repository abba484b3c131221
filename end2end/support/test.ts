import { test as base } from "@playwright/test";
import { type HostPage, HostSite } from "./host-site";
import { MailServer } from "./mail-server";
import { Server } from "./server";

export { expect } from "@playwright/test";

/** For a test that needs the machine for itself: it runs after all others. */
export const ALONE = { lock: "-exclusive-" };

interface Stage {
  /** The program's settings for this test; `test.use` changes them. */
  variables: Record<string, string>;
  /** The real program, started for this test on an empty database. */
  server: Server;
  mailServer: MailServer;
  /** Starts a customer's website for this test. */
  hostSite: (pages: Record<string, HostPage>) => Promise<HostSite>;
}

/** A test with a stage that is set up before it and cleared after it. */
export const test = base.extend<Stage>({
  variables: [{}, { option: true }],
  server: async ({ browser, variables }, use, info) => {
    const server = await Server.start(variables);
    await use(server);
    // No page must keep contacting a server that is gone.
    for (const context of browser.contexts()) await context.close();
    await server.stop();
    if (info.status !== info.expectedStatus) {
      await info.attach("server.log", { body: server.log, contentType: "text/plain" });
    }
  },
  mailServer: async ({}, use) => {
    const server = await MailServer.start();
    await use(server);
    await server.stop();
  },
  hostSite: async ({}, use) => {
    const sites: HostSite[] = [];
    await use(async (pages) => {
      const site = await HostSite.start(pages);
      sites.push(site);
      return site;
    });
    for (const site of sites) await site.stop();
  },
});
