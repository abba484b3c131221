// Manual A16: what strangers and visitors do to the gateway for SIP clients harms nobody.

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Visitor } from "../support/people";
import { Bare } from "../support/sip/bare";
import { Chance, damaged } from "../support/sip/damage";
import { Finch } from "../support/sip/finch";
import { LossyNetwork } from "../support/sip/lossy";
import { memoryOf } from "../support/sip/programs";
import { addressOf, ALONE, count, expect, hears, test } from "../support/sip/test";

test.afterEach(async ({ server }) => {
  expect((await fetch(`${server.url}/healthz`)).ok).toBe(true);
  expect(server.log).not.toContain("panicked");
});

test("A16: who connects over TLS and says nothing keeps nobody out, and is not waited for", ALONE, async ({ gateway, server }) => {
  await server.addOperator("Ben");
  const account = await gateway.account("Ben");
  const begun = Date.now();
  const ended: number[] = [];
  const silent: Socket[] = [];
  for (let nr = 0; nr < 200; nr++) {
    // From one address there may be 50.
    const socket = connect({ host: account.host, port: account.ports.tls, localAddress: `127.0.1.${1 + (nr % 4)}` });
    socket.on("error", () => {});
    socket.on("close", () => ended.push(Date.now() - begun));
    silent.push(socket);
    await once(socket, "connect");
  }
  const bare = await Bare.connects(account, "tls");
  await bare.registers();
  expect(ended).toEqual([]);
  await expect.poll(() => ended.length, { timeout: 20_000 }).toBe(200);
  expect(Math.min(...ended)).toBeGreaterThan(8_000);
  // Their places are free again.
  const late = await Bare.connects(account, "tls", "127.0.1.1");
  await late.registers();
  expect((await bare.asks("OPTIONS", `sip:${account.host}`)).split("\r\n")[0]).toBe("SIP/2.0 200 OK");
  for (const one of [bare, late]) one.ends();
});

const DATAGRAMS = 27_000;
const CONNECTIONS = 3_000;

test("A16: thirty thousand damaged messages of a real client do no harm", ALONE, async ({ browser, gateway, server, comesWith }, info) => {
  test.setTimeout(240_000);
  await server.addOperator("Ben");
  const account = await gateway.account("Ben");
  // What finch says on a network on which somebody listens.
  const network = await LossyNetwork.to(account.ports.udp, () => false);
  const ben = new Finch("udp");
  await comesWith(ben, { ...account, ports: { ...account.ports, udp: network.port } });
  const vera = await Visitor.comes(browser, "mouse");
  await vera.opens(`${server.url}/demo`);
  await vera.opensPanel();
  await vera.asks("Vera", "Where is my parcel?");
  const visitor = await addressOf(ben, "Vera");
  await ben.writes(visitor, " /a");
  await ben.writes(visitor, "I am looking.");
  await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "I am looking."]);
  const real = network.sent.map((message) => Buffer.from(message));
  const methods = new Set(network.sent.map((message) => message.split(" ")[0]));
  for (const method of ["REGISTER", "MESSAGE", "SIP/2.0"]) expect(methods).toContain(method);

  const before = await memoryOf(server.pid);
  const chance = new Chance(16n);
  const next = () => damaged(real[chance.number(real.length)] as Buffer, chance);
  await sendsDatagrams(account.ports.udp, next);
  await sendsOverConnections(account.ports.tcp, next);
  const after = await memoryOf(server.pid);
  await info.attach("figures.txt", { body: `memory: ${before} MiB, then ${after} MiB` });
  info.annotations.push({ type: "figures", description: `memory: ${before} MiB, then ${after} MiB` });
  expect(after - before).toBeLessThan(48);

  await vera.says("Are you still there?");
  await hears(ben, "Are you still there?");
  await ben.writes(visitor, "I am.");
  await expect.poll(() => vera.sees()).toEqual(["Where is my parcel?", "I am looking.", "Are you still there?", "I am."]);
  await ben.quits();
  network.stop();
});

/** Sends them from another machine's address, so that what counts as guessing there is not the operator's. */
async function sendsDatagrams(port: number, next: () => Buffer): Promise<void> {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.2.1");
  await once(socket, "listening");
  let answered = "";
  socket.on("message", (bytes) => (answered = /^CSeq: (\d+) OPTIONS/m.exec(bytes.toString())?.[1] ?? answered));
  // Every fifty the server is asked whether it has come so far: more than 64 it would drop unread.
  for (let sent = 0; sent < DATAGRAMS; sent += 50) {
    for (let nr = 0; nr < 50; nr++) socket.send(next(), port, "127.0.0.1");
    const number = String(1_000_000 + sent);
    const fields = [`Via: SIP/2.0/UDP 127.0.2.1;branch=z9hG4bKare-you-there${number};rport`, "From: <sip:x@127.0.0.1>;tag=x"];
    fields.push("To: <sip:x@127.0.0.1>", `Call-ID: ${number}`, `CSeq: ${number} OPTIONS`, "Content-Length: 0");
    const end = Date.now() + 10_000;
    for (let asked = 0; answered !== number; ) {
      if (Date.now() > end) throw new Error(`the server does not answer after ${sent} damaged datagrams`);
      if (Date.now() - asked > 500) {
        socket.send(`OPTIONS sip:127.0.0.1 SIP/2.0\r\n${fields.join("\r\n")}\r\n\r\n`, port, "127.0.0.1");
        asked = Date.now();
      }
      await new Promise((done) => setImmediate(done));
    }
  }
  socket.close();
}

