// Manual A5: the SIP Info, with which a third-party chat application is set up.

import { isAccessible } from "../support/accessible";
import { HANDS, Operator } from "../support/people";
import { picture } from "../support/picture";
import { reads } from "../support/seen";
import type { SipAccount } from "../support/sip/client";
import { Linphone } from "../support/sip/linphone";
import { contact, expect, looksOn, test } from "../support/sip/test";
import { test as withoutSip } from "../support/test";

test("A5: a client is set up by its operator's SIP Info, and signed out there, with the mouse and the keys", async ({ browser, server, gateway, comesWith }, info) => {
  const ben = await Operator.comes(browser, "mouse", server, { permissions: ["clipboard-read", "clipboard-write"] });
  const keys = ben.with("keyboard");
  await ben.signsIn(await server.addOperator("Ben"));
  const ann = await looksOn(browser, server);
  const { page } = ben;
  await ben.presses(page.getByRole("button", { name: /Status, sound, sign out/ }));
  await ben.presses(page.getByRole("link", { name: "Preferences" }));
  await ben.presses(page.getByRole("navigation", { name: "Preferences" }).getByRole("link", { name: "SIP Info" }));
  const shown = page.getByRole("region", { name: "SIP Info" });
  await expect(shown.getByText("No SIP client is signed in.")).toBeVisible();
  const { host, ports, websocket } = gateway.place;
  for (const fact of [host, String(ports.udp), String(ports.tcp), String(ports.tls), websocket]) {
    await expect(shown.getByText(fact, { exact: true }).first()).toBeVisible();
  }

  for (const [name, told, value] of [
    ["Server", "The server is copied", host],
    ["Port for TLS", "The port for TLS is copied", String(ports.tls)],
  ] as const) {
    const copy = shown.getByRole("button", { name: `Copy: ${name}` });
    await ben.presses(copy);
    await reads(ben.told, told);
    await reads(copy, /^Copied$/);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(value);
  }

  await ben.presses(shown.getByRole("button", { name: "Generate password" }));
  const [field, of] = [shown.getByLabel("Password", { exact: true }), shown.getByLabel("User", { exact: true })];
  let [user, password] = ["", ""];
  for (const one of [ben, keys]) {
    // A second password, with the keyboard; the first is no longer valid.
    if (one === keys) {
      await one.presses(shown.getByRole("button", { name: "Another SIP password", exact: true }));
      await one.presses(shown.getByRole("button", { name: "Yes, another SIP password" }));
      await expect(field).not.toHaveValue(password);
    }
    await expect(field).toBeVisible();
    [user, password] = [await of.inputValue(), await field.inputValue()];
    expect(user).toMatch(/^ben-[a-z2-9]{5}$/);
    expect(password).toMatch(/^[a-z2-9]{20}$/);
    await one.presses(shown.getByRole("button", { name: "Copy: Password" }));
    await reads(ben.told, "The password is copied");
    await reads(shown.getByRole("button", { name: "Copy: Password" }), /^Copied$/);
    await reads(shown.getByRole("button", { name: "Copy: User" }), /^Copy$/);
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(password);
  }
  await keys.presses(shown.getByText("Linphone", { exact: true }));
  await expect(shown.locator("details[open]").getByText(user, { exact: true })).toBeVisible();
  await picture(page, info, "made", { fullPage: true });
  await isAccessible(page, "made");

  // A client signs in with it.
  const account: SipAccount = { ...gateway.place, user, password };
  const client = new Linphone("tls");
  await comesWith(client, account);
  const row = shown.getByRole("listitem").filter({ hasText: /TLS from 127\.0\.0\.1:\d+/ });
  await expect(row.getByText("Linphone").first()).toBeVisible({ timeout: 15_000 });
  await picture(page, info, "signed-in", { fullPage: true });
  await isAccessible(page, "signed in");

  // An administrator sees the same without a password, and signs out the lost client.
  await ann.administers("Chat Operators");
  await ann.doesWith("Ben", "SIP Info");
  await expect(ann.window.getByRole("heading", { name: "Profile of Ben" })).toBeVisible();
  await expect(ann.window.getByText(user, { exact: true }).first()).toBeVisible();
  await expect(ann.window.getByLabel("Password", { exact: true })).toBeHidden();
  await picture(ann.page, info, "administrator");
  await isAccessible(ann.page, "an administrator");
  await ann.presses(ann.window.getByRole("button", { name: "Another SIP password", exact: true }));
  await expect(ann.window.getByText("The password of now will be good no more")).toBeVisible();
  await ann.presses(ann.window.getByRole("button", { name: "Yes, another SIP password" }));
  await expect(ann.window.getByLabel("Password", { exact: true })).not.toHaveValue(password);
  await expect(ann.window.getByText("No SIP client is signed in.")).toBeVisible({ timeout: 15_000 });
  await ann.page.keyboard.press("Escape");
  // The old password no longer works.
  await ben.signsOut();
  await expect(contact(ann, "Ben", "Not at the desk")).toBeVisible();
});

test("A5: what was edited in the profile is there after a look at the SIP Info", async ({ browser, server }) => {
  await server.addOperator("Ben");
  const ann = await looksOn(browser, server);
  await ann.administers("Chat Operators");
  await ann.doesWith("Ben", "Edit profile");
  const name = ann.window.getByLabel("Screen name");
  await name.fill("Benjamin");
  for (const hand of HANDS) {
    const one = ann.with(hand);
    await one.presses(ann.window.getByText("SIP Info", { exact: true }));
    await expect(ann.window.getByRole("button", { name: "Generate password" })).toBeVisible();
    await one.presses(ann.window.getByText("SIP Info", { exact: true }));
    await expect(ann.window.getByRole("button", { name: "Generate password" })).toBeHidden();
  }
  await expect(name).toHaveValue("Benjamin");
  await ann.page.keyboard.press("Escape");
  await expect(ann.page.getByRole("button", { name: "Actions for Ben", exact: true })).toBeFocused();
});

test("A5: a lost telephone is signed out by its operator with the mouse and the keys, and the others stay", async ({ browser, server, comesWith }) => {
  const ben = await Operator.comes(browser, "mouse", server);
  await ben.signsIn(await server.addOperator("Ben"));
  const account = await comesWith(new Linphone("tcp"), "Ben");
  await comesWith(new Linphone("udp"), account);
  await ben.page.goto(`${server.url}/console/preferences/sip`);
  const shown = ben.page.getByRole("region", { name: "SIP Info" });
  const client = (transport: string) => shown.getByRole("listitem").filter({ hasText: `${transport} from` });
  await ben.presses(client("UDP").getByRole("button", { name: /^Sign out/ }));
  await expect(client("UDP")).toBeHidden();
  await expect(client("TCP")).toBeVisible();
  await ben.with("keyboard").presses(client("TCP").getByRole("button", { name: /^Sign out/ }));
  await expect(client("TCP")).toBeHidden();
});

withoutSip("A5: where SIP is not switched on, the page says how it is", async ({ browser, server }, info) => {
  const ann = await Operator.comes(browser, "mouse", server);
  await ann.signsIn();
  await ann.page.goto(`${server.url}/console/preferences/sip`);
  await expect(ann.page.getByText("SWITCHBOARD_SIP_HOST")).toBeVisible();
  await expect(ann.page.getByRole("button", { name: "Generate password" })).toBeHidden();
  await picture(ann.page, info, "off");
});
