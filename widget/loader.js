// Switchboard's loader: what `<script async src="https://chat.example/widget.js" data-site="KEY">` brings into a page.
//
// It keeps one WebSocket, on which it tells which page the visitor is on; draws the launcher, once the server has
// answered; and, when the visitor shows intent, frames the panel, which is a page of the chat server. It asks nothing
// of the host page but these three sources, patches nothing but the history (to learn of moves within the page), and
// adds one element. docs/EMBEDDING.md says the rest.

const script = document.currentScript || document.querySelector("script[data-site][src*='widget.js']");
const site = script && script.dataset.site;
const mark = Symbol.for("switchboard");

/** How long the panel may take to come to life, in milliseconds. */
const PATIENCE = 8000;

const STYLE = `
:host {
  all: initial !important;
  position: fixed !important;
  z-index: 2147483000 !important;
  inset: auto 20px 20px auto !important;
  color-scheme: light dark !important;
  font: 14px/1.4 system-ui, sans-serif !important;
  --accent: light-dark(oklch(.515 .165 265), oklch(.62 .15 267));
  --surface: light-dark(#fff, oklch(.218 .011 262));
  --shadow: 0 6px 24px rgb(20 24 40 / 26%);
}
button, iframe { border: 0; box-shadow: var(--shadow); }
button {
  position: relative;
  width: 56px;
  height: 56px;
  border-radius: 50%;
  color: light-dark(#fff, oklch(.16 .03 267));
  background: var(--accent);
  cursor: pointer;
}
button:hover { filter: brightness(.9); }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
i {
  display: block;
  width: 28px;
  height: 28px;
  margin: auto;
  background: currentColor;
  forced-color-adjust: none;
  clip-path: path("M6 4h16a3 3 0 0 1 3 3v11a3 3 0 0 1-3 3h-7l-6 5v-5H6a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3Z");
}
[aria-expanded=true] i { clip-path: path("M5.6 10.4l1.8-1.8 6.6 6.6 6.6-6.6 1.8 1.8-8.4 8.4Z"); }
[aria-busy=true] i { opacity: .4; }
b {
  position: absolute;
  inset: -4px -4px auto auto;
  min-width: 20px;
  border-radius: 10px;
  font: 12px/20px system-ui, sans-serif;
  color: #fff;
  background: oklch(.53 .2 25);
}
p {
  position: absolute;
  inset: auto 0 56px auto;
  width: 240px;
  padding: 8px 12px;
  border-radius: 10px;
  color: light-dark(#222, #eee);
  background: var(--surface);
  box-shadow: var(--shadow);
}
p:empty { display: none; }
.quiet { clip-path: inset(50%); }
iframe {
  position: absolute;
  inset: auto 0 72px auto;
  width: 380px;
  height: min(560px, 100dvh - 112px);
  border-radius: 10px;
  background: var(--surface);
  transition: .16s;
}
iframe:not(.shown) { visibility: hidden; opacity: 0; transform: translateY(8px); }
@media (max-width: 480px), (max-height: 420px) {
  iframe {
    position: fixed;
    inset: var(--top, 0) 0 auto 0;
    width: 100%;
    height: var(--height, 100dvh);
    border-radius: 0;
  }
}
@media (prefers-reduced-motion) { iframe { transition: none; } }
@media print { :host { display: none !important; } }
`;

if (!site) {
  console.error("Switchboard: the script element has no data-site. Copy the snippet again from the console.");
} else if (!window[mark]) {
  window[mark] = true;
  start(new URL(".", script.src));
}

