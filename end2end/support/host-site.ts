import { once } from "node:events";
import { createServer } from "node:http";

/** A page of a customer's website. */
export interface HostPage {
  /** The HTML inside `<body>`, before the snippet. */
  body: string;
  /** The page's Content-Security-Policy; none if absent. */
  policy?: string;
  /** The page's language and direction, as attributes; `lang="en"` if absent. */
  language?: string;
  /** What the customer pasted, as from {@link snippet}; none if absent. */
  snippet?: string;
}

/** What a customer pastes into their pages. */
export function snippet(chat: string, siteKey: string): string {
  return `<script async src="${chat}/widget.js" data-site="${siteKey}"></script>`;
}

/**
 * A customer's website. Browsers treat it as another site than the chat server's, because it is
 * reached as `localhost` and the server as 127.0.0.1.
 */
export class HostSite {
  private constructor(
    readonly url: string,
    readonly stop: () => Promise<void>,
  ) {}

  /** Starts a website with the given pages by path, such as `/` or `/pricing`. */
  static async start(pages: Record<string, HostPage>): Promise<HostSite> {
    const server = createServer((request, response) => {
      const page = pages[new URL(request.url ?? "/", "http://localhost").pathname];
      if (!page) {
        response.writeHead(404).end();
        return;
      }
      if (page.policy) response.setHeader("Content-Security-Policy", page.policy);
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(document(page));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("a TCP listener has a port");
    return new HostSite(`http://localhost:${address.port}`, async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    });
  }
}

function document(page: HostPage): string {
  return `<!doctype html>
<html ${page.language ?? `lang="en"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>A customer's page</title>
</head>
<body>
${page.body}
${page.snippet ?? ""}
</body>
</html>
`;
}
