// Why there is no chat on this page, for whoever looks into the browser's console.

const CONSOLE = `${new URL(import.meta.url).origin}/console/administration/sites`;

/** The server has refused the whole connection. */
export function refused(page, { site, why }) {
  const reasons = {
    unknown_site: `no site has the key "${site}". Copy the embed code again from ${CONSOLE}.`,
    domain_not_allowed: `this web site's chat is not allowed on pages of ${location.host || "this kind"}. An administrator can allow the domain at ${CONSOLE}.`,
  };
  console.error(`Switchboard: ${reasons[why] || `the server refused the chat ("${why}").`}`);
}
