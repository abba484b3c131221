// Manual A16: what SIP clients may do and what they may not, written down as scenarios for SIPp (support/sip/scenarios).

import { Visitor } from "../support/people";
import { freeUdpPort } from "../support/ports";
import { LossyNetwork } from "../support/sip/lossy";
import { memoryOf } from "../support/sip/programs";
import { listens, proof, sipp } from "../support/sip/sipp";
import { storedOfOperators } from "../support/sip/stored";
import { ALONE, expect, test } from "../support/sip/test";

// Nothing is left out of the log, so that it would show what must not be there.
test.use({ settings: { SWITCHBOARD_LOG: "trace" } });

/** Every text that is said in these plays has one of these words in it. */
const SAID = ["parcel", "elephant"];

test.afterEach(async ({ server }) => {
  expect((await fetch(`${server.url}/healthz`)).ok).toBe(true);
  expect(server.log).toContain("a SIP client has asked to be registered");
  for (const secret of ["panicked", "Digest username", "response=\"", ...SAID]) {
    const line = server.log.split("\n").find((line) => line.includes(secret));
    expect(line, `the log holds ${secret}`).toBeUndefined();
  }
});

/** A visitor who asks an operator who is there. */
async function asks(visitor: Visitor, url: string): Promise<void> {
  await visitor.opens(`${url}/demo`);
  await visitor.opensPanel();
  await visitor.asks("Vera", "Where is my parcel?");
}

test("A16: a client registers, talks with a visitor, and signs out", async ({ browser, server, gateway }) => {
  await server.addOperator("Ben");
  const account = await gateway.account("Ben");
  const way = { to: account.ports.udp, from: await freeUdpPort() };
  const vera = await Visitor.comes(browser, "mouse");
  await sipp("register", [[account.user, proof(account), "600"]], way);
  await asks(vera, server.url);
  const asked = await listens(way, "Where is my parcel?");
  expect(asked[0]).toMatch(/^"Vera \(.*\)" <sip:visitor-1@127\.0\.0\.1>;tag=\w+ said \* Vera asks for a chat, on /);
  expect(asked.at(-1)).toMatch(/^"Vera \(.*\)" <sip:visitor-1@127\.0\.0\.1>;tag=\w+ said Where is my parcel\?$/);

  const says = (text: string) => sipp("message", [[account.user, proof(account), "visitor-1", text]], way);
  await says("/a");
  await expect(vera.panel.getByText(/Ben/).first()).toBeVisible();
  await says("Which parcel?");
  await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "Which parcel?"]);
  await vera.says("The one with the elephant.");
  expect((await listens(way, "The one with the elephant.")).at(-1)).toContain("<sip:visitor-1@127.0.0.1>");
  await sipp("register", [[account.user, proof(account), "0"]], way);
  const olga = await Visitor.comes(browser, "mouse");
  await olga.opens(`${server.url}/demo`);
  await olga.opensPanel();
  await expect(olga.panel.getByText("Leave us a message")).toBeVisible();
});

test("A16: guessing passwords is slowed, and nobody learns which users there are", async ({ server, gateway }) => {
  await server.addOperator("Ben");
  const account = await gateway.account("Ben");
  const wrong = { ...account, password: "an elephant" };
  const told: string[][] = [];
  for (const [user, address] of [[account.user, "127.0.0.2"], ["nobody-here", "127.0.0.3"]] as const) {
    const rows = Array.from({ length: 100 }, () => [user, proof({ ...wrong, user })]);
    const { lines } = await sipp("guess", rows, { to: account.ports.udp, address });
    told.push(lines);
  }
  expect(told[0]).toEqual([...Array(8).fill("SIP/2.0 401 Unauthorized"), ...Array(92).fill("SIP/2.0 403 Too many tries")]);
  expect(told[1]).toEqual(told[0]);
  // Over a connection it is the same guesser.
  const { lines } = await sipp("guess", [[account.user, proof(account)]], { to: account.ports.tcp, address: "127.0.0.2", over: "tcp" });
  expect(lines).toEqual(["SIP/2.0 403 Too many tries"]);
  // The operator himself is elsewhere, and is let in.
  await sipp("register", [[account.user, proof(account), "600"]], { to: account.ports.udp });
});

test("A16: a proof that was overheard is good for nothing", async ({ server, gateway }) => {
  await server.addOperator("Ben");
  const account = await gateway.account("Ben");
  const { messages } = await sipp("register", [[account.user, proof(account), "600"]], { to: account.ports.udp });
  const overheard = /^Authorization: .*$/m.exec(messages)?.[0].trim();
  if (!overheard) throw new Error("the client has proved nothing");
  for (const address of ["127.0.0.1", "127.0.0.2"]) {
    const { lines } = await sipp("replay", [[account.user, overheard]], { to: account.ports.udp, address });
    expect(lines).toEqual(["stale=true"]);
  }
});