/** Each over a connection of its own, after which the client says no more; twenty at once. */
async function sendsOverConnections(port: number, next: () => Buffer): Promise<void> {
  let left = CONNECTIONS;
  const sends = async () => {
    while (left-- > 0) {
      const socket = connect({ host: "127.0.0.1", port, localAddress: "127.0.2.1" });
      // That the server has ended it is what is waited for.
      socket.on("error", () => {});
      socket.resume();
      const closed = new Promise<boolean>((done) => socket.once("close", () => done(true)));
      socket.end(next());
      const late = new Promise<boolean>((done) => setTimeout(() => done(false), 15_000).unref());
      if (!(await Promise.race([closed, late]))) throw new Error("the server keeps a connection on which nobody says anything more");
    }
  };
  await Promise.all(Array.from({ length: 20 }, sends));
}

test("A16: what a visitor calls himself stays a name, and what he says stays a text", async ({ browser, gateway, server, comesWith }, info) => {
  await server.addOperator("Ben");
  const account = await gateway.account("Ben");
  const bare = await Bare.connects(account, "tcp");
  await bare.registers();
  const ben = new Finch("tcp");
  await comesWith(ben, account);
  const said = (text: string) => bare.got.find((message) => message.endsWith(`\r\n\r\n${text}`));

  const vera = await Visitor.comes(browser, "mouse");
  await vera.opens(`${server.url}/demo`);
  await vera.opensPanel();
  await vera.asks("Vera", "I am harmless.");
  await expect.poll(() => said("I am harmless.")).toBeTruthy();
  const usual = names(said("I am harmless.") ?? "");
  expect(usual).toContain("From");

  const hostile = [
    `Eve" <sip:ann@evil.example>`,
    `Eve\\`,
    `\u202eevE\u2066<sip:eve@evil.example>;tag=x`,
    `Eve\r\nContact: <sip:eve@evil.example>`,
    `Eve\r\n\r\nREGISTER sip:x SIP/2.0`,
    `Eve\0\r\nTo: <sip:x@y>`,
  ];
  for (const [nr, name] of hostile.entries()) {
    const eve = await Visitor.comes(browser, "mouse");
    // A field takes no line ends: they are put in behind it, as a program could that is no panel.
    const typed = name.replace(/[\r\n\0]/g, "~");
    await eve.context.routeWebSocket(/\/visitor/, (page) => {
      const server = page.connectToServer();
      page.onMessage((frame) => server.send(replaced(frame, typed, name)));
    });
    // Her page says what she wants.
    await eve.context.addInitScript(() => Object.defineProperty(Document.prototype, "title", { get: () => 'P"\r\nX: <sip:x@y>' }));
    await eve.opens(`${server.url}/demo`);
    await eve.opensPanel();
    const question = `Question ${nr}\n\nSIP/2.0 200 OK\nContent-Length: 0\n\nMESSAGE sip:x SIP/2.0`;
    await eve.panel.getByLabel("Your name").fill(typed);
    await eve.panel.getByLabel("Your question").fill(question);
    await eve.panel.getByRole("button", { name: "Start chat" }).click();
    await expect.poll(() => bare.got.some((message) => message.includes(`Question ${nr}`))).toBe(true);
    const message = bare.got.find((message) => message.includes(`Question ${nr}`)) ?? "";
    await info.attach(`message-${nr}.txt`, { body: message });
    expect(message.slice(message.indexOf("\r\n\r\n") + 4).replaceAll("\r\n", "\n")).toBe(question);
    const head = message.slice(0, message.indexOf("\r\n\r\n"));
    expect(names(message), head).toEqual(usual);
    const from = /^From: (.*)$/m.exec(head)?.[1] ?? "";
    expect(from).toMatch(/^"[^"<>\\\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cc}]*" <sip:visitor-\d+@127\.0\.0\.1>;tag=\w+$/u);
    expect(from).toMatch(/ev/i);
    // What was put in behind the field has arrived: what stood in its place has not.
    expect(from).not.toContain("~");
    expect(from).toMatch(/\(P ?X: sip:x@y\)/);
    await hears(ben, `Question ${nr}`);
    await eve.context.close();
  }
  // finch has a window for each, and none for anybody whom they have named.
  const shown = await ben.heard();
  const speakers = new Set([...shown.matchAll(/^\([\d:]+\) (\S+): /gm)].map((found) => found[1]));
  expect([...speakers].sort()).toEqual(Array.from({ length: 1 + hostile.length }, (_, nr) => `sip:visitor-${nr + 1}@127.0.0.1`));
  expect(count(shown, "I am harmless.")).toBe(1);
  expect((await bare.asks("OPTIONS", `sip:${account.host}`)).split("\r\n")[0]).toBe("SIP/2.0 200 OK");
  bare.ends();
});

/** The names of the fields of a message, in their order. */
function names(message: string): string[] {
  const head = message.slice(0, message.indexOf("\r\n\r\n"));
  return head.split("\r\n").slice(1).map((line) => line.split(":")[0] ?? "");
}

/** A frame in which one text stands for another one of the same length. */
function replaced(frame: string | Buffer, text: string, by: string): string | Buffer {
  if (typeof frame === "string" || text === by) return frame;
  const at = frame.indexOf(text);
  if (at < 0) return frame;
  return Buffer.concat([frame.subarray(0, at), Buffer.from(by), frame.subarray(at + Buffer.byteLength(text))]);
}
