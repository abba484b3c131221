// When the program breaks off, nothing on the page moves any more, and the operator who looks at it seems to be there. Another page
// says so; with this one its socket goes, and nobody is sent to an operator who cannot answer.

/** Watches for what breaks the program off: a panic, or an exception that went through it. Other scripts' errors are theirs. */
export function watch() {
  const leave = (error) => {
    if (error instanceof WebAssembly.RuntimeError || /\bwasm\b/i.test(error?.stack ?? "")) {
      location.replace(`/console/stopped?at=${encodeURIComponent(location.pathname)}`);
    }
  };
  addEventListener("error", (event) => leave(event.error));
  addEventListener("unhandledrejection", (event) => leave(event.reason));
}
