import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

// The kernel gives the ports from 32768 on to connections, including that of a program that was
// ended and is about to restart. Below, each worker has ports that no other takes.
const FIRST = 20_000;
const OF_A_WORKER = 1_000;
const first = FIRST + OF_A_WORKER * (1 + Number(process.env.TEST_PARALLEL_INDEX ?? -1));
// Another run at the same time begins elsewhere.
let next = process.pid % OF_A_WORKER;

/** A port on this machine where nobody listens now. */
export async function freePort(): Promise<number> {
  return firstThat(async (port) => {
    const probe = createServer().listen(port, "127.0.0.1");
    await once(probe, "listening");
    probe.close();
    await once(probe, "close");
  });
}

/** The same for datagrams. */
export async function freeUdpPort(): Promise<number> {
  return firstThat(async (port) => {
    const probe = createSocket("udp4");
    probe.bind(port, "127.0.0.1");
    await once(probe, "listening");
    probe.close();
    await once(probe, "close");
  });
}

async function firstThat(canBeTaken: (port: number) => Promise<void>): Promise<number> {
  for (let tries = 0; tries < OF_A_WORKER; tries++) {
    const port = first + (next++ % OF_A_WORKER);
    if (await canBeTaken(port).then(() => true, () => false)) return port;
  }
  throw new Error("no port is free");
}
