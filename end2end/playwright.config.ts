import { defineConfig } from "@playwright/test";
import { launchOptions } from "./support/chromium";

// Tests run side by side, each with its own server and people. A test that needs the machine for
// itself has the lock `ALONE` (support/test.ts) and runs at the end. A second attempt shows whether
// the parallel tests were the cause, when no others are left. A test that passes only then is
// reported by name and counted, and its cause must be found.
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
    // A trace costs as much as the test itself: `TRACE=on` is for finding out why one failed.
    trace: process.env.TRACE === "on" ? "retain-on-failure" : "off",
  },
});
