import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Child } from "./child";
import type { SipAccount, SipClient } from "./client";
import { program } from "./programs";

/**
 * baresip can write only to its contacts, which it reads at its start; this many visitors are among
 * them.
 */
const VISITORS = 9;

/** The program baresip, at a terminal. */
export class Baresip implements SipClient {
  readonly name: string;
  #child?: Child;
  #folder = "";

  constructor(private readonly over: "udp" | "tcp") {
    this.name = `baresip over ${over.toUpperCase()}`;
  }

  async signsIn({ user, password, host, ports }: SipAccount): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "baresip-"));
    this.#folder = folder;
    const at = `${host}:${ports[this.over]};transport=${this.over}`;
    const path = program("baresip", "baresip-core");
    // Beside itself, where Debian puts them.
    const folderOfModules = resolve(dirname(path), "../lib/baresip/modules");
    const modules = ["module stdio.so", "module_app account.so", "module_app contact.so", "module_app menu.so"];
    // By default it does not connect to a server on its own machine.
    const config = [`module_path ${folderOfModules}`, `net_interface ${host}`, `sip_listen ${host}:0`, ...modules];
    await writeFile(join(folder, "config"), `${config.join("\n")}\n`);
    // Without "outbound" it registers over TCP, but sends its messages over UDP.
    const account = `<sip:${user}@${at}>;auth_user=${user};auth_pass=${password};regint=600;outbound="sip:${at}"`;
    await writeFile(join(folder, "accounts"), `${account}\n`);
    const visitors = Array.from({ length: VISITORS }, (_, nr) => `"visitor-${nr + 1}" <sip:visitor-${nr + 1}@${at}>\n`);
    await writeFile(join(folder, "contacts"), visitors.join(""));
    this.#child = new Child(this.name, path, ["-f", folder], { env: { PATH: process.env.PATH, HOME: folder } });
    await this.#until("registered", () => this.#running().printed.includes("} 200 OK"));
  }

  async heard(): Promise<string> {
    return (this.#child?.complained ?? "").split("\n").filter((line) => /^\r?sips?:/.test(line)).join("\n");
  }

  async writes(to: string, text: string): Promise<void> {
    const shown = await this.#does("/contacts", /--- Contacts[^]*\n\n/);
    const contacts = shown.split("\n").filter((line) => /^[> ] visitor-/.test(line));
    const [now, wanted] = [contacts.findIndex((line) => line.startsWith(">")), contacts.findIndex((line) => line.startsWith(to, 2))];
    if (wanted < 0) throw new Error(`${this.name} has no contact ${to}:\n${shown}`);
    for (let steps = Math.abs(wanted - now); steps > 0; steps--) {
      await this.#does(wanted > now ? "/contact_next" : "/contact_prev", /Current contact.*\n/);
    }
    // It reports a message that failed, but not one that arrived.
    await this.#does(`/message ${text}`, `/message ${text}\n`);
  }

  /** Its screen, including its own output. */
  get screen(): string {
    return this.#running().complained;
  }

  async quits(): Promise<void> {
    this.#running().writes("/quit");
    await this.#running().ends();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async kill(): Promise<void> {
    await this.#child?.kill();
    if (this.#folder) await rm(this.#folder, { recursive: true, force: true });
  }

  /** Types a command, and waits for this output. */
  async #does(command: string, answer: RegExp | string): Promise<string> {
    const child = this.#running();
    const before = child.complained.length;
    const shown = () => child.complained.slice(before);
    child.writes(command);
    await this.#until(`done ${command}`, () => (typeof answer === "string" ? shown().includes(answer) : answer.test(shown())));
    return shown();
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    await this.#running().until(what, isSo);
  }

  #running(): Child {
    if (!this.#child) throw new Error(`${this.name} has not been started`);
    return this.#child;
  }
}
