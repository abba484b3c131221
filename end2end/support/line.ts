import { once } from "node:events";
import { createServer, connect, type Socket } from "node:net";

/**
 * The connection to a server, which can go dead silently, as when a machine sleeps or a network
 * changes.
 */
export class Line {
  #sockets = new Set<Socket>();
  #pairs: [near: Socket, far: Socket][] = [];
  #isDead = false;
  #asked: string[] = [];

  private constructor(
    readonly url: string,
    private readonly end: () => Promise<void>,
  ) {}

  static async to(url: string): Promise<Line> {
    const { hostname, port } = new URL(url);
    const listener = createServer((near) => line.#joins(near, connect(Number(port), hostname)));
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("a TCP listener has a port");
    const line: Line = new Line(`http://127.0.0.1:${address.port}`, async () => {
      const closed = once(listener, "close");
      listener.close();
      line.#cut();
      await closed;
    });
    return line;
  }

  /** The paths that browsers have requested over it, in order. */
  get asked(): readonly string[] {
    return this.#asked;
  }

  /** From now on nothing comes through, and nobody is told. */
  goesDead(): void {
    this.#isDead = true;
    for (const socket of this.#sockets) socket.unpipe().pause();
  }

  /** Until `letsThrough`, nothing that the server sends arrives; what is sent to it does. */
  holdsBack(): void {
    for (const [near, far] of this.#pairs) far.unpipe(near).pause();
  }

  letsThrough(): void {
    for (const [near, far] of this.#pairs) if (!near.destroyed) far.pipe(near);
  }

  /** New connections work; the old ones are gone. */
  comesBack(): void {
    this.#isDead = false;
    this.#cut();
  }

  async stop(): Promise<void> {
    await this.end();
  }

  #joins(near: Socket, far: Socket): void {
    this.#pairs.push([near, far]);
    near.on("data", (bytes: Buffer) => {
      const path = /^GET (\S+) HTTP\/1\.1\r\n/.exec(bytes.toString("latin1"))?.[1];
      if (path) this.#asked.push(path);
    });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      if (!this.#isDead) from.pipe(to);
    }
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
