import { createHash, randomBytes } from "node:crypto";
import type { Server } from "../server";
import { run } from "./programs";

/** Writes the password past the server, beside which it may run. */
const WRITE = `
import sqlite3, sys
database, operator, user, ha1 = sys.argv[1:]
with sqlite3.connect(database, timeout=10) as db:
    written = db.execute(
        "insert into sip_credential (operator_id, account_id, user_name, realm, ha1, version, made_at)"
        " select id, account_id, ?, 'switchboard', ?, 1, 0 from operator where screen_name = ? and deleted_at is null",
        (user, ha1, operator)).rowcount
if written != 1:
    sys.exit(f"there are {written} operators called {operator}")
`;

/** A user and a password for the SIP clients of an operator. */
export async function sipAccount(server: Server, operatorName: string): Promise<{ user: string; password: string }> {
  const user = `${operatorName.toLowerCase()}-${randomBytes(3).toString("hex")}`;
  const password = randomBytes(10).toString("hex");
  const ha1 = createHash("md5").update(`${user}:switchboard:${password}`).digest("hex");
  const python = process.env.TEST_SMTP_PYTHON ?? "python3";
  const { code, complained } = await run(python, ["-c", WRITE, server.database, operatorName, user, ha1], 20);
  if (code !== 0) throw new Error(`there is no SIP account for ${operatorName}: ${complained}`);
  return { user, password };
}
