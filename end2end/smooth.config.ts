import plays from "./playwright.config";

// How smooth the console is in a full house: minutes on a machine with nothing else to do, and figures rather than yes or no.
export default {
  ...plays,
  testDir: "smooth",
  outputDir: "output/smooth",
  workers: 1,
  retries: 0,
  timeout: 600_000,
  use: { ...plays.use, trace: "off" as const },
};
