// Drives JsSIP for the tests: reads requests as JSON objects, one a line, and prints events
// likewise (spoken.ts).

import { createInterface } from "node:readline";
import JsSIP from "jssip";
import WebSocket from "ws";

// JsSIP expects a browser's.
globalThis.WebSocket = WebSocket;
const [user, host, address] = process.argv.slice(2);
const tell = (told, more = {}) => console.log(JSON.stringify({ told, ...more }));

const agent = new JsSIP.UA({
  sockets: [new JsSIP.WebSocketInterface(address)],
  uri: `sip:${user}@${host}`,
  password: process.env.SIP_PASSWORD,
  register_expires: 300,
  // Its default is up to half a minute.
  connection_recovery_min_interval: 1,
  connection_recovery_max_interval: 2,
});
agent.on("registered", () => tell("registered"));
agent.on("registrationFailed", ({ response, cause }) => {
  if ([401, 403, 407].includes(response?.status_code)) tell("refused", { why: cause });
});
agent.on("newMessage", ({ originator, request }) => {
  if (originator !== "remote" || !request.body) return;
  const kind = request.getHeader("Content-Type") ?? "text/plain";
  if (kind.startsWith("text/plain")) tell("message", { from: request.from.toString().replace(/;tag=.*/, ""), text: request.body });
});
agent.start();

createInterface(process.stdin)
  .on("line", (line) => {
    const wish = JSON.parse(line);
    if (wish.do === "say") {
      agent.sendMessage(`sip:${wish.to}@${host}`, wish.text, {
        eventHandlers: {
          succeeded: ({ response }) => tell("sent", { code: response.status_code }),
          failed: ({ response }) => tell("sent", { code: response?.status_code ?? 900 }),
        },
      });
    }
    if (wish.do === "quit") {
      // It signs out, and closes its connection when that is answered.
      agent.on("disconnected", () => process.exit(0));
      agent.stop();
    }
  })
  .on("close", () => process.exit(0));
