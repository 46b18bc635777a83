// Written by builds for development: removes what an earlier build kept for
// offline use, so that a reload shows the newest build.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const isOurs = (name) => name.startsWith(`ascribe/offline/${self.registration.scope}/`);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(isOurs).map((name) => caches.delete(name))))
      .then(() => self.registration.unregister()),
  );
});
