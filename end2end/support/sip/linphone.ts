import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child } from "./child";
import type { SipAccount, SipClient } from "./client";
import { program } from "./programs";

/** Linphone, as its program for terminals, which uses the same library as its windows. */
export class Linphone implements SipClient {
  readonly name: string;
  #child?: Child;
  #folder?: string;
  #host = "";

  constructor(private readonly over: "udp" | "tcp" | "tls") {
    this.name = `Linphone over ${over.toUpperCase()}`;
  }

  async signsIn(account: SipAccount): Promise<void> {
    const linphonec = program("linphonec", "linphone-cli");
    const folder = await mkdtemp(join(tmpdir(), "linphone-"));
    this.#folder = folder;
    this.#host = account.host;
    // It makes its databases there, but not the folder.
    await mkdir(join(folder, ".local", "share", "linphone"), { recursive: true });
    await writeFile(join(folder, "rc"), settings(account, this.over));
    const env = { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8", TERM: "dumb" };
    const words = ["-c", join(folder, "rc"), "-d", "6", "-l", join(folder, "log")];
    const child = new Child(this.name, linphonec, words, { env, cwd: folder });
    this.#child = child;
    await child.until("registered", async () => (await this.#log()).includes("to [LinphoneRegistrationOk]"));
  }

  /** What it prints about messages. It also echoes what is typed, each command after its prompt. */
  async heard(): Promise<string> {
    const messages = (this.#child?.printed ?? "").split("Message received from ").slice(1);
    return messages.map((message) => message.split(/^(?:linphonec> |chat sip:|quit$)/m)[0]).join("");
  }

  /** Only one line: a line end terminates a command. */
  async writes(to: string, text: string): Promise<void> {
    const child = this.#running();
    const before = await this.#outcomes();
    child.writes(`chat sip:${to}@${this.#host} ${text}`);
    await child.until(`sent ${JSON.stringify(text.slice(0, 60))}`, async () => {
      const now = await this.#outcomes();
      if (now.failed > before.failed) throw new Error(`${this.name} calls it not sent: ${text.slice(0, 60)}`);
      return now.sent > before.sent;
    });
  }

  async quits(): Promise<void> {
    const child = this.#running();
    child.writes("quit");
    await child.ends();
  }

  async kill(): Promise<void> {
    await this.#child?.kill();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
    this.#folder = undefined;
  }

  /** How many messages it has sent, and how many failed. Only its log says so. */
  async #outcomes() {
    const log = await this.#log();
    const of = (state: string) => log.split(`moving from InProgress to ${state}\n`).length - 1;
    return { sent: of("Delivered"), failed: of("NotDelivered") };
  }

  async #log(): Promise<string> {
    return this.#folder ? readFile(join(this.#folder, "log"), "utf8").catch(() => "") : "";
  }

  #running(): Child {
    if (!this.#child) throw new Error(`${this.name} has not been started`);
    return this.#child;
  }
}

/** Its settings file. The route makes it find a host without a DNS record, on a port of its own. */
function settings({ user, password, host, ports, certificate }: SipAccount, over: "udp" | "tcp" | "tls"): string {
  const server = `sip:${host}:${ports[over]};transport=${over}`;
  return `[sip]
sip_port=-1
sip_tcp_port=-1
sip_tls_port=-1
contact=<sip:${user}@${host}>
default_proxy=0
root_ca=${certificate}
verify_server_certs=1
verify_server_cn=1
refresher_retry_after=2000

[auth_info_0]
username=${user}
passwd=${password}
realm=switchboard
domain=${host}
algorithm=MD5

[proxy_0]
reg_proxy=<${server}>
reg_route=<${server};lr>
reg_identity=sip:${user}@${host}
reg_expires=300
reg_sendregister=1
publish=0
`;
}
