import type { Browser, Page } from "@playwright/test";

/** What a page's main thread did over a period. All times in milliseconds. */
export interface Tasks {
  /** The length of the period. */
  span: number;
  /** The longest tasks, longest first: CPU time, and clock time. */
  longest: { cpu: number; clock: number; of: string }[];
  /** The CPU time of all tasks. */
  busy: number;
}

interface Event {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

/**
 * Traces the page's main thread while something is done. Uses Chromium's own tracing; one at a
 * time.
 */
export async function tasksOf(browser: Browser, page: Page, doing: () => Promise<void>): Promise<Tasks> {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "devtools.timeline"] });
  const began = Date.now();
  await doing();
  const span = Date.now() - began;
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Event[] };
  return { span, ...summary(trace.traceEvents) };
}

function summary(events: Event[]): Omit<Tasks, "span"> {
  const threads = new Set(
    events.filter((event) => event.args?.name === "CrRendererMain").map((event) => `${event.pid}/${event.tid}`),
  );
  const timed = events.filter((event) => event.ph === "X" && threads.has(`${event.pid}/${event.tid}`));
  const tasks = timed.filter((event) => event.name === "RunTask" || event.name.endsWith("::RunTask"));
  if (tasks.length === 0) throw new Error("the trace has no tasks");
  const cpu = (event: Event) => (event.tdur ?? event.dur ?? 0) / 1000;
  const longest = [...tasks].sort((one, other) => cpu(other) - cpu(one)).slice(0, 3);
  return {
    longest: longest.map((task) => ({ cpu: cpu(task), clock: (task.dur ?? 0) / 1000, of: partsOf(task, timed) })),
    busy: tasks.reduce((sum, task) => sum + cpu(task), 0),
  };
}

/** The parts of a task, longest first. */
function partsOf(task: Event, events: Event[]): string {
  const end = task.ts + (task.dur ?? 0);
  const inside = events.filter(
    (event) => event !== task && event.tid === task.tid && event.pid === task.pid && event.ts >= task.ts && event.ts < end,
  );
  const sums = new Map<string, number>();
  for (const event of inside) sums.set(event.name, (sums.get(event.name) ?? 0) + (event.dur ?? 0) / 1000);
  const parts = [...sums].filter(([name, sum]) => sum >= 1 && !name.endsWith("RunTask")).sort((one, other) => other[1] - one[1]);
  return parts.slice(0, 4).map(([name, sum]) => `${name} ${sum.toFixed(0)}`).join(", ");
}
