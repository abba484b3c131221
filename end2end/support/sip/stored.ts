import type { Server } from "../server";
import { run } from "./programs";

/** Reads past the server, beside which it may run. */
const READ = `
import json, sqlite3, sys
with sqlite3.connect(sys.argv[1], timeout=10) as db:
    print(json.dumps([body for (body,) in db.execute("select body from message where author = 'operator' order by chat_id, seq")]))
`;

/** What operators have said, as it is stored. A panel shows the end of a long chat alone. */
export async function storedOfOperators(server: Server): Promise<string[]> {
  const python = process.env.TEST_SMTP_PYTHON ?? "python3";
  const { code, printed, complained } = await run(python, ["-c", READ, server.database], 20);
  if (code !== 0) throw new Error(`the database cannot be read: ${complained}`);
  return JSON.parse(printed) as string[];
}
