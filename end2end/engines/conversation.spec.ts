// A visitor on another site's page and an operator talk, across a reload and a killed server.

import { expect, test } from "../support/engines/test";

test("a visitor and an operator talk; a reload and a killed server lose nothing", async ({ visitor, operator, server }) => {
  await operator.signsIn();
  await visitor.opensPanel();
  await visitor.asks("Vera", "Is the blue one in stock?");
  await operator.accepts("Vera");
  await visitor.panel.sees("text", "Support joined the chat");
  await operator.says("Vera", "It is.");
  await expect.poll(() => visitor.reads()).toEqual(["Is the blue one in stock?", "It is."]);
  await visitor.says("And the red one?");
  const said = ["Is the blue one in stock?", "It is.", "And the red one?"];
  await expect.poll(() => operator.reads()).toEqual(said);

  await visitor.screen.driver.reload();
  await expect.poll(() => visitor.reads()).toEqual(said);
  await operator.screen.driver.reload();
  await operator.isLive();
  await expect.poll(() => operator.reads()).toEqual(said);

  await server.kill();
  await visitor.panel.sees("text", "Reconnecting…");
  await operator.screen.sees("text", "Reconnecting");
  await visitor.says("written while the server was away");
  await operator.says("Vera", "so was this");
  await server.start();
  await operator.isLive();
  await expect.poll(async () => (await operator.reads()).length, { timeout: 30_000 }).toBe(said.length + 2);
  const all = await operator.reads();
  expect(all.slice(0, said.length)).toEqual(said);
  expect(all.slice(said.length).sort()).toEqual(["so was this", "written while the server was away"]);
  await expect.poll(() => visitor.reads(), { timeout: 30_000 }).toEqual(all);
  await expect.poll(() => visitor.panel.all("text", "Sending")).toEqual([]);
  await visitor.screen.driver.reload();
  await expect.poll(() => visitor.reads()).toEqual(all);
});