test("A16: nobody writes as somebody else, calls, or sends what nobody can read", async ({ browser, server, gateway }) => {
  await server.addOperator("Ben");
  await server.addOperator("Carla");
  const [ben, carla] = [await gateway.account("Ben"), await gateway.account("Carla")];
  const vera = await Visitor.comes(browser, "mouse");
  const to = { to: ben.ports.udp };
  const ways = [{ ...to, from: await freeUdpPort() }, { ...to, from: await freeUdpPort() }] as const;
  await sipp("register", [[ben.user, proof(ben), "600"]], ways[0]);
  await sipp("register", [[carla.user, proof(carla), "600"]], ways[1]);
  await asks(vera, server.url);
  await listens(ways[0], "Where is my parcel?");
  await sipp("message", [[ben.user, proof(ben), "visitor-1", "/a"]], ways[0]);
  await sipp("spoof", [[carla.user, proof(carla), "visitor-1", ben.user]], ways[1]);
  for (const way of [ways[0], { to: ben.ports.tcp, over: "tcp" } as const]) {
    await sipp("unwanted", [[ben.user, "visitor-1"]], way);
    await sipp("picture", [[ben.user, proof(ben), "visitor-1"]], way);
  }
  await sipp("message", [[ben.user, proof(ben), "visitor-1", "Which parcel?"]], ways[0]);
  await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "Which parcel?"]);
});

test("A16: a message that is repeated because its answer was lost is said once", async ({ browser, server, gateway }) => {
  await server.addOperator("Ben");
  const account = await gateway.account("Ben");
  let lost = 0;
  const network = await LossyNetwork.to(account.ports.udp, (answer) => {
    const isLost = answer.startsWith("SIP/2.0 200 ") && /^CSeq: 2 MESSAGE/m.test(answer) && lost < 2;
    if (isLost) lost++;
    return isLost;
  });
  try {
    const way = { to: network.port, from: await freeUdpPort() };
    const vera = await Visitor.comes(browser, "mouse");
    await sipp("register", [[account.user, proof(account), "600"]], way);
    await asks(vera, server.url);
    await listens(way, "Where is my parcel?");
    await sipp("message", [[account.user, proof(account), "visitor-1", "/a"]], way);
    expect(lost).toBe(2);
    lost = 0;
    await sipp("message", [[account.user, proof(account), "visitor-1", "An elephant is in it."]], way);
    const copies = network.sent.filter((request) => request.includes("elephant") && /^CSeq: 2 MESSAGE/m.test(request));
    expect(copies.length).toBe(3);
    expect(new Set(copies).size).toBe(1);
    await sipp("message", [[account.user, proof(account), "visitor-1", "Is it your parcel?"]], way);
    await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "An elephant is in it.", "Is it your parcel?"]);
  } finally {
    network.stop();
  }
});

test("A16: a thousand messages in a row are all stored", ALONE, async ({ browser, server, gateway }, info) => {
  await server.addOperator("Ben");
  const account = await gateway.account("Ben");
  const way = { to: account.ports.udp, from: await freeUdpPort() };
  const vera = await Visitor.comes(browser, "mouse");
  await sipp("register", [[account.user, proof(account), "600"]], way);
  await asks(vera, server.url);
  await listens(way, "Where is my parcel?");
  await sipp("message", [[account.user, proof(account), "visitor-1", "/a"]], way);
  await expect(vera.panel.getByText(/Ben/).first()).toBeVisible();
  // Her panel would be busy with drawing them for long.
  await vera.context.close();
  const before = await memoryOf(server.pid);
  const begun = Date.now();
  const rows = Array.from({ length: 500 }, (_, nr) => [account.user, proof(account), "visitor-1", `parcel ${nr} over UDP`]);
  await sipp("message", rows, { ...way, atOnce: 10, inASecond: 1_000 });
  const udp = Date.now() - begun;
  await sipp("stream", [[account.user, proof(account), "visitor-1"]], { to: account.ports.tcp, over: "tcp" });
  const tcp = Date.now() - begun - udp;
  const after = await memoryOf(server.pid);
  const figures = `500 messages over UDP: ${udp} ms, over TCP: ${tcp} ms; memory: ${before} MiB, then ${after} MiB`;
  info.annotations.push({ type: "figures", description: figures });
  await info.attach("figures.txt", { body: figures });
  const seen = await storedOfOperators(server);
  expect(seen.length).toBe(1_000);
  for (const row of rows) expect(seen.filter((line) => line === row[3]), row[3]).toHaveLength(1);
  // Over a connection they are in their order.
  const inOrder = seen.filter((line) => line.startsWith("stream elephant"));
  expect(inOrder).toEqual(Array.from({ length: 500 }, (_, nr) => `stream elephant ${nr + 1}.000000`));
  expect(after - before).toBeLessThan(64);
});
