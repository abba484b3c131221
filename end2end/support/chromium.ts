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

/**
 * How the browser is started: Chromium without its windows, because a window for each context is half of what opening one costs.
 * It draws and runs pages as Chromium does, of the same version.
 */
export function launchOptions() {
  return options(program("CHROMIUM_HEADLESS_SHELL", ["chromium-headless-shell", "chrome-headless-shell"]) ?? chromium());
}

/** For a play about what belongs to a browser's windows: notifications, installing, pop-ups, sound. */
export const WITH_WINDOWS = { launchOptions: options(chromium()) };

function options(executablePath: string) {
  return { executablePath, args: [...flags, `--disable-features=${[...PLAYWRIGHTS, ...UNSEEN].join()}`] };
}

function chromium(): string {
  const found = program("CHROMIUM", ["chromium", "chromium-browser", "google-chrome"]);
  if (!found) throw new Error("no Chromium on the PATH; run `script/setup test`, or set CHROMIUM to its path");
  return found;
}

/** The path of a browser: what the variable names, or the first that is installed. */
function program(variable: string, names: string[]): string | undefined {
  if (process.env[variable]) return process.env[variable];
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
