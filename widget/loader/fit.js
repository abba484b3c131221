// The keyboard of a phone covers what is behind it; the panel keeps clear of it.

/** Gives the frame the part of the window that is in sight. */
export function fit({ root }) {
  const { scale, height, offsetTop } = window.visualViewport;
  if (scale > 1.01) return;
  root.host.style.setProperty("--height", `${height}px`);
  root.host.style.setProperty("--top", `${offsetTop}px`);
}
