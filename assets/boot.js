// Starts the app. A file of its own, because the page allows no inline script.
const own = document.querySelector("script[data-module]");

function fail(error) {
  console.error(error);
  const words = document.querySelector("#app .booting");
  if (words) {
    words.textContent =
      "Ascribe could not start in this browser. Reload the page; if that does not help, use a current Firefox, Chrome, Edge or Safari.";
  }
}

async function start() {
  const { default: load } = await import(new URL(own.dataset.script, document.baseURI));
  // The app takes the place of the words that say it is opening.
  await load({ module_or_path: new URL(own.dataset.module, document.baseURI) });
}

// Only these two addresses may become scripts of workers.
const OFFLINE = "offline.js";
const WORKER = "ascribe-worker_loader.js";
const policy = window.trustedTypes?.createPolicy("boot", {
  createScriptURL: (url) => {
    if (url !== OFFLINE && url !== WORKER) throw new TypeError(`not a script of Ascribe: ${url}`);
    return url;
  },
});
const trusted = (url) => (policy ? policy.createScriptURL(url) : url);

// Called by the app when there is long work to be done beside the page.
window.startWorker = () => new Worker(trusted(WORKER));

// Offline use.
async function keepForOfflineUse() {
  try {
    const kept = await navigator.serviceWorker.register(trusted(OFFLINE));
    // A newer version is fetched at every start. It takes over when no page of the
    // old one is open any more, so that a page is never a mixture of two.
    if (navigator.serviceWorker.controller) await kept.update();
  } catch (error) {
    // Offline, or where storage is blocked. The app works all the same.
    console.info("Ascribe could not be kept or renewed for offline use:", error.message);
  }
}

start().catch(fail);

// Missing over http on a network; refused where storage is blocked.
if (navigator.serviceWorker) keepForOfflineUse();
