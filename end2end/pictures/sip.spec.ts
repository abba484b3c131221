// The picture of the SIP Info in the operator's guide.

import { join } from "node:path";
import { Operator } from "../support/people";
import { Linphone } from "../support/sip/linphone";
import { expect, test } from "../support/sip/test";

const IMAGES = join(import.meta.dirname, "../../docs/images");
const LOOK = { viewport: { width: 1360, height: 860 }, deviceScaleFactor: 1.5 };

test("the picture of the SIP Info", async ({ browser, server, comesWith }) => {
  const ben = await Operator.comes(browser, "mouse", server, LOOK);
  await ben.signsIn(await server.addOperator("Ben"));
  await ben.wantsNoPopups();
  await comesWith(new Linphone("tls"), "Ben");
  await ben.page.goto(`${server.url}/console/preferences/sip`);
  await expect(ben.page.getByText(/TLS from/)).toBeVisible();
  await ben.page.getByText("Linphone", { exact: true }).click();
  await ben.page.screenshot({ path: join(IMAGES, "sip-info.png") });
});
