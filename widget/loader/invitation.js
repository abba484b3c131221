// The card beside the launcher by which an operator invites the visitor to a chat (manual B2).
//
// It never takes the focus and leaves the page usable. It disappears when the invitation is
// answered, here or elsewhere, is withdrawn or expires. While the panel is open, the panel shows
// the invitation instead.

const STYLE = `
aside {
  position: absolute;
  inset: auto 0 72px auto;
  box-sizing: border-box;
  width: min(300px, 100vw - 40px);
  padding: 14px 16px;
  border: 1px solid transparent;
  border-radius: 10px;
  color: light-dark(#222, #eee);
  background: var(--surface);
  box-shadow: var(--shadow);
  overflow-wrap: anywhere;
}
[aria-expanded=true] ~ aside, [aria-busy=true] ~ aside { display: none; }
strong, span { display: -webkit-box; -webkit-box-orient: vertical; overflow: hidden; }
strong { margin-inline-end: 24px; -webkit-line-clamp: 1; }
span { margin: 2px 0 12px; white-space: pre-line; -webkit-line-clamp: 5; }
aside button {
  width: auto;
  height: auto;
  margin-inline-end: 8px;
  padding: 8px 14px;
  border: 1px solid transparent;
  border-radius: 6px;
  font: 500 14px/1.4 system-ui, sans-serif;
  box-shadow: none;
}
aside button ~ button { color: inherit; background: light-dark(#0000000f, #ffffff17); }
aside button.close {
  position: absolute;
  inset-block-start: 8px;
  inset-inline-end: 8px;
  margin: 0;
  padding: 0 8px;
  font-size: 20px;
  background: none;
}
@media (max-width: 480px), (max-height: 420px) { span { -webkit-line-clamp: 2; } }
@media (prefers-reduced-motion: no-preference) {
  aside { animation: come .16s; }
  @keyframes come { from { opacity: 0; transform: translateY(8px); } }
}
`;

let card;
/** The visitor's answer, until the server confirms it. */
let answer;

/** Shows this invitation, or removes the card if there is no message. */
export function invitation(page, message) {
  if (!message) {
    answer = null;
    return remove(page);
  }
  const { chat, author, body } = message;
  if (answer?.chat === chat) return tell(page);
  const put_away = `${page.prefix}put_away`;
  if (!body.text || page.forTab[put_away] === chat) return;
  // If the page replaced its document, the card is gone too.
  if (!card?.isConnected) card = draw(page, {
    accept() {
      answer = { chat, accept: true };
      tell(page);
      page.enter();
    },
    decline() {
      answer = { chat, accept: false };
      tell(page);
    },
    close() {
      page.forTab[put_away] = chat;
    },
  });
  // Text goes into the existing element: screen readers announce only what changes within it.
  setTimeout(() => {
    const [name, text] = card?.querySelectorAll("strong, span") || [];
    if (!name) return;
    name.textContent = author.operator.name;
    text.textContent = body.text;
  }, 50);
}

function tell(page) {
  page.say({ answer_invitation: answer });
}

function draw(page, acts) {
  const { texts } = page;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  page.root.adoptedStyleSheets = [page.root.adoptedStyleSheets[0], sheet];
  const card = document.createElement("aside");
  card.ariaLabel = texts.invitation;
  // Prepares the panel as soon as the visitor seems to want it.
  card.onpointerenter = card.onfocusin = page.prepare;
  const words = document.createElement("div");
  words.setAttribute("role", "status");
  words.append(document.createElement("strong"), document.createElement("span"));
  card.append(words);
  for (const name of Object.keys(acts)) {
    const button = document.createElement("button");
    button.className = name;
    button.textContent = name === "close" ? "×" : texts[name];
    button.ariaLabel = texts[name];
    button.onclick = () => {
      remove(page);
      acts[name]();
    };
    card.append(button);
  }
  page.root.append(card);
  return card;
}

/** A visitor with the keyboard on the card is not sent back to the top of the page. */
function remove(page) {
  const had = card?.contains(page.root.activeElement);
  card?.remove();
  card = null;
  if (had) page.root.querySelector("button").focus();
}
