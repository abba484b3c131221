import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freeUdpPort } from "../ports";
import type { SipAccount, SipClient } from "./client";
import { isRunning, program, run } from "./programs";

/** How long a step of the program may take, in milliseconds. */
const PATIENCE = 15_000;
/** The width of its screen: the last line has room for every window and enough of its name. */
const WIDTH = 240;
/** How many windows are searched for the right one. */
const MOST_WINDOWS = 30;

/**
 * The program finch: the library of Pidgin (libpurple) in a terminal. It stands in for all of
 * libpurple's clients.
 */
export class Finch implements SipClient {
  readonly name: string;
  #folder?: string;
  #pid?: number;
  #host = "";
  #own = "";

  constructor(private readonly over: "udp" | "tcp") {
    this.name = `finch over ${over.toUpperCase()}`;
  }

  async signsIn(account: SipAccount): Promise<void> {
    const finch = program("finch", "finch");
    // Its terminal keeps a socket in here, whose path is limited to a hundred characters.
    const folder = await mkdtemp(join(tmpdir(), "finch-"));
    this.#folder = folder;
    this.#host = account.host;
    this.#own = `${account.user}@${account.host}`;
    await mkdir(join(folder, "config"));
    await writeFile(join(folder, "config", "accounts.xml"), accounts(account, this.over));
    await writeFile(join(folder, "config", "prefs.xml"), preferences(await freeUdpPort()));
    const size = ["-x", String(WIDTH), "-y", "60"];
    await this.#tmux("-f", "/dev/null", "new-session", "-d", ...size, `exec ${finch} --config='${join(folder, "config")}'`);
    this.#pid = Number(await this.#tmux("display-message", "-p", "#{pane_pid}"));
    await this.#until("says that it has signed on", async () => (await this.#logs(".system")).includes("signed on"));
  }

  /** Its logs of everything that it showed: its screen has room only for the last lines. */
  async heard(): Promise<string> {
    return this.#logs();
  }

  async screen(): Promise<string> {
    return this.#tmux("capture-pane", "-p");
  }

  async writes(to: string, text: string): Promise<void> {
    const address = `sip:${to}@${this.#host}`;
    await this.#goesTo(address);
    const before = count(await this.#logs(address), `: ${text}\n`);
    // tmux would take a semicolon at the end for its own.
    await this.#tmux("send-keys", "-l", "--", text.replace(/;$/, "\\;"));
    await this.#tmux("send-keys", "Enter");
    await this.#until(`shows ${JSON.stringify(text)}`, async () => count(await this.#logs(address), `: ${text}\n`) > before);
  }

  /** Types without pressing Enter, in the window of this address. */
  async types(to: string, text: string): Promise<void> {
    await this.#goesTo(`sip:${to}@${this.#host}`);
    await this.#tmux("send-keys", "-l", "--", text);
  }

  /** Sends what has been typed. */
  async pressesEnter(): Promise<void> {
    await this.#tmux("send-keys", "Enter");
  }

  async quits(): Promise<void> {
    if (this.#pid === undefined) return;
    await this.#tmux("send-keys", "M-q");
    await this.#until("ends", async () => !isRunning(this.#pid));
    await this.#clears();
  }

  async kill(): Promise<void> {
    if (isRunning(this.#pid)) process.kill(this.#pid as number, "SIGKILL");
    await this.#until("ends", async () => !isRunning(this.#pid));
    await this.#clears();
  }

  /** Brings the window of this address to the front, which opens with its first message. */
  async #goesTo(address: string): Promise<void> {
    // The last line has no room for more of it.
    const begin = address.slice(0, address.indexOf("@") + 1);
    await this.#until(`has a window for ${address}`, async () => {
      for (let windows = 0; windows < MOST_WINDOWS; windows++) {
        const bar = await this.#bar();
        if (!bar.includes(begin)) return false;
        // The focused one has a different colour there.
        if (/\x1b\[44m([^\x1b]*)/.exec(bar)?.[1]?.startsWith(begin)) return true;
        await this.#tmux("send-keys", "M-n");
        await this.#until("goes to another window", async () => (await this.#bar()) !== bar);
      }
      return false;
    });
  }

  /** The last line of the screen, with its colours, which lists the windows. */
  async #bar(): Promise<string> {
    return (await this.#tmux("capture-pane", "-e", "-p")).trimEnd().split("\n").at(-1) ?? "";
  }

  /** The logs of its conversations, or of the one with this address. */
  async #logs(of?: string): Promise<string> {
    if (!this.#folder) return "";
    const folder = join(this.#folder, "config", "logs", "simple", this.#own);
    const all = await readdir(folder, { recursive: true }).catch(() => []);
    const wanted = of?.replaceAll(":", "%3a");
    const files = all.filter((file) => file.endsWith(".txt") && (wanted ? file.startsWith(`${wanted}/`) : !file.startsWith(".system")));
    return (await Promise.all(files.sort().map((file) => readFile(join(folder, file), "utf8")))).join("\n");
  }

  async #until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!(await isSo())) {
      if (Date.now() > end) {
        const screen = isRunning(this.#pid) ? await this.screen() : "it has ended";
        throw new Error(`${this.name} never ${what}:\n${screen}\n${await this.#logs()}`);
      }
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async #clears(): Promise<void> {
    const folder = this.#folder;
    this.#pid = undefined;
    this.#folder = undefined;
    if (!folder) return;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #tmux(...words: string[]): Promise<string> {
    const folder = this.#folder;
    if (!folder) throw new Error(`${this.name} is not running`);
    const environment = { PATH: process.env.PATH, HOME: folder, LANG: "C.UTF-8", TERM: "screen" };
    const { code, printed, complained } = await run(program("tmux", "tmux"), ["-u", "-S", join(folder, "tmux"), ...words], 10, environment);
    if (code !== 0) throw new Error(`tmux ${words.join(" ")}: ${complained}`);
    return printed;
  }
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The account as its accounts window would save it. */
function accounts(account: SipAccount, over: "udp" | "tcp"): string {
  return `<?xml version='1.0' encoding='UTF-8' ?>
<account version='1.0'>
 <account>
  <protocol>prpl-simple</protocol>
  <name>${account.user}@${account.host}</name>
  <password>${account.password}</password>
  <settings>
   <setting name='port' type='int'>${over === "udp" ? account.ports.udp : account.ports.tcp}</setting>
   <setting name='udp' type='bool'>${over === "udp" ? 1 : 0}</setting>
  </settings>
  <settings ui='gnt-purple'>
   <setting name='auto-login' type='bool'>1</setting>
  </settings>
 </account>
</account>
`;
}

/**
 * Logs everything as plain text, and answers nobody by itself. It listens on a port of its own: two
 * programs that take the first free one from 5060 on, over UDP, get the same port, and receive each
 * other's messages.
 */
function preferences(port: number): string {
  return `<?xml version='1.0' encoding='UTF-8' ?>
<pref version='1' name='/'>
 <pref name='purple'>
  <pref name='away'>
   <pref name='auto_reply' type='string' value='never'/>
   <pref name='away_when_idle' type='bool' value='0'/>
  </pref>
  <pref name='logging'>
   <pref name='log_ims' type='bool' value='1'/>
   <pref name='log_system' type='bool' value='1'/>
   <pref name='format' type='string' value='txt'/>
  </pref>
  <pref name='network'>
   <pref name='ports_range_use' type='bool' value='1'/>
   <pref name='ports_range_start' type='int' value='${port}'/>
   <pref name='ports_range_end' type='int' value='${port}'/>
  </pref>
 </pref>
</pref>
`;
}
