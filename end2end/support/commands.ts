// What nobody does by hand: hundreds of messages at once, and what the console would not send. As
// JSON on the operator's own socket, with the cookie of the page they have open (docs/PROTOCOL.md).

import type { Operator } from "./people";

/**
 * Sends messages in the only chat there is, each as `{ text }`, `{ html }` or `{ url }`; what the
 * server rejects has no number.
 */
export async function sayAll(operator: Operator, contents: Record<string, string>[]): Promise<(number | undefined)[]> {
  const { chats } = (await talk(operator, [])) as { chats: { id: string }[] };
  const [chat, ...others] = chats;
  if (!chat || others.length) throw new Error("there is not exactly one chat");
  const commands = contents.map((content) => ({ say: { chat: chat.id, id: newId(), content } }));
  const results = (await talk(operator, commands)) as { Ok?: { said: { seq: number } } }[];
  return results.map(({ Ok }) => Ok?.said.seq);
}

/** Sends the commands in sequence; returns their results, or the snapshot if there are none. */
async function talk(operator: Operator, commands: object[]): Promise<unknown> {
  return operator.page.evaluate(
    (commands) =>
      new Promise((done, fail) => {
        const results: unknown[] = [];
        const socket = new WebSocket(`${location.origin.replace("http", "ws")}/operator`, "switchboard.9.json");
        const finish = (value: unknown) => {
          done(value);
          socket.close();
        };
        const next = () => {
          if (results.length === commands.length) return finish(results);
          socket.send(JSON.stringify({ nr: results.length, command: commands[results.length] }));
        };
        socket.onclose = ({ code, reason }) => fail(new Error(`closed: ${code} ${reason}`));
        socket.onmessage = ({ data }) => {
          const { snapshot, reply } = JSON.parse(data);
          if (snapshot && !commands.length) finish(snapshot);
          else if (snapshot) next();
          else if (reply?.result.Err === "too_fast") setTimeout(next, 200);
          else if (reply) {
            results.push(reply.result);
            next();
          }
        };
      }),
    commands,
  );
}

function newId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}
