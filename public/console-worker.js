// The installed console's service worker. It keeps one page: the one that says that the machine is off line. Everything
// else is the browser's own business: the program's files carry a hash and are kept for ever, and what the console shows
// must never be an old copy.

const KEPT = "off-line-2";
const FILES = ["/application/off-line", "/application/alone.css", "/application/off-line.js", "/favicon.svg"];

addEventListener("install", (event) => {
  // Past the browser's own cache, which may still have a file of the version before.
  const anew = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(anew)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name))));
  event.waitUntil(others.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(FILES[0])));
  } else if (FILES.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
