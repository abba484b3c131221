// Explains in the browser's console why there is no chat on this page.

const CHAT = new URL(import.meta.url).origin;
const SITES = `${CHAT}/console/administration/sites`;

/**
 * There is no chat: the server said why, closed the connection with a code, or the loader found
 * out.
 */
export function refused(page, { site, why, more }) {
  const reasons = {
    no_origin: "this page has no origin: it is a file, or in a sandbox. Open it from a web server, or give the sandbox allow-same-origin.",
    unknown_site: `no site has the key "${site}". Copy the embed code again from ${SITES}.`,
    domain_not_allowed: `this web site's chat is not allowed on pages of ${location.host || "this kind"}. An administrator can allow the domain at ${SITES}.`,
    frame_src: `the panel is blocked. The page's Content-Security-Policy needs frame-src ${CHAT}.`,
    not_started: `the panel did not start. Something keeps the iframe from ${CHAT} from working; what the browser says about it is above.`,
    4002: "the chat server was updated. Reload this page.",
    // Already reported by name; a banned visitor is told nothing.
    4004: "",
    banned: "",
  };
  const said = !site ? `the script element has no data-site. Copy the embed code again from ${SITES}.` : reasons[why] ?? `the server refused the chat ("${more ? `${why}: ${more}` : why}").`;
  if (said) console.error(`Switchboard: ${said}`);
}

/** The page's policy blocks a resource, possibly the panel. */
export function blocked(page, { effectiveDirective, blockedURI, disposition }) {
  const is_panel = effectiveDirective === "frame-src" && blockedURI.startsWith(CHAT);
  if (is_panel && disposition === "enforce") page.giveUp("frame_src");
}
