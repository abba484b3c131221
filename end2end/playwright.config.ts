import { defineConfig } from "@playwright/test";
import flags from "./chromium-flags.json" with { type: "json" };
import { chromium } from "./support/chromium";

// Each play has a server of its own, and two browsers talk through it: one play at a time is quick enough, and a play
// that passes only the second time has found something.
export default defineConfig({
  testDir: "plays",
  outputDir: "output",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    launchOptions: { executablePath: chromium(), args: flags },
    screenshot: "only-on-failure",
    // To record one costs as much as the play itself: `TRACE=on` is for whoever looks for why one failed.
    trace: process.env.TRACE === "on" ? "retain-on-failure" : "off",
  },
});
