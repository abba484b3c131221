// What an operator does that the console has no button for yet: his own commands, as JSON on his own socket, with the
// cookie of the page he has open (docs/PROTOCOL.md).

import type { Operator } from "./people";

/** A chat as an operator's snapshot has it, so far as plays look at it. */
interface Chat {
  id: string;
  state: string;
  last_seq: number;
}

interface Snapshot {
  visitors: { id: string; status: unknown }[];
  chats: Chat[];
}

interface Message {
  seq: number;
  body: Record<string, unknown>;
}

/** Invites the only visitor there is; the new chat's id. */
export async function invite(operator: Operator, text: string): Promise<string> {
  const { visitors } = await snapshot(operator);
  const chat = newId();
  await order(operator, { invite: { visitor: visitors[0]?.id, chat, id: newId(), text } });
  return chat;
}

/** Says something in the only chat there is, as `{ text }`, `{ html }` or `{ url }`; its number. */
export async function say(operator: Operator, content: Record<string, string>): Promise<number> {
  const [seq] = await sayAll(operator, [content]);
  if (seq === undefined) throw new Error(`${JSON.stringify(content)} was not taken`);
  return seq;
}

/** The same with several, in their order; what the server does not take has no number. */
export async function sayAll(operator: Operator, contents: Record<string, string>[]): Promise<(number | undefined)[]> {
  const chat = await onlyChat(operator);
  const commands = contents.map((content) => ({ say: { chat: chat.id, id: newId(), content } }));
  const results = (await talk(operator, commands)) as { Ok?: { said: { seq: number } } }[];
  return results.map(({ Ok }) => Ok?.said.seq);
}

/** Ends a chat, or withdraws the invitation to it. */
export async function close(operator: Operator, chat: string): Promise<void> {
  await order(operator, { close: { chat } });
}

/** The numbers of the messages of which the visitor's browser has told that their address was opened. */
export async function opened(operator: Operator): Promise<number[]> {
  const chat = await onlyChat(operator);
  const done = (await order(operator, { catch_up: { chat: chat.id, span: { after: 0 } } })) as {
    messages: { messages: Message[] };
  };
  return done.messages.messages.flatMap(({ body }) => {
    const notice = body.notice as { opened?: { seq: number } } | string | undefined;
    return typeof notice === "object" && notice.opened ? [notice.opened.seq] : [];
  });
}

/** The chats that the operator sees. */
export async function chats(operator: Operator): Promise<Chat[]> {
  return (await snapshot(operator)).chats;
}

async function onlyChat(operator: Operator): Promise<Chat> {
  const [chat, ...others] = await chats(operator);
  if (!chat || others.length) throw new Error("there is not exactly one chat");
  return chat;
}

async function snapshot(operator: Operator): Promise<Snapshot> {
  return (await talk(operator, [])) as Snapshot;
}

async function order(operator: Operator, command: object): Promise<unknown> {
  const [result] = (await talk(operator, [command])) as [{ Ok?: unknown; Err?: unknown }];
  if (!("Ok" in result)) throw new Error(`refused: ${JSON.stringify(result.Err)}`);
  return result.Ok;
}

/** Sends the commands one after the other; their results, or the snapshot if there are none. */
async function talk(operator: Operator, commands: object[]): Promise<unknown> {
  return operator.page.evaluate(
    (commands) =>
      new Promise((done, fail) => {
        const results: unknown[] = [];
        const socket = new WebSocket(`${location.origin.replace("http", "ws")}/operator`, "switchboard.4.json");
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

/** A UUIDv7. */
function newId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${crypto.randomUUID().slice(15)}`;
}
