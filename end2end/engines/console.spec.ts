// The console: what it loads, and how it responds to mouse and keys.

import { Line } from "../support/line";
import { expect, test } from "../support/engines/test";

test("each part of the console's program is fetched once", async ({ operator, server }) => {
  const line = await Line.to(server.url);
  await operator.signsIn(line.url);
  // WebKitGTK has no cache under automation: it loads again what other pages have loaded.
  const before = line.asked.length;
  await operator.screen.goTo(`${line.url}/console/administration/departments`);
  await operator.isLive();
  await operator.screen.sees("heading", "Departments");
  const programs = line.asked.slice(before).filter((path) => path.endsWith(".wasm"));
  expect(programs.some((path) => path.startsWith("/assets/app.administration."))).toBe(true);
  expect(programs).toEqual([...new Set(programs)]);
  await line.stop();
});

test("the menu under a right button that is held stays, and its window is used by keys alone", async ({ visitor, operator }) => {
  await operator.signsIn();
  await visitor.opensPanel();
  const { screen } = operator;
  await screen.holdsRightButtonOn("row", "Online", 100);
  await screen.hasFocusOn("menuitem", "Request chat");
  // A menu that the button's release would close is gone before a key is answered.
  await screen.presses("ArrowDown");
  await screen.hasFocusOn("menuitem", "Client Note");
  await screen.presses("Enter");
  await screen.sees("dialog", "Client Note");
  await expect.poll(async () => (await screen.all("field")).some((field) => field.isFocused), "a field has the focus").toBe(true);
  // Lower case, because WebKitGTK's driver begins with it in any case.
  await screen.types("likes tea.");
  await screen.presses("Enter");
  await screen.sees("text", "likes tea.");
  await screen.presses("Escape");
  await screen.missesAll("dialog");
  await screen.sees("text", "likes tea.");

  await screen.presses("k", "Control");
  await screen.hasFocusOn("field", "Go to or do");
  await screen.presses("Escape");
  await screen.missesAll("dialog");
  await screen.hasFocusOn("row", "Online");
});

test("an administrator adds a department by mouse and keys", async ({ operator }) => {
  await operator.signsIn();
  const { screen } = operator;
  await screen.clicks("button", "Status, sound, sign out");
  await screen.clicks("link", "Administration");
  await screen.clicks("link", "Departments");
  await screen.clicks("button", "Add");
  await screen.writes("Name", "Sales");
  await screen.writes("Description", "Prices and offers");
  await screen.tabsTo("switch", "Support");
  await screen.presses("Space");
  await screen.clicks("button", "Save");
  await screen.missesAll("dialog");
  await screen.sees("text", "Prices and offers");
  // It is stored, and not only drawn: a reload shows it.
  await screen.driver.reload();
  await screen.sees("text", "Prices and offers");
});

test("Tab reaches the places in the rail, and a page that was touched asks for no click", async ({ operator }) => {
  await operator.signsIn();
  const { screen } = operator;
  await screen.tabsTo("link", "Visitors");
  await screen.tabsTo("link", "Off-line messages");
  await screen.presses("Enter");
  await screen.sees("heading", "No off-line messages");
  await screen.missesAll("text", "Sound is off until you click");
});
