import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { SipAccount } from "./client";

/** How long an answer may take, in milliseconds. */
const PATIENCE = 15_000;

/** A client that is nothing but a connection: it shows what is really sent to clients, byte by byte. */
export class Bare {
  /** The requests that it has got, each whole. */
  readonly got: string[] = [];
  #buffer = Buffer.alloc(0);
  #answers: string[] = [];
  #number = 0;
  readonly #call = randomUUID();

  private constructor(
    private readonly account: SipAccount,
    private readonly socket: Socket,
  ) {
    socket.on("data", (bytes) => this.#hear(bytes));
    // Whoever waits for an answer sees that none comes.
    socket.on("error", () => {});
  }

  static async connects(account: SipAccount, over: "tcp" | "tls", localAddress = "127.0.0.1"): Promise<Bare> {
    const where = { host: account.host, port: account.ports[over], localAddress };
    const socket = over === "tcp" ? connectTcp(where) : connectTls({ ...where, ca: readFileSync(account.certificate) });
    await new Promise<void>((done, failed) => socket.once(over === "tcp" ? "connect" : "secureConnect", done).once("error", failed));
    return new Bare(account, socket);
  }

  async registers(): Promise<void> {
    const { user, password, host } = this.account;
    const uri = `sip:${host}`;
    const contact = `Contact: <sip:${user}@${host}>;expires=600\r\n`;
    const challenge = await this.asks("REGISTER", uri, contact);
    const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1];
    const hash = (text: string) => createHash("md5").update(text).digest("hex");
    const response = hash(`${hash(`${user}:switchboard:${password}`)}:${nonce}:00000001:c:auth:${hash(`REGISTER:${uri}`)}`);
    const proof = `Authorization: Digest username="${user}", realm="switchboard", nonce="${nonce}", uri="${uri}", response="${response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c"\r\n`;
    const answer = await this.asks("REGISTER", uri, contact + proof);
    if (!answer.startsWith("SIP/2.0 200 ")) throw new Error(`a client was not registered: ${answer}`);
  }

  /** Sends a request, and returns its answer. */
  async asks(method: string, uri: string, fields = ""): Promise<string> {
    const { user, host } = this.account;
    const number = ++this.#number;
    const address = `<sip:${user}@${host}>`;
    const head = [`Via: SIP/2.0/TCP ${host};branch=z9hG4bK${this.#call}${number};rport`, "Max-Forwards: 70", `From: ${address};tag=bare`];
    head.push(`To: ${address}`, `Call-ID: ${this.#call}`, `CSeq: ${number} ${method}`, "User-Agent: bare");
    this.socket.write(`${method} ${uri} SIP/2.0\r\n${head.join("\r\n")}\r\n${fields}Content-Length: 0\r\n\r\n`);
    const end = Date.now() + PATIENCE;
    for (;;) {
      const answer = this.#answers.find((answer) => answer.includes(`\r\nCSeq: ${number} ${method}\r\n`));
      if (answer) return answer;
      if (Date.now() > end || this.socket.destroyed) throw new Error(`${method} was not answered`);
      await new Promise((done) => setTimeout(done, 10));
    }
  }

  ends(): void {
    this.socket.destroy();
  }

  /** Takes messages apart, and answers requests. */
  #hear(bytes: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    for (;;) {
      const end = this.#buffer.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/\r\nContent-Length: (\d+)/.exec(this.#buffer.subarray(0, end).toString())?.[1] ?? 0);
      if (this.#buffer.length < end + 4 + length) return;
      const message = this.#buffer.subarray(0, end + 4 + length).toString();
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      if (message.startsWith("SIP/2.0 ")) {
        this.#answers.push(message);
        continue;
      }
      this.got.push(message);
      const kept = message.split("\r\n").filter((line) => /^(Via|From|To|Call-ID|CSeq):/.test(line));
      this.socket.write(`SIP/2.0 200 OK\r\n${kept.join("\r\n")}\r\nContent-Length: 0\r\n\r\n`);
    }
  }
}
