import type { Page, TestInfo } from "@playwright/test";

/**
 * Keeps a picture in the play's folder for whoever wants to see how it looks: `PICTURES=on`. No play depends on one, and
 * drawing it costs as much as several steps.
 */
export async function picture(page: Page, info: TestInfo, name: string, { fullPage = false } = {}): Promise<void> {
  if (process.env.PICTURES === "on") await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage });
}
