// Opens the console again as soon as the server answers. The browser's own word on the network is only a hint: a machine
// can be on line while the server is not.

const EVERY = 5000;

async function tryAgain() {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => undefined);
  if (answer?.ok) location.reload();
}

document.getElementById("again").addEventListener("click", () => location.reload());
addEventListener("online", tryAgain);
setInterval(tryAgain, EVERY);
