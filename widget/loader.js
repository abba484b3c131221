// The loader: the one script that a host page includes.
//
// It draws the launcher, tells the server which page the visitor is on, and makes the panel's iframe when the visitor
// shows intent. It keeps what the panel asks it to keep in the host page's own storage (browsers partition or drop an
// iframe's). It sends nothing but its socket until then, runs no Wasm, and styles itself without anything that a strict
// Content-Security-Policy would block. The panel's side of their talk is widget/src/host.rs.
(() => {
  const script = document.currentScript;
  const site = script.dataset.site;
  const server = new URL(script.src).origin;
  const prefix = `switchboard.${site}.`;
  const once = Symbol.for("switchboard");
  if (window[once]) return;
  window[once] = true;

  // ---- What is kept. A browser may deny storage altogether; then this page's memory has to do.

  const memory = () => {
    const texts = new Map();
    return { get: (name) => texts.get(name), set: (name, text) => texts.set(name, text), drop: (name) => texts.delete(name), names: () => [...texts.keys()] };
  };
  const stored = (kind) => {
    try {
      const storage = window[kind];
      storage.getItem(prefix);
      return {
        get: (name) => storage.getItem(prefix + name) ?? undefined,
        set: (name, text) => {
          try {
            storage.setItem(prefix + name, text);
          } catch {
            // Full. The panel still has it for as long as the page stays.
          }
        },
        drop: (name) => storage.removeItem(prefix + name),
        names: () => Object.keys(storage).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length)),
      };
    } catch {
      return memory();
    }
  };
  const everywhere = stored("localStorage");
  const thisTab = stored("sessionStorage");
  const KEPT = "kept.";

  let token = everywhere.get("token");
  if (!token) {
    token = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24)))).replaceAll("+", "-").replaceAll("/", "_");
    everywhere.set("token", token);
  }

  // ---- The socket: who is on which page, and whether this site has a chat at all.

  const page = () => ({ url: location.href, title: document.title, referrer: document.referrer });
  let socket;
  let failures = 0;
  const tell = (value) => socket?.readyState === 1 && socket.send(JSON.stringify(value));
  const connect = () => {
    socket = new WebSocket(`${server.replace("http", "ws")}/visitor`, "switchboard.1.json");
    socket.onopen = () => tell({ hello: { site, token, end: "loader", page: page(), has: null } });
    socket.onmessage = ({ data }) => {
      if (JSON.parse(data).welcome) {
        failures = 0;
        draw();
      }
    };
    socket.onclose = ({ code, reason }) => {
      if (code === 4004) {
        console.error(`Switchboard: ${reason}, "${site}". Copy the snippet again from the console.`);
        host?.remove();
      } else if (code === 4002) {
        console.warn("Switchboard: this page has an older version of the chat. Reload it.");
      } else {
        setTimeout(connect, Math.min(30_000, 1_000 * 2 ** failures++) * (0.5 + Math.random()));
      }
    };
  };
  // Single-page sites change address and title as they like; looking now and then disturbs none of their code.
  let seen = location.href + document.title;
  setInterval(() => {
    const now = location.href + document.title;
    if (now === seen) return;
    seen = now;
    tell({ page: page() });
    post({ page: page() });
  }, 500);

  // ---- The launcher and the panel.

  const STYLE = `
    :host { all: initial; position: fixed; z-index: 2147483647; inset: auto 0 0 auto; }
    button {
      position: fixed; right: max(20px, env(safe-area-inset-right)); bottom: max(20px, env(safe-area-inset-bottom));
      width: 56px; height: 56px; padding: 0; border: 0; border-radius: 50%; cursor: pointer;
      background: #3450b8; color: #fff; box-shadow: 0 2px 6px #0003, 0 8px 24px #0003;
    }
    button:hover { background: #2a429c; }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #3450b8; }
    svg { display: block; width: 26px; height: 26px; margin: auto; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    [aria-expanded=true] .bubble, [aria-expanded=false] .down, b:empty { display: none; }
    b {
      position: absolute; top: -4px; right: -4px; min-width: 22px; box-sizing: border-box; padding: 0 6px; border-radius: 11px;
      background: #c3261f; color: #fff; font: 700 13px/22px system-ui, sans-serif;
    }
    p { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
    iframe {
      position: fixed; right: max(20px, env(safe-area-inset-right)); bottom: 92px; width: 380px; height: min(560px, 100dvh - 112px);
      border: 0; border-radius: 10px; color-scheme: light dark; box-shadow: 0 2px 6px #0003, 0 12px 40px #0004;
      visibility: hidden; opacity: 0; transform: translateY(8px); transition: 140ms ease-out; transition-property: opacity, transform, visibility;
    }
    iframe.open { visibility: visible; opacity: 1; transform: none; }
    @media (max-width: 480px) {
      iframe { inset: 0; width: 100%; height: 100dvh; border-radius: 0; }
      .open ~ button { display: none; }
    }
    @media (prefers-reduced-motion: reduce) { iframe { transition: none; } }
    @media print { :host { display: none; } }`;

  let host, shadow, button, badge, status, frame;
  let isOpen = false;
  let isReady = false;
  let wantsFocus = false;

  function draw() {
    if (host) return;
    host = document.createElement("div");
    shadow = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [sheet];
    shadow.innerHTML =
      '<button type="button" aria-expanded="false"><svg class="bubble" viewBox="0 0 24 24"><path d="M21 12a8 8 0 0 1-8 8H4l2-3.4A8 8 0 1 1 21 12z"/></svg><svg class="down" viewBox="0 0 24 24"><path d="m6 9 6 6 6-6"/></svg><b></b></button><p role="status"></p>';
    [button, badge, status] = ["button", "b", "p"].map((name) => shadow.querySelector(name));
    button.onclick = () => (isOpen ? minimise() : open());
    button.onpointerenter = button.onfocus = prepare;
    showUnread(0);
    document.body.append(host);
    // He was talking on the page before: the panel is there again, without taking the focus.
    if (thisTab.get("open")) {
      show(true);
    } else if (everywhere.names().some((name) => name === KEPT + "chat" || name.startsWith(KEPT + "out."))) {
      prepare();
    }
  }

  /** Makes the iframe, unseen. */
  function prepare() {
    if (frame) return;
    frame = document.createElement("iframe");
    frame.src = `${server}/panel?site=${encodeURIComponent(site)}`;
    frame.title = "Chat";
    shadow.prepend(frame);
  }

  function show(now) {
    prepare();
    isOpen = now;
    frame.classList.toggle("open", now);
    button.setAttribute("aria-expanded", now);
    now ? thisTab.set("open", "1") : thisTab.drop("open");
    post({ shown: now });
  }

  function open() {
    show(true);
    wantsFocus = true;
    focusPanel();
  }

  function minimise() {
    show(false);
    button.focus();
  }

  function focusPanel() {
    if (!isReady || !wantsFocus) return;
    wantsFocus = false;
    frame.focus();
    post({ focus: true });
  }

  function showUnread(count) {
    badge.textContent = count ? Math.min(count, 99) : "";
    const unread = count ? `${count} unread message${count > 1 ? "s" : ""}` : "";
    status.textContent = unread;
    button.setAttribute("aria-label", unread ? `Chat, ${unread}` : "Chat");
  }

  // ---- The talk with the panel.

  function post(message) {
    if (isReady) frame.contentWindow.postMessage(message, server);
  }

  const kept = (storage) => storage.names().filter((name) => name.startsWith(KEPT)).map((name) => ({ name: name.slice(KEPT.length), text: storage.get(name) }));

  addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== server || !data) return;
    if ("ready" in data) {
      isReady = true;
      const all = [...kept(everywhere), ...kept(thisTab)].sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const one of all) post({ kept: one });
      post({ hello: { site, token, page: page() } });
      post({ shown: isOpen });
      focusPanel();
    } else if (data.keep) {
      const { name, text, tab } = data.keep;
      const storage = tab ? thisTab : everywhere;
      text == null ? storage.drop(KEPT + name) : storage.set(KEPT + name, text);
    } else if ("unread" in data) {
      showUnread(data.unread);
    } else if ("minimise" in data) {
      minimise();
    }
  });

  // Another tab of the visitor keeps something.
  addEventListener("storage", ({ key, newValue }) => {
    if (key?.startsWith(prefix + KEPT)) post({ kept: { name: key.slice((prefix + KEPT).length), text: newValue } });
  });

  connect();
})();
