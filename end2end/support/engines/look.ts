// Finds things on a page as people do: by what they are and what they are called. These functions
// run in the page, so each is self-contained.

/** The kinds of things that can be found. */
export const KINDS = {
  button: "button, [role=button]",
  link: "a[href]",
  field: "input:not([type=hidden]), textarea, select, [role=combobox]",
  row: "tr, [role=row]",
  heading: "h1, h2, h3",
  dialog: "dialog[open], [role=dialog]",
  menu: "[role=menu]",
  menuitem: "[role=menuitem]",
  option: "[role=option]",
  switch: "[role=switch], input[type=checkbox]",
  text: "p, span, li, td, h1, h2, h3, div.text, .bubble",
} as const;
export type Kind = keyof typeof KINDS;

export interface Thing {
  name: string;
  /** Its content, or what was typed into it. */
  text: string;
  isFocused: boolean;
  /** Its centre in the frame's viewport, and whether a click there hits it. */
  x: number;
  y: number;
  isOnTop: boolean;
}

/** All visible things that match these selectors and whose name contains this, in page order. */
export function look(selectors: string, name: string): Thing[] {
  const tidy = (text: string | null | undefined) => (text ?? "").replace(/\s+/g, " ").trim();
  const shadows = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  const roots: (Document | ShadowRoot)[] = [document, ...shadows];
  const nameOf = (element: Element) => {
    const by = element.getAttribute("aria-labelledby")?.split(" ").map((id) => document.getElementById(id)?.textContent).join(" ");
    const labels = "labels" in element ? [...(element.labels as NodeListOf<HTMLElement> | null ?? [])].map((label) => label.textContent).join(" ") : "";
    const own = element.matches("input, textarea, select") ? element.getAttribute("placeholder") : (element as HTMLElement).innerText;
    return tidy(by || element.getAttribute("aria-label") || labels || own || element.getAttribute("title"));
  };
  return roots.flatMap((root) =>
    [...root.querySelectorAll(selectors)].flatMap((element): Thing[] => {
      const box = element.getBoundingClientRect();
      const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
      const top = root.elementFromPoint(x, y);
      const isVisible = box.width > 1 && box.height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      if (!isVisible) return [];
      const thing = {
        name: nameOf(element),
        text: tidy("value" in element && !element.matches("li, button") ? String(element.value) : (element as HTMLElement).innerText),
        isFocused: document.hasFocus() && element.matches(":focus"),
        x,
        y,
        isOnTop: top !== null && (element.contains(top) || top.contains(element)),
      };
      return thing.name.includes(name) ? [thing] : [];
    }),
  );
}
