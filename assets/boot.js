// Starts the app. A file of its own, because the page allows no inline script.
const own = document.querySelector("script[data-module]");
const booting = document.querySelector("#app .booting");

function fail(error) {
  console.error(error);
  booting.textContent =
    "Ascribe could not start in this browser. Reload the page; if that does not help, use a current Firefox, Chrome, Edge or Safari.";
}

// A page that shows Ascribe within itself could lay its own words over our buttons,
// so that a reader deletes what they meant to open. A policy in the page cannot
// forbid that, so the app does not start there.
function refuseToBeFramed() {
  const link = document.createElement("a");
  link.href = location.href;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Open Ascribe in a window of its own";
  booting.textContent = "Ascribe does not open within another page: that page could trick you into pressing its buttons. ";
  booting.append(link);
}

async function start() {
  const { default: load } = await import(new URL(own.dataset.script, document.baseURI));
  // The app takes the place of the words that say it is opening.
  await load({ module_or_path: new URL(own.dataset.module, document.baseURI) });
}

// Only these addresses may become scripts of workers.
const OFFLINE = "offline.js";
const BESIDE = { worker: "ascribe-worker_loader.js", reader: "ascribe-reader_loader.js" };
const policy = window.trustedTypes?.createPolicy("boot", {
  createScriptURL: (url) => {
    if (url !== OFFLINE && !Object.values(BESIDE).includes(url)) throw new TypeError(`not a script of Ascribe: ${url}`);
    return url;
  },
});
const trusted = (url) => (policy ? policy.createScriptURL(url) : url);

// Called by the app when there is long work to be done beside the page.
window.startWorker = (name) => new Worker(trusted(BESIDE[name]));

// Offline use. Browsers have none over http on a network; where storage is blocked,
// asking for it is refused already.
async function keepForOfflineUse() {
  try {
    if (!navigator.serviceWorker) return;
    const kept = await navigator.serviceWorker.register(trusted(OFFLINE));
    // A newer version is fetched at every start. It takes over when no page of the
    // old one is open any more, so that a page is never a mixture of two.
    if (navigator.serviceWorker.controller) await kept.update();
  } catch (error) {
    // Offline, or where storage is blocked. The app works all the same.
    console.info("Ascribe could not be kept or renewed for offline use:", error.message);
  }
}

if (window.top !== window.self) {
  refuseToBeFramed();
} else {
  start().catch(fail);
  keepForOfflineUse();
}
