// Manual A16: what SIP clients may and may not do, written as scenarios for SIPp
// (support/sip/scenarios). How the gateway handles guessed passwords, overheard credentials and
// floods of messages: sip/tests/gateway.

import { Visitor } from "../support/people";
import { freeUdpPort } from "../support/ports";
import { LossyNetwork } from "../support/sip/lossy";
import { listens, proof, sipp } from "../support/sip/sipp";
import { expect, test } from "../support/sip/test";

// Logs everything, so that the log would show what must not be there.
test.use({ settings: { SWITCHBOARD_LOG: "trace" } });

/** Every text said in this test contains one of these words. */
const SAID = ["parcel", "elephant"];

test("A16: a client does what it may, and nothing else", async ({ browser, server, gateway }) => {
  await server.addOperator("Ben");
  await server.addOperator("Carla");
  const [ben, carla] = [await gateway.account("Ben"), await gateway.account("Carla")];
  let [isLossy, lost] = [false, 0];
  const network = await LossyNetwork.to(ben.ports.udp, (answer) => {
    const isLost = isLossy && answer.startsWith("SIP/2.0 200 ") && /^CSeq: 2 MESSAGE/m.test(answer) && lost < 2;
    if (isLost) lost++;
    return isLost;
  });
  try {
    const bens = { to: network.port, from: await freeUdpPort() };
    const carlas = { to: carla.ports.udp, from: await freeUdpPort() };
    const vera = await Visitor.comes(browser, "mouse");
    const says = (text: string) => sipp("message", [[ben.user, proof(ben), "visitor-1", text]], bens);

    await test.step("a client registers and talks with a visitor", async () => {
      await sipp("register", [[ben.user, proof(ben), "600"]], bens);
      await sipp("register", [[carla.user, proof(carla), "600"]], carlas);
      await vera.opens(`${server.url}/demo`);
      await vera.opensPanel();
      await vera.asks("Vera", "Where is my parcel?");
      const asked = await listens(bens, "Where is my parcel?");
      expect(asked[0]).toMatch(/^"Vera \(.*\)" <sip:visitor-1@127\.0\.0\.1>;tag=\w+ said \* Vera asks for a chat, on /);
      expect(asked.at(-1)).toMatch(/^"Vera \(.*\)" <sip:visitor-1@127\.0\.0\.1>;tag=\w+ said Where is my parcel\?$/);
      await says("/a");
      await expect(vera.panel.getByText(/Ben/).first()).toBeVisible();
      await says("Which parcel?");
      await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "Which parcel?"]);
      await vera.says("The one with the elephant.");
      expect((await listens(bens, "The one with the elephant.")).at(-1)).toContain("<sip:visitor-1@127.0.0.1>");
    });

    await test.step("nobody writes as somebody else, calls, or sends what nobody can read", async () => {
      await sipp("spoof", [[carla.user, proof(carla), "visitor-1", ben.user]], carlas);
      for (const way of [bens, { to: ben.ports.tcp, over: "tcp" } as const]) {
        await sipp("unwanted", [[ben.user, "visitor-1"]], way);
        await sipp("picture", [[ben.user, proof(ben), "visitor-1"]], way);
      }
    });

    await test.step("a message that is repeated because its answer was lost is said once", async () => {
      isLossy = true;
      await says("An elephant is in it.");
      expect(lost).toBe(2);
      isLossy = false;
      const copies = network.sent.filter((request) => request.includes("elephant") && /^CSeq: 2 MESSAGE/m.test(request));
      expect(copies.length).toBe(3);
      expect(new Set(copies).size).toBe(1);
      await says("Is it your parcel?");
      const said = ["Where is my parcel?", "Which parcel?", "The one with the elephant.", "An elephant is in it.", "Is it your parcel?"];
      await expect.poll(() => vera.sees()).toEqual(said);
    });

    await test.step("whoever signs out is not there any more", async () => {
      await sipp("register", [[ben.user, proof(ben), "0"]], bens);
      await sipp("register", [[carla.user, proof(carla), "0"]], carlas);
      const olga = await Visitor.comes(browser, "mouse");
      await olga.opens(`${server.url}/demo`);
      await olga.opensPanel();
      await expect(olga.panel.getByText("Leave us a message")).toBeVisible();
    });
  } finally {
    network.stop();
  }

  expect((await fetch(`${server.url}/healthz`)).ok).toBe(true);
  expect(server.log).toContain("a SIP client has asked to be registered");
  for (const secret of ["panicked", "Digest username", "response=\"", ...SAID]) {
    const line = server.log.split("\n").find((line) => line.includes(secret));
    expect(line, `the log holds ${secret}`).toBeUndefined();
  }
});
