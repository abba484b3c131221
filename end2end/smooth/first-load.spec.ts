// From the console's address to its first paint, and to the live console: with an empty and with a
// full browser cache, on a slow processor and on a slow line. `SWITCHBOARD_OTHER=PATH` measures
// another program as well, in alternation.

import { type Browser, type Page } from "@playwright/test";
import { Operator } from "../support/people";
import { Server } from "../support/server";
import { test as base } from "../support/test";

/** How often each is measured; the medians count. */
const ROUNDS = 10;

/** Bytes a second, and milliseconds of a round trip. */
const LINE = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };

const SLOW = { "": {}, ", CPU four times slower": { cpu: 4 }, ", 1.6 Mbit/s and 150 ms": { line: LINE } };

interface Times {
  /** The first contentful paint, in milliseconds after the navigation began. */
  painted: number;
  /** The socket is open and the snapshot has arrived. */
  live: number;
}

const test = base.extend<{ other?: Server }>({
  other: async ({}, use) => {
    const other = process.env.SWITCHBOARD_OTHER ? await Server.startOther(process.env.SWITCHBOARD_OTHER) : undefined;
    await use(other);
    await other?.stop();
  },
});

test("the console's first load", async ({ browser, server, other }) => {
  const programs = [await seat(browser, "this", server), ...(other ? [await seat(browser, "other", other)] : [])];
  const rows: Record<string, Record<string, number>> = {};
  for (const cached of [false, true]) {
    for (const [name, slow] of Object.entries(SLOW)) {
      const all = programs.map((program) => ({ program, times: [] as Times[] }));
      for (let round = 0; round < ROUNDS; round++) {
        for (const { program, times } of all) times.push(await load(browser, program, cached, slow));
      }
      const row: Record<string, number> = (rows[(cached ? "cached" : "nothing cached") + name] = {});
      for (const { program: { name }, times } of all) {
        row[`${name}: painted, ms`] = median(times.map(({ painted }) => painted));
        row[`${name}: live, ms`] = median(times.map(({ live }) => live));
      }
    }
  }
  console.table(rows);
});

/** A program, and the session in which its console is loaded. */
async function seat(browser: Browser, name: string, server: Server) {
  const operator = await Operator.comes(browser, "mouse", server);
  await operator.signsIn();
  const session = await operator.context.storageState();
  await operator.context.close();
  return { name, server, session };
}

async function load(
  browser: Browser,
  { server, session }: Awaited<ReturnType<typeof seat>>,
  cached: boolean,
  { cpu, line }: { cpu?: number; line?: typeof LINE },
): Promise<Times> {
  // Without a service worker, which would fetch what belongs to the next load.
  const options = { storageState: session, serviceWorkers: "block", viewport: { width: 1366, height: 768 } } as const;
  const operator = await Operator.comes(browser, "mouse", server, options);
  const { page, context } = operator;
  await page.addInitScript(noteWhenLive);
  if (cached) {
    await page.goto(`${server.url}/console`);
    await operator.isLive();
    await page.goto("about:blank");
  }
  const tools = await context.newCDPSession(page);
  await tools.send("Network.enable");
  if (line) await tools.send("Network.emulateNetworkConditions", line);
  if (cpu) await tools.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  await page.goto(`${server.url}/console`, { waitUntil: "commit" });
  const times = await timesOf(page);
  await context.close();
  return times;
}

function noteWhenLive(): void {
  const watcher = new MutationObserver(() => {
    if (document.documentElement?.dataset.live !== "connected") return;
    performance.mark("live");
    watcher.disconnect();
  });
  watcher.observe(document, { attributes: true, subtree: true, childList: true });
}

async function timesOf(page: Page): Promise<Times> {
  const times = await page.waitForFunction(() => {
    const [live, painted] = ["live", "first-contentful-paint"].map((name) => performance.getEntriesByName(name)[0]?.startTime);
    return live && painted ? { live, painted } : undefined;
  }, null, { polling: 100, timeout: 60_000 });
  return (await times.jsonValue())!;
}

function median(times: number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  return Math.round(sorted[Math.floor(sorted.length / 2)]!);
}
