import { Child } from "./child";

/** What a client's driver prints, one JSON object a line. */
type Told =
  | { told: "registered" }
  | { told: "refused"; why: string }
  | { told: "message"; from: string; text: string }
  | { told: "sent"; code: number }
  | { told: "typing"; from: string; on: boolean }
  | { told: "there"; who: string; on: boolean };

/**
 * A client that is a library: a driver beside this file reads requests as JSON objects, one a line,
 * and prints events.
 */
export class Spoken {
  readonly #child: Child;

  constructor(
    readonly name: string,
    path: string,
    words: string[],
    env: NodeJS.ProcessEnv,
  ) {
    this.#child = new Child(name, path, words, { env });
  }

  async hasRegistered(): Promise<void> {
    await this.#child.until("registered", () => {
      const refused = this.#told("refused")[0];
      if (refused) throw new Error(`${this.name} is refused: ${refused.why}`);
      return this.#told("registered").length > 0;
    });
  }

  /** The messages, each after its sender. */
  heard(): string {
    return this.#told("message").map(({ from, text }) => `${from}: ${text}`).join("\n");
  }

  /** Who types according to the last report, and who is present. */
  last(what: "typing" | "there", who: string): boolean | undefined {
    if (what === "there") return this.#told("there").filter((told) => told.who === who).at(-1)?.on;
    return this.#told("typing").filter((told) => told.from === who).at(-1)?.on;
  }

  async says(to: string, text: string): Promise<void> {
    const before = this.#told("sent").length;
    this.does({ do: "say", to, text });
    await this.#child.until(`sent ${JSON.stringify(text.slice(0, 60))}`, () => this.#told("sent").length > before);
    const code = this.#told("sent")[before]?.code ?? 0;
    if (code >= 300) throw new Error(`${this.name} calls it not sent, ${code}: ${text.slice(0, 60)}`);
  }

  does(what: Record<string, unknown>): void {
    this.#child.writes(JSON.stringify(what));
  }

  async quits(): Promise<void> {
    this.does({ do: "quit" });
    await this.#child.ends();
  }

  async kill(): Promise<void> {
    await this.#child.kill();
  }

  #told<T extends Told["told"]>(what: T): Extract<Told, { told: T }>[] {
    const lines = this.#child.printed.split("\n").slice(0, -1);
    const all = lines.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as Told);
    return all.filter((told): told is Extract<Told, { told: T }> => told.told === what);
  }
}
