import type { Page } from "@playwright/test";
import type { Server } from "./server";

/**
 * Many visitors who only browse: sockets of one page that speak the visitor's protocol as JSON
 * (docs/PROTOCOL.md).
 */
export class Guests {
  private constructor(private readonly page: Page) {}

  /** They come one after another, each to a page of their own: `/shelf/0`, `/shelf/1`, … */
  static async come(page: Page, server: Server, count: number): Promise<Guests> {
    await page.goto(`${server.url}/healthz`);
    await page.evaluate(
      async ({ count, site }) => {
        const guests: WebSocket[] = [];
        for (let nr = 0; nr < count; nr++) {
          const socket = new WebSocket(`${location.origin.replace("http", "ws")}/visitor`, "switchboard.9.json");
          const token = crypto.randomUUID().replaceAll("-", "");
          const where = { url: `https://shop.example/shelf/${nr}`, title: `Shelf ${nr}`, referrer: "" };
          await new Promise((welcome, fail) => {
            socket.onopen = () => socket.send(JSON.stringify({ hello: { site, token, end: "panel", page: where, has: null } }));
            socket.onmessage = welcome;
            socket.onclose = fail;
          });
          guests.push(socket);
        }
        Object.assign(window, { guests });
      },
      { count, site: await server.siteKey() },
    );
    return new Guests(page);
  }

  async leaves(nr: number): Promise<void> {
    await this.page.evaluate((nr) => (window as unknown as { guests: WebSocket[] }).guests[nr]?.close(), nr);
  }
}
