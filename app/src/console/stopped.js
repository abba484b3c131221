// After a crash the page is frozen, but its socket stays open and the operator seems to be
// available. Another page says what happened. Leaving this one closes the socket, so that no
// visitor is sent to an operator who cannot answer.

/**
 * Watches for crashes: panics, and exceptions that passed through Wasm. Ignores errors of other
 * scripts.
 */
export function watch() {
  const leave = (error) => {
    if (error instanceof WebAssembly.RuntimeError || /\bwasm\b/i.test(error?.stack ?? "")) {
      location.replace(`/console/stopped?at=${encodeURIComponent(location.pathname)}`);
    }
  };
  addEventListener("error", (event) => leave(event.error));
  addEventListener("unhandledrejection", (event) => leave(event.reason));
}