function start(chat) {
  const prefix = `switchboard.${site}.`;
  const forGood = storage("localStorage");
  const forTab = storage("sessionStorage");

  let socket;
  let tries = 0;
  /** The timer until then, while there is no connection. */
  let nextTry = 0;
  let available = true;
  let page = { url: location.href, title: document.title, referrer: document.referrer };

  /** The visitor's language, and what is said in it: the server tells both. */
  let language;
  let texts;

  let host;
  let sheet;
  let button;
  let badge;
  let note;
  let frame;
  /** Whether the panel in the frame listens. */
  let ready = false;
  /** Whether the visitor wants to see it. */
  let open = forTab[`${prefix}open`] === "1";
  /** Whether he has just said so. */
  let asked = false;
  let patience;
  /** What is to be said of unread messages. */
  let news = "";
  /** The invitation that the visitor has not answered. */
  let invited;

  // The socket.

  const fromServer = {
    welcome(welcome) {
      tries = 0;
      texts = Object.fromEntries(welcome.texts);
      if (language !== welcome.language) {
        language = welcome.language;
        // What the visitor has typed is kept, and so is the chat: the panel is what it was, in another language.
        if (frame) {
          frame.title = texts.title;
          frame.contentWindow.location.replace(address());
        }
      }
      draw();
      host.lang = language;
      host.dir = texts.direction;
      fromServer.available(welcome.available);
      fromServer.chat(welcome.chat || {});
      welcome.messages.forEach(invite);
      // Where a conversation is in progress, or the panel stood open on the page before, it is there again at once.
      if (open || kept().length) prepare();
      fromServer.site(welcome.site);
    },
    site({ look, is_tracked }) {
      sheet.replaceSync(STYLE + look);
      // Whoever has shown no intent is nobody. `prepare` connects again.
      if (!is_tracked && !frame) {
        socket.onclose = null;
        socket.close();
      }
    },
    available(now) {
      available = now;
      label();
    },
    // Of chats the loader hears only invitations, and of their end.
    chat({ state }) {
      if (state !== "invited" && invited) invite();
    },
    message: invite,
    refused({ id, why }) {
      if (id) return;
      // It may have been allowed until now.
      host?.remove();
      bring("refused", { site, why });
    },
  };

  function connect() {
    clearTimeout(nextTry);
    nextTry = 0;
    socket = new WebSocket(chat.href.replace("http", "ws") + "visitor", "switchboard.8.json");
    socket.onopen = () => {
      // The language that would be liked: the one that the visitor has chosen, else the page's, else his browser's.
      const named = [document.documentElement.lang, ...navigator.languages];
      const language = { chosen: forGood[`${prefix}language`], named };
      say({ hello: { site, token: token(), end: "loader", page, has: null, language } });
    };
    socket.onmessage = ({ data }) => take(fromServer, JSON.parse(data));
    socket.onclose = ({ code }) => {
      if (code === 4004) return;
      if (code === 4002) return console.warn("Switchboard: the chat server was updated. Reload this page.");
      // Longer each time, and never for all visitors at once.
      nextTry = setTimeout(connect, Math.min(60, 2 ** tries++) * 1000 * (0.5 + Math.random()));
    };
  }

  function say(frame) {
    if (socket && socket.readyState === 1) socket.send(JSON.stringify(frame));
  }

  addEventListener("online", () => nextTry && connect());

  // The page. Sites of a single page change its address first and its title a little later.

  let look;
  function moved(wait = 400) {
    clearTimeout(look);
    look = setTimeout(() => {
      const { href } = location;
      const { title } = document;
      if (href === page.url && title === page.title) return;
      page = { url: href, title, referrer: href === page.url ? page.referrer : page.url };
      say({ page });
      tell({ page });
      moved(3000);
    }, wait);
  }
  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...values) {
      const result = original.apply(this, values);
      moved();
      return result;
    };
  }
  addEventListener("popstate", () => moved());
  addEventListener("hashchange", () => moved());

  // The launcher.

  function draw() {
    if (host) return;
    // An element of a name of its own, beside the body: no style of the page means it, no script that exchanges the
    // body takes it along.
    host = document.createElement("switchboard-chat");
    const root = host.attachShadow({ mode: "open" });
    sheet = new CSSStyleSheet();
    root.adoptedStyleSheets = [sheet];
    button = document.createElement("button");
    badge = document.createElement("b");
    note = document.createElement("p");
    note.setAttribute("role", "status");
    button.append(document.createElement("i"), badge);
    button.onpointerenter = button.onfocus = prepare;
    button.onclick = () => {
      asked = !open;
      show(!open);
    };
    button.onkeydown = ({ key }) => {
      if (key === "Escape" && open) show(false);
    };
    root.append(button, note);
    document.documentElement.append(host);
    label();
  }

  function label() {
    if (!button) return;
    button.ariaLabel = texts[open ? "minimise" : available ? "open" : "leave"] + (news && `, ${news}`);
    button.ariaExpanded = open && ready;
    button.ariaBusy = open && !ready;
  }

  function announce(text, quietly) {
    note.className = quietly ? "quiet" : "";
    note.textContent = text;
  }

  // What only few visits need comes as a script of its own.

  function bring(name, value) {
    const lent = {
      root: host?.shadowRoot,
      texts,
      button,
      prefix,
      forTab,
      say,
      tell,
      prepare,
      enter() {
        asked = true;
        show(true);
      },
    };
    import(`${chat.origin}{{rare.js}}`).then((rare) => rare[name](lent, value));
  }

  function invite(message) {
    bring("invitation", (invited = message));
  }

  // The panel.

  function address() {
    return `${chat}panel?site=${encodeURIComponent(site)}&lang=${language}`;
  }

  function prepare() {
    if (frame) return;
    if (!socket.onclose) connect();
    frame = document.createElement("iframe");
    frame.title = texts.title;
    frame.src = address();
    host.shadowRoot.append(frame);
    patience = setTimeout(() => {
      frame.remove();
      frame = null;
      if (open) announce(texts.away);
      show(false);
      console.error(`Switchboard: the panel did not start. A Content-Security-Policy needs frame-src ${chat.origin}.`);
    }, PATIENCE);
  }

  /** The panel is shown when it is there, never before: what covers the page has to work. */
  function show(want) {
    open = want;
    put(forTab, "open", want ? "1" : null);
    if (want) {
      announce("");
      prepare();
    }
    reveal();
  }

  function reveal() {
    if (ready) {
      frame.classList.toggle("shown", open);
      tell({ shown: open });
      if (open && asked) {
        frame.focus();
        tell({ focus: true });
      }
      asked = false;
    }
    label();
  }

  const fromPanel = {
    ready() {
      clearTimeout(patience);
      ready = true;
      for (const [name, text] of kept()) tell({ kept: { name, text } });
      // Whether the page was reached by a redirection.
      const { redirectCount } = performance.getEntriesByType("navigation")[0] || {};
      tell({ hello: { site, token: token(), page, redirected: redirectCount > 0 } });
      reveal();
    },
    keep({ name, text, tab }) {
      put(tab ? forTab : forGood, `kept.${name}`, text);
    },
    unread(told) {
      news = told.news;
      badge.textContent = told.count;
      announce(open ? "" : news, true);
      label();
    },
    language(chosen) {
      put(forGood, "language", chosen);
      // The keyboard goes on in the panel.
      asked = open;
      // The server says in its welcome what follows from the choice.
      socket.onclose = null;
      socket.close();
      connect();
    },
    minimise() {
      show(false);
      button.focus();
    },
    go(address) {
      bring("go", address);
    },
  };

  addEventListener("message", ({ source, origin, data }) => {
    if (frame && source === frame.contentWindow && origin === chat.origin) take(fromPanel, data);
  });

  // What another tab has read is read here too.
  addEventListener("storage", ({ key, newValue }) => {
    const name = key && newValue && key.split(`${prefix}kept.`)[1];
    if (name) tell({ kept: { name, text: newValue } });
  });

  function tell(message) {
    if (frame && ready) frame.contentWindow.postMessage(message, chat.origin);
  }

  // The keyboard of a phone covers what is behind it; the panel shall not be.
  const { visualViewport } = window;
  if (visualViewport) {
    visualViewport.onresize = visualViewport.onscroll = () => {
      if (!host || visualViewport.scale > 1.01) return;
      host.style.setProperty("--height", `${visualViewport.height}px`);
      host.style.setProperty("--top", `${visualViewport.offsetTop}px`);
    };
  }

  // What is kept: the visitor's token, and what the panel asks to keep.

  function storage(kind) {
    try {
      const found = window[kind];
      found.setItem(`${prefix}probe`, "");
      found.removeItem(`${prefix}probe`);
      return found;
    } catch {
      // The browser denies it: then until the page is left.
      return {};
    }
  }

  function put(where, name, text) {
    try {
      if (text === null) delete where[prefix + name];
      else where[prefix + name] = text;
    } catch {
      // It is full. What is written still lives in the panel.
    }
  }

  function kept() {
    const start = `${prefix}kept.`;
    return [forGood, forTab].flatMap((where) =>
      Object.keys(where)
        .filter((key) => key.startsWith(start))
        .sort()
        .map((key) => [key.slice(start.length), where[key]]),
    );
  }

  function token() {
    if (!/^[\w-]{22,64}$/.test(forGood[`${prefix}token`])) {
      const bytes = crypto.getRandomValues(new Uint8Array(18));
      put(forGood, "token", btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_"));
    }
    return forGood[`${prefix}token`];
  }

  connect();
}

/** Hands a message, which is an object with one property, to whoever is named like it. */
function take(receivers, message) {
  for (const name in message) receivers[name]?.(message[name]);
}
