import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import flags from "../chromium-flags.json" with { type: "json" };

// Each context is a window, and each window draws the list below its address bar in a program of
// its own: a fifth of a test's work, for something that nobody sees.
const UNSEEN = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"];
// A second list of features replaces the first, so Playwright's own is repeated
// (chromiumSwitches.ts in its sources).
const PLAYWRIGHTS = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** How the browser is started. */
export function launchOptions() {
  return { executablePath: chromium(), args: [...flags, `--disable-features=${[...PLAYWRIGHTS, ...UNSEEN].join()}`] };
}

/** The path of the browser: from the variable CHROMIUM, or the first that is installed. */
function chromium(): string {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
  if (!found) throw new Error("no Chromium on the PATH; run `script/setup test`, or set CHROMIUM to its path");
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
