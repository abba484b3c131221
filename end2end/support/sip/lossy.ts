import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

/** A network between a client and the server that forwards datagrams and loses the chosen ones. */
export class LossyNetwork {
  /** What it has forwarded, or lost, towards the server. */
  readonly sent: string[] = [];

  private constructor(
    readonly port: number,
    private readonly sockets: Socket[],
  ) {}

  /** `loses`: whether this answer of the server is lost. */
  static async to(server: number, loses: (answer: string) => boolean): Promise<LossyNetwork> {
    const [near, far] = [createSocket("udp4"), createSocket("udp4")];
    near.bind(0, "127.0.0.1");
    far.bind(0, "127.0.0.1");
    await Promise.all([once(near, "listening"), once(far, "listening")]);
    const network = new LossyNetwork(near.address().port, [near, far]);
    let client = 0;
    near.on("message", (bytes, from) => {
      client = from.port;
      network.sent.push(bytes.toString());
      far.send(bytes, server, "127.0.0.1");
    });
    far.on("message", (bytes) => {
      if (!loses(bytes.toString())) near.send(bytes, client, "127.0.0.1");
    });
    return network;
  }

  stop(): void {
    for (const socket of this.sockets) socket.close();
  }
}
