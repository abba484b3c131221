// An address that an operator has pushed is loaded (manual B6).

/** What would take the page's place, and the chat with it, without being a page. */
const FILE =
  /\.(avif|bmp|csv|docx?|epub|gif|gz|ico|jpe?g|json|m4[av]|mov|mp[34]|od[pst]|og[agv]|pdf|png|pptx?|svg|txt|wav|web[mp]|xlsx?|xml|zip)$/i;

/** Loads the address, and tells the panel whether it is loaded. When the page is left, the next one tells. */
export function go(page, address) {
  const url = new URL(address);
  // The server has looked at it, and so has the panel; but it is this page that would run it.
  const is_web = url.protocol === "http:" || url.protocol === "https:";
  // Of several tabs only the one in front loads it.
  if (!is_web || document.visibilityState !== "visible") return page.tell({ went: false });
  if (url.origin === location.origin && !FILE.test(url.pathname)) {
    const [there, here] = [url, location].map(({ href }) => href.split("#")[0]);
    location.assign(url.href);
    // Only another place of the same page.
    if (url.hash && there === here) page.tell({ went: true });
    return;
  }
  const tab = open(url.href, "_blank");
  if (tab) tab.opener = null;
  page.tell({ went: !!tab });
}
