// Switchboard's loader: what `<script async src="https://chat.example/widget.js" data-site="KEY">`
// adds to a page.
//
// It keeps one WebSocket, over which it reports the visitor's page, and draws the launcher once the
// server has answered. When the visitor shows intent, it frames the panel, which is a page of the
// chat server. It needs only these three sources from the host page, patches only the history (to
// notice navigation within the page) and adds one element. See docs/EMBEDDING.md.

const script = document.currentScript || document.querySelector("script[data-site][src*='widget.js']");
const site = script && script.dataset.site;
const mark = Symbol.for("switchboard");

/** How long the panel may take to start once the browser has loaded its page, in milliseconds. */
const PATIENCE = 30000;
/** When a visitor who waits for the panel is told so, in milliseconds. */
const WORD = 2000;
/** How much the server reads of an address or a title, in characters (`MAX_PAGE`). */
const LONGEST = 2000;

/** The style of the launcher and the frame; the build inserts the sheet here. */
const STYLE = "{{launcher.css}}";

if (!window[mark]?.()) window[mark] = start(new URL(".", script.src));

/**
 * Starts the chat. Returns a function that tells whether the chat is still in the page; if the page
 * has replaced its document, the chat ends.
 */
function start(chat) {
  const root = document.documentElement;
  const prefix = `switchboard.${site}.`;
  const forGood = storage("localStorage");
  const forTab = storage("sessionStorage");

  let socket;
  let tries = 0;
  /** The timer for the next connect, while there is no connection. */
  let nextTry;
  let available = true;
  let page = { ...here(), referrer: clean(document.referrer) };
  /** The visitor's secret, even if the storage is full or the page clears it. */
  let secret;

  /** The visitor's language and its texts, both from the server. */
  let language;
  let texts;

  let host;
  let sheet;
  let button;
  let badge;
  let note;
  let frame;
  /** Whether the panel in the frame is listening. */
  let ready;
  /** Whether the visitor wants to see it. */
  let open = forTab[`${prefix}open`] === "1";
  /** Where the focus was when the visitor opened the panel. */
  let asked;
  /** The announcement of unread messages. */
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
        // The panel reloads in the new language; the visitor's draft and chat are stored.
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
      // If a chat is in progress, or the panel was open on the previous page, it is there again at
      // once.
      if (open || kept().length) prepare();
      fromServer.site(welcome.site);
    },
    site({ look, is_tracked }) {
      sheet.replaceSync(STYLE + look);
      // Without tracking, visitors who show no intent stay disconnected. `prepare` connects again.
      if (!is_tracked && !frame) leave();
    },
    available(now) {
      available = now;
      label();
    },
    // Of chats, the loader hears only about invitations and their end.
    chat({ state }) {
      if (state !== "invited" && invited) invite();
    },
    message: invite,
    refused({ id, why }) {
      if (id) return;
      // It may have been allowed until now.
      host?.remove();
      explain(why);
    },
  };

  function connect() {
    nextTry = clearTimeout(nextTry);
    socket = new WebSocket(chat.href.replace("http", "ws") + "visitor", "switchboard.9.json");
    socket.onopen = () => {
      // The preferred language: the visitor's choice, otherwise the page's, otherwise the
      // browser's.
      const language = {
        chosen: clean(forGood[`${prefix}language`]),
        named: [root.lang, ...navigator.languages].map(clean),
      };
      say({ hello: { site, token: token(), end: "loader", page, language } });
    };
    socket.onmessage = ({ data }) => take(fromServer, JSON.parse(data));
    socket.onclose = ({ code, reason }) => {
      // Errors that a retry would repeat: not UTF-8, too large, another version, malformed,
      // refused.
      if (/100[79]|400[234]/.test(code)) explain(code, reason);
      // Exponential, with jitter so that visitors do not all reconnect at once.
      else nextTry = setTimeout(connect, Math.min(60, 2 ** tries++) * 1000 * (0.5 + Math.random()));
    };
  }

  function leave() {
    socket.onclose = null;
    socket.close();
  }

  function say(frame) {
    if (socket?.readyState === 1) socket.send(json(frame));
  }

  addEventListener("online", () => nextTry && connect());

  // The page. Single-page applications change the address first and the title a little later.

  let look;
  function moved(wait = 400) {
    clearTimeout(look);
    look = setTimeout(() => {
      const { url, title } = here();
      if (url === page.url && title === page.title) return;
      page = { url, title, referrer: url === page.url ? page.referrer : page.url };
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
  for (const name of ["popstate", "hashchange"]) addEventListener(name, () => moved());

  // The launcher.

  function draw() {
    if (host) return;
    // An element with its own tag name beside the body: no style of the page matches it, and
    // scripts that replace the body leave it.
    host = document.createElement("switchboard-chat");
    const shadow = host.attachShadow({ mode: "open" });
    sheet = new CSSStyleSheet();
    shadow.adoptedStyleSheets = [sheet];
    button = document.createElement("button");
    badge = document.createElement("b");
    note = document.createElement("p");
    note.setAttribute("role", "status");
    button.append(document.createElement("i"), badge);
    button.onpointerenter = button.onfocus = prepare;
    button.onclick = () => show(!open);
    button.onkeydown = ({ key }) => {
      if (key === "Escape" && open) show(false);
    };
    shadow.append(button, note);
    root.append(host);
    label();
  }

  function label() {
    button.ariaLabel = texts[open ? "minimise" : available ? "open" : "leave"] + (news && `, ${news}`);
    button.ariaExpanded = open && ready;
    button.ariaBusy = open && !ready;
  }

  function announce(text, quietly) {
    note.className = quietly ? "quiet" : "";
    note.textContent = text;
  }

  // What only few visits need is a separate script.

  function bring(name, value) {
    const lent = {
      root: host?.shadowRoot,
      texts,
      prefix,
      forTab,
      say,
      tell,
      prepare,
      giveUp,
      enter: () => show(true),
    };
    import(`${chat.origin}{{rare.js}}`).then((rare) => rare[name](lent, value));
  }

  /** Explains in the browser's console why there is no chat. */
  function explain(why, more) {
    bring("refused", { site, why, more });
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
    // How long a page takes to load depends on the line. Once it is loaded, it must start.
    frame.onload = ({ target }) => setTimeout(() => ready || target !== frame || giveUp("not_started"), PATIENCE);
    host.shadowRoot.append(frame);
  }

  function giveUp(why) {
    const said = open ? texts.away : "";
    frame?.remove();
    frame = null;
    show(false);
    announce(said);
    explain(why);
  }

  addEventListener("securitypolicyviolation", (event) => frame && !ready && bring("blocked", event));

  /** The panel is shown only once it works, because it covers the page. */
  function show(want) {
    open = want;
    asked = want && document.activeElement;
    put(forTab, "open", want ? "1" : null);
    announce("");
    if (want) {
      prepare();
      setTimeout(() => open && !ready && announce(texts.loading), WORD);
    }
    reveal();
  }

  function reveal() {
    if (ready) {
      frame.classList.toggle("shown", open);
      tell({ shown: open });
      // A visitor who has moved on in the page stays there.
      if (open && asked === document.activeElement) {
        frame.focus();
        tell({ focus: true });
      }
      asked = false;
    }
    label();
  }

  const fromPanel = {
    ready() {
      ready = true;
      announce("");
      for (const [name, text] of kept()) tell({ kept: { name, text } });
      // Whether the page was reached by a redirect.
      const redirected = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
      tell({ hello: { site, token: token(), page, redirected } });
      reveal();
    },
    keep({ name, text, tab }) {
      token();
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
      // The keyboard moves to the panel.
      asked = host;
      // The server's welcome carries the consequences of the choice.
      leave();
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

  // What another tab has marked as read is read here too.
  addEventListener("storage", ({ key, newValue }) => {
    const name = key && newValue && nameOf(key);
    if (name) tell({ kept: { name, text: newValue } });
  });

  function tell(message) {
    // Without a window it was removed with the launcher, because the visitor was banned.
    if (ready) frame?.contentWindow?.postMessage(message, chat.origin);
  }

  // A phone's keyboard covers what is behind it; the panel must not be there.
  const { visualViewport } = window;
  if (visualViewport) visualViewport.onresize = visualViewport.onscroll = () => frame && bring("fit");

  // Storage: the visitor's token, and what the panel asks to store.

  function storage(kind) {
    try {
      return Object(window[kind]);
    } catch {
      // The browser denies access: keep it until the page is left.
      return {};
    }
  }

  function put(where, name, text) {
    try {
      if (text === null) delete where[prefix + name];
      else where[prefix + name] = text;
    } catch {
      // The storage is full. The panel still holds the text.
    }
  }

  /** The name under which the panel stored this key, if it did. */
  function nameOf(key) {
    return key.split(`${prefix}kept.`)[1];
  }

  function kept() {
    const all = [forGood, forTab].flatMap((where) => Object.keys(where).sort().map((key) => [nameOf(key), where[key]]));
    return all.filter(([name]) => name);
  }

  function token() {
    // The tab's storage comes first: if the page clears one storage, another tab may already have
    // started anew in it.
    secret ||= [forTab, forGood].map((where) => where[`${prefix}token`]).find((found) => /^[\w-]{22,64}$/.test(found));
    secret ||= crypto.getRandomValues(new Uint32Array(5)).join("-");
    put(forTab, "token", secret);
    put(forGood, "token", secret);
    return secret;
  }

  // Nobody can post messages to a page in a sandbox or from a file: the panel would stay empty.
  if (!site || origin === "null") return explain("no_origin");
  connect();

  return () => {
    if ((host || root).isConnected) return true;
    frame = nextTry = clearTimeout(nextTry);
    leave();
  };
}

/** The visitor's current page. */
function here() {
  return { url: clean(location.href), title: clean(document.title) };
}

/**
 * A text of the host page as the server accepts it: it may be an element instead, or contain half a
 * character.
 */
function clean(text) {
  return typeof text === "string" ? text.slice(0, LONGEST).replace(/\p{Cs}/gu, "") : "";
}

/** `JSON.stringify` without `toJSON`, which old libraries add to all objects. */
function json(value) {
  if (Array.isArray(value)) return `[${value.map(json)}]`;
  if (value !== Object(value)) return JSON.stringify(value);
  return `{${Object.keys(value).map((name) => `"${name}":${json(value[name])}`)}}`;
}

/** Passes a message, an object with one property, to the receiver of that name. */
function take(receivers, message) {
  for (const name of Object.keys(message)) receivers[name]?.(message[name]);
}
