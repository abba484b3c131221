// The work that a page causes in its browser.

import type { CDPSession, Page } from "@playwright/test";

/** A page's work from one moment on. */
export class Work {
  private constructor(
    private readonly session: CDPSession,
    private readonly before: Spent,
  ) {}

  /** Starts now. */
  static async of(page: Page): Promise<Work> {
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    return new Work(session, await spent(session));
  }

  /** The work since then. */
  async done(): Promise<Spent> {
    const { layout, script } = await spent(this.session);
    return { layout: layout - this.before.layout, script: script - this.before.script };
  }
}

/** In seconds. */
interface Spent {
  layout: number;
  /** The scripts of the page, and of frames of the same site. */
  script: number;
}

async function spent(session: CDPSession): Promise<Spent> {
  const { metrics } = await session.send("Performance.getMetrics");
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { layout: of("LayoutDuration"), script: of("ScriptDuration") };
}
