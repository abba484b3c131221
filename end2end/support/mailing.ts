import type { Browser } from "@playwright/test";
import type { MailServer } from "./mail-server";
import { Server } from "./server";

/**
 * Runs a test with a program that uses this mail server for all accounts; `variables` add to its
 * settings.
 */
export async function mailing(
  mailServer: MailServer,
  play: (server: Server) => Promise<void>,
  browser: Browser,
  variables: Record<string, string> = {},
): Promise<void> {
  const server = await Server.start({
    SWITCHBOARD_SMTP_URL: `smtp+plain://127.0.0.1:${mailServer.port}`,
    SWITCHBOARD_MAIL_FROM: "Lamps <chat@example.org>",
    ...variables,
  });
  try {
    await play(server);
  } finally {
    for (const context of browser.contexts()) await context.close();
    await server.stop();
  }
}
