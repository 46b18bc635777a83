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

try {
  const { default: start } = await import(new URL(own.dataset.script, document.baseURI));
  // The app takes the place of the words that say it is opening.
  await start({ module_or_path: new URL(own.dataset.module, document.baseURI) });
} catch (error) {
  fail(error);
}

// Offline use. Only this one address may become a service worker's script.
if ("serviceWorker" in navigator && !own.dataset.module.includes("?")) {
  const worker = "offline.js";
  const policy = window.trustedTypes?.createPolicy("boot", {
    createScriptURL: (url) => {
      if (url !== worker) throw new TypeError(`not a script of Ascribe: ${url}`);
      return url;
    },
  });
  navigator.serviceWorker.register(policy ? policy.createScriptURL(worker) : worker).catch((error) => {
    // For instance over http on a network: the app then works while it is open.
    console.info("Ascribe will not be available offline here:", error.message);
  });
}
