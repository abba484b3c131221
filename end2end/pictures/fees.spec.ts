// The pictures of the fees in the administrator's guide.

import { join } from "node:path";
import { addedLongAgo } from "../support/past";
import { Operator } from "../support/people";
import { Server } from "../support/server";
import { expect, test } from "../support/test";

const IMAGES = join(import.meta.dirname, "../../docs/images");
const LOOK = { viewport: { width: 1360, height: 780 }, deviceScaleFactor: 1.5 };
const PRICE = { SWITCHBOARD_PRICE: "9.00", SWITCHBOARD_CURRENCY: "EUR" };

/** Noon of this day, this many months ago. */
function ago(months: number, day: number): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, day, 12));
}

test("the pictures of the fees", async ({ browser }) => {
  const server = await Server.start(PRICE);
  for (const name of ["Ben", "Cleo", "Eve", "Zoe"]) await server.addOperator(name);
  await server.rests();
  await addedLongAgo(server.database, {
    [server.admin.email]: ago(4, 1),
    "ben@example.org": ago(4, 1),
    "cleo@example.org": ago(3, 11),
    "eve@example.org": ago(2, 1),
    "zoe@example.org": ago(1, 20),
  });
  await server.start(PRICE);
  const operator = await Operator.comes(browser, "mouse", server, LOOK);
  await operator.signsIn();
  await operator.wantsNoPopups();
  await operator.administers("Fees");
  const statements = operator.page.locator(".statements").getByRole("link");
  await expect(statements).toHaveCount(4);
  await operator.page.screenshot({ path: join(IMAGES, "fees.png") });
  await statements.first().click();
  await expect(operator.page.getByRole("article")).toContainText("Total of 5 accounts");
  await operator.page.screenshot({ path: join(IMAGES, "statement.png") });
  await operator.context.close();
  await server.stop();
});
