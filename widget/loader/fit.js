// A phone's keyboard covers what is behind it; the panel moves out of its way.

/** Fits the frame into the visible part of the window. */
export function fit({ root }) {
  const { scale, height, offsetTop } = window.visualViewport;
  if (scale > 1.01) return;
  root.host.style.setProperty("--height", `${height}px`);
  root.host.style.setProperty("--top", `${offsetTop}px`);
}
