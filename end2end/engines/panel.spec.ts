// The panel with an empty browser cache.

import { HostSite, snippet } from "../support/host-site";
import { Line } from "../support/line";
import { Visitor } from "../support/engines/people";
import { expect, test } from "../support/engines/test";

test("the focus is in the first field as soon as the panel is open", async ({ newScreen, server }) => {
  const site = await HostSite.start({ "/": { body: "", snippet: snippet(server.url, await server.siteKey()) } });
  const visitor = new Visitor(await newScreen(), site.url);
  await visitor.opensPanel();
  await visitor.panel.hasFocusOn("field", "Your name");
  await site.stop();
});

test("what is typed into the open panel goes into the first field", async ({ newScreen, server }) => {
  const site = await HostSite.start({ "/": { body: "", snippet: snippet(server.url, await server.siteKey()) } });
  const visitor = new Visitor(await newScreen(), site.url);
  await visitor.opensPanel();
  await visitor.panel.sees("field", "Your name");
  await visitor.panel.types("Vera");
  await visitor.panel.hasFocusOn("field", "Your name");
  expect((await visitor.panel.sees("field", "Your name")).text).toBe("Vera");
  await site.stop();
});

test("the panel's program, and what draws its form, are fetched once", async ({ newScreen, server }) => {
  const line = await Line.to(server.url);
  const site = await HostSite.start({ "/": { body: "", snippet: snippet(line.url, await server.siteKey()) } });
  const visitor = new Visitor(await newScreen(), site.url);
  await visitor.opensPanel();
  await visitor.panel.sees("field", "Your name");
  const programs = line.asked.filter((path) => path.endsWith(".wasm"));
  expect(programs).toHaveLength(2);
  expect(new Set(programs).size).toBe(2);
  await site.stop();
  await line.stop();
});
