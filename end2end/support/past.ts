// The past, which a test cannot wait for: writes into the database of a program that has ended when
// operators' accounts were added. Uses SQLite compiled to Wasm, so that nothing must be installed.

import { readFile, writeFile } from "node:fs/promises";
import initSqlJs from "sql.js";

/**
 * Sets since when accounts exist, by address. The file is complete: a program that ends in order
 * leaves no log beside it.
 */
export async function addedLongAgo(database: string, since: Record<string, Date>): Promise<void> {
  const file = await readFile(database);
  // Bytes 18 and 19 say that there is a log beside the file, which this SQLite does not support;
  // the program restores it when it starts (https://www.sqlite.org/fileformat.html).
  file[18] = file[19] = 1;
  const { Database } = await initSqlJs();
  const copy = new Database(file);
  for (const [email, date] of Object.entries(since)) {
    copy.run("update operator set created_at = $since where email = $email", { $since: date.getTime(), $email: email });
  }
  await writeFile(database, copy.export());
  copy.close();
}
