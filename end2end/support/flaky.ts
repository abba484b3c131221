import type { FullConfig, FullResult, Reporter, Suite } from "@playwright/test/reporter";

/** How many tests of a run may pass only at their second attempt. */
const MOST = 2;

/**
 * The last lines of a run: the names of the tests that passed only at their second attempt, and how
 * many of all passed.
 */
export default class Flaky implements Reporter {
  #suite?: Suite;

  printsToStdio(): boolean {
    return true;
  }

  onBegin(_config: FullConfig, suite: Suite): void {
    this.#suite = suite;
  }

  async onEnd({ status }: FullResult): Promise<{ status: FullResult["status"] }> {
    const plays = this.#suite?.allTests() ?? [];
    const flaky = plays.filter((play) => play.outcome() === "flaky");
    const passed = plays.filter((play) => play.outcome() === "expected").length;
    // Whatever did not pass has failed: no test may be skipped.
    const failed = plays.length - passed - flaky.length;
    console.log();
    for (const { title, location } of flaky) console.log(`passed only at its second try: ${title} (${location.file}:${location.line})`);
    console.log(`${passed} passed, ${failed} failed, ${flaky.length} flaky`);
    if (flaky.length <= MOST) return { status };
    console.log(`FAILED: more than ${MOST} plays passed only at their second try`);
    return { status: status === "passed" ? "failed" : status };
  }
}
