// Says in the operator's language that the machine is off line, and opens the console again as soon as the server answers. The
// browser's own word on the network is only a hint: a machine can be on line while the server is not.

const EVERY = 5000;
const SPOKEN = ["en", "de", "fr", "es"];

/** What was chosen in the console, which keeps it there (`app/src/live/keep.rs`); null if the browser's counts. */
function chosen() {
  try {
    return localStorage.getItem("switchboard/language");
  } catch {
    return null; // a browser that keeps nothing
  }
}

// Before anything is drawn: alone.css shows the text of the page's language.
const tags = [chosen(), ...navigator.languages].map((tag) => `${tag}`.split("-")[0].toLowerCase());
document.documentElement.lang = tags.find((tag) => SPOKEN.includes(tag)) ?? "en";

async function tryAgain() {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => undefined);
  if (answer?.ok) location.reload();
}

addEventListener("DOMContentLoaded", () => {
  const shown = document.querySelector(`main > [lang="${document.documentElement.lang}"]`);
  document.title = `${shown.querySelector("h1").textContent} – Switchboard`;
  shown.querySelector("button").addEventListener("click", () => location.reload());
});
addEventListener("online", tryAgain);
setInterval(tryAgain, EVERY);
