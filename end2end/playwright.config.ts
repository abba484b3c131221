import { defineConfig } from "@playwright/test";
import { launchOptions } from "./support/chromium";

// Plays run side by side, each with a server and people of its own. What needs the machine for itself is marked with the
// lock `ALONE` (support/test.ts) and comes at the end. A second try is for finding out whether it was the company, when
// nobody else is there any more: what passes only then is told by name and counted, and has a cause to be found.
export default defineConfig({
  testDir: "plays",
  outputDir: "output",
  globalSetup: "./support/run.ts",
  fullyParallel: true,
  workers: "100%",
  retries: 1,
  retryStrategy: "isolated",
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./support/flaky.ts"]],
  use: {
    launchOptions: launchOptions(),
    screenshot: "only-on-failure",
    // To record one costs as much as the play itself: `TRACE=on` is for whoever looks for why one failed.
    trace: process.env.TRACE === "on" ? "retain-on-failure" : "off",
  },
});
