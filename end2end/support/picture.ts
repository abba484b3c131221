import type { Page, TestInfo } from "@playwright/test";

/**
 * Saves a picture in the test's folder, to show how it looks: `PICTURES=on`. No test depends on
 * one, and taking it costs as much as several steps.
 */
export async function picture(page: Page, info: TestInfo, name: string, { fullPage = false } = {}): Promise<void> {
  if (process.env.PICTURES === "on") await page.screenshot({ path: info.outputPath(`${name}.png`), fullPage });
}
