import { defineConfig } from "@playwright/test";
import type { Browsing } from "./support/engines/test";

// The same product in the engines of Firefox and Safari. Playwright runs the tests. The browsers
// are those of the system, which Playwright's own drivers do not fit, so `support/engines` drives
// them by standard protocols.
export default defineConfig<object, Browsing>({
  testDir: "engines",
  outputDir: "output/engines",
  globalSetup: "./support/run.ts",
  workers: 2,
  retries: 1,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"], ["./support/flaky.ts"]],
  projects: [
    { name: "firefox", use: { engineName: "firefox" } },
    // WebKit lets a frame of another origin move the focus only once the visitor has acted in it: with
    // a key, say, which then goes into the first field.
    { name: "webkit", use: { engineName: "webkit" }, grepInvert: /focus is in the first field/ },
    // In a locale without a language, WebKit's `navigator.language` is "C", which is no language
    // tag.
    { name: "webkit without a language", use: { engineName: "webkit", processLocale: "C.UTF-8" }, grep: /accepts/ },
  ],
});
