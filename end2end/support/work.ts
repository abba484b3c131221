// What a page has its browser do.

import type { CDPSession, Page } from "@playwright/test";

/** The work of a page from a moment on. */
export class Work {
  private constructor(
    private readonly session: CDPSession,
    private readonly before: Spent,
  ) {}

  /** From now on. */
  static async of(page: Page): Promise<Work> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    return new Work(session, await spent(session));
  }

  /** What was done since. */
  async done(): Promise<Spent> {
    const { layout, script } = await spent(this.session);
    return { layout: layout - this.before.layout, script: script - this.before.script };
  }
}

/** In seconds. */
interface Spent {
  /** Where everything stands. */
  layout: number;
  /** The programs of the page, and of the frames of the same site. */
  script: number;
}

async function spent(session: CDPSession): Promise<Spent> {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { layout: of("LayoutDuration"), script: of("ScriptDuration") };
}
