// Loads an address that an operator pushed (manual B6).

/** Files that would replace the page, and the chat with it, without being pages. */
const FILE =
  /\.(avif|bmp|csv|docx?|epub|gif|gz|ico|jpe?g|json|m4[av]|mov|mp[34]|od[pst]|og[agv]|pdf|png|pptx?|svg|txt|wav|web[mp]|xlsx?|xml|zip)$/i;

/**
 * Loads the address and reports to the panel whether it is loaded. If this page is left, the next
 * one reports it.
 */
export function go(page, address) {
  const url = new URL(address);
  // The server and the panel have checked it, but it is this page that would run it.
  const is_web = url.protocol === "http:" || url.protocol === "https:";
  // With several tabs, only the one in front loads it.
  if (!is_web || document.visibilityState !== "visible") return page.tell({ went: false });
  if (url.origin === location.origin && !FILE.test(url.pathname)) {
    const [there, here] = [url, location].map(({ href }) => href.split("#")[0]);
    location.assign(url.href);
    // The address is a fragment of the same page.
    if (url.hash && there === here) page.tell({ went: true });
    return;
  }
  const tab = open(url.href, "_blank");
  if (tab) tab.opener = null;
  page.tell({ went: !!tab });
}
