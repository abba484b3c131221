// Accepting a chat, when the console first writes times in the operator's own language.

import { expect, test } from "../support/engines/test";

test("the console accepts a request, and goes on", async ({ visitor, operator, processLocale }) => {
  await operator.signsIn();
  const language = await operator.screen.driver.call("page", () => navigator.language);
  expect(language).toBe(processLocale === "C.UTF-8" ? "C" : "en-US");
  await visitor.opensPanel();
  await visitor.asks("Vera", "Hello");
  await operator.acceptsInList("Vera");
  await operator.says("Vera", "Good morning");
  await expect.poll(() => visitor.reads()).toEqual(["Hello", "Good morning"]);
  await expect.poll(() => operator.reads()).toEqual(["Hello", "Good morning"]);
});
