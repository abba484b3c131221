import plays from "./playwright.config";

// How smooth the console is under full load: takes minutes on an idle machine, and gives figures
// rather than yes or no.
export default {
  ...plays,
  testDir: "smooth",
  outputDir: "output/smooth",
  workers: 1,
  retries: 0,
  timeout: 600_000,
  use: { ...plays.use, trace: "off" as const },
};
