import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, freeUdpPort } from "../ports";
import { Server } from "../server";
import type { SipAccount } from "./client";
import { program, run } from "./programs";

const HOST = "127.0.0.1";

/**
 * The real program with its gateway for SIP clients, on ports of its own and with a certificate of
 * its own.
 */
export class Gateway {
  private constructor(
    readonly server: Server,
    private readonly ports: SipAccount["ports"],
    private readonly folder: string,
    private readonly variables: Record<string, string>,
  ) {}

  /** Starts it; `more` adds to its settings, or replaces them. */
  static async start(more: Record<string, string> = {}): Promise<Gateway> {
    const folder = await mkdtemp(join(tmpdir(), "switchboard-sip-"));
    const ports = { udp: await freeUdpPort(), tcp: await freePort(), tls: await freePort() };
    await makeCertificate(folder);
    const variables = {
      SWITCHBOARD_SIP_HOST: HOST,
      SWITCHBOARD_SIP_UDP: `${HOST}:${ports.udp}`,
      SWITCHBOARD_SIP_TCP: `${HOST}:${ports.tcp}`,
      SWITCHBOARD_SIP_TLS: `${HOST}:${ports.tls}`,
      SWITCHBOARD_SIP_CERTIFICATE: join(folder, "certificate.pem"),
      SWITCHBOARD_SIP_KEY: join(folder, "key.pem"),
      SWITCHBOARD_LOG: "info,sip=debug",
      ...more,
    };
    return new Gateway(await Server.start(variables), ports, folder, variables);
  }

  /** Where clients connect. */
  get place(): Omit<SipAccount, "user" | "password"> {
    return {
      host: HOST,
      ports: this.ports,
      websocket: `${this.server.url.replace(/^http/, "ws")}/sip`,
      certificate: join(this.folder, "certificate.pem"),
    };
  }

  /** The credentials for the clients of this operator. */
  async account(operatorName: string): Promise<SipAccount> {
    return { ...this.place, ...(await this.server.sipPassword(operatorName)) };
  }

  /** Starts the program again after `server.kill()`, on the same ports and data. */
  async startAgain(): Promise<void> {
    await this.server.start(this.variables);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.folder, { recursive: true });
  }
}

/**
 * A certificate for this machine. Linphone looks for the host among the names, others among the
 * addresses.
 */
async function makeCertificate(folder: string): Promise<void> {
  const words = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  words.push("-subj", `/CN=${HOST}`, "-addext", `subjectAltName=IP:${HOST},DNS:${HOST}`);
  words.push("-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem"));
  const { code, complained } = await run(program("openssl", "openssl"), words, 20);
  if (code !== 0) throw new Error(`there is no certificate: ${complained}`);
}
