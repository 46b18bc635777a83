// Keeps the app for offline use. Written by the build: the list of files and a
// name that changes whenever any of them does.
const FILES = [/* files */];
// Caches belong to the whole origin; ours to this place on it.
const OURS = `ascribe/offline/${self.registration.scope}/`;
const CACHE = OURS + "/* version */";

// All or nothing: a version with a file missing is never used.
self.addEventListener("install", (event) => {
  const fresh = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

// The new version takes over once no page of the old one is open, so a page is
// never served a mixture of two.
self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith(OURS) && name !== CACHE;
  const clean = caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name))));
  // The page of the first visit needs the rest of its files from here, too.
  event.waitUntil(clean.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isOurs = new URL(request.url).origin === self.location.origin;
  if (request.method !== "GET" || !isOurs) return;
  const { origin, pathname } = new URL(request.url);
  const isApp = [self.registration.scope, `${self.registration.scope}index.html`].includes(origin + pathname);
  const wanted = request.mode === "navigate" && isApp ? "./" : request;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(wanted))
      .then((kept) => kept ?? fetch(request)),
  );
});
