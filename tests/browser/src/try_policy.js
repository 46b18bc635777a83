// A script of the page's own origin that tries, once the app stands, all that the
// policy must block. A row says what is tried, what of the policy blocks it, and how it
// is tried. `window.outcome` has what came of each, `window.ended` the rest once all were tried.
const SCRIPTS = ["script-src", "script-src-elem", "script-src-attr", "require-trusted-types-for"];
const TYPES = ["require-trusted-types-for"];
const MARKUP_IN_PAGE = ["require-trusted-types-for", "script-src-attr"];
const CONNECT = ["connect-src"];
const AWAY = "http://ELSEWHERE/";
const CODE = "window.ran = true";
const MARKUP = `<img src=x onerror="${CODE}"><script>${CODE}</` + `script>`;

// An element in the page, with attributes and text.
function put(name, attributes = {}, text = "") {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(text);
  document.body.append(element);
  return element;
}

function blobOf(code) {
  return URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
}

const ATTEMPTS = [
  ["eval", SCRIPTS, () => eval(CODE)],
  ["eval by another name", SCRIPTS, () => (0, eval)(CODE)],
  ["new Function", SCRIPTS, () => new Function(CODE)()],
  ["an async function of a text", SCRIPTS, () => (async () => {}).constructor(CODE)()],
  ["a text as a timer", SCRIPTS, () => setTimeout(CODE)],
  ["a text as a repeated timer", SCRIPTS, () => clearInterval(setInterval(CODE, 1))],
  ["an inline script", SCRIPTS, () => put("script", {}, CODE)],
  ["an inline script by its text", SCRIPTS, () => (put("script").text = CODE)],
  ["an inline module", SCRIPTS, () => put("script", { type: "module" }, CODE)],
  ["a handler attribute", SCRIPTS, () => put("button", { onclick: CODE }).click()],
  ["a handler attribute of an image", SCRIPTS, () => put("img", { onerror: CODE, src: "missing" })],
  ["a script in SVG", SCRIPTS, () => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const script = document.createElementNS("http://www.w3.org/2000/svg", "script");
    script.append(CODE);
    svg.append(script);
    document.body.append(svg);
  }],
  ["a javascript: link", SCRIPTS, () => put("a", { href: `javascript:${CODE}` }, "here").click()],
  ["a javascript: link in disguise", SCRIPTS, () => put("a", { href: `\u0001jAvA\tscript:${CODE}` }, "here").click()],
  ["a javascript: address", SCRIPTS, () => (location.href = `javascript:${CODE}`)],
  ["a javascript: form", ["form-action", ...SCRIPTS], () => put("form", { action: `javascript:${CODE}` }).submit()],
  ["a javascript: frame", ["frame-src", ...SCRIPTS], () => put("iframe", { src: `javascript:parent.${CODE}` })],
  ["a frame of a text", TYPES, () => put("iframe", { srcdoc: `<script>parent.${CODE}</` + `script>` })],
  ["a frame from elsewhere", ["frame-src"], () => put("iframe", { src: AWAY })],
  ["a frame of data:", ["frame-src"], () => put("iframe", { src: `data:text/html,${MARKUP}` })],
  ["an object", ["object-src", ...TYPES], () => put("object", { data: AWAY })],
  ["an embedded thing", ["object-src", ...TYPES], () => put("embed", { src: AWAY })],
  ["a script from elsewhere", SCRIPTS, () => put("script", { src: `${AWAY}a.js` })],
  ["a script of data:", SCRIPTS, () => put("script", { src: `data:text/javascript,${CODE}` })],
  ["importing from elsewhere", SCRIPTS, () => import(`${AWAY}a.js`)],
  ["importing data:", SCRIPTS, () => import(`data:text/javascript,${CODE}`)],
  ["importing a blob", SCRIPTS, () => import(blobOf(CODE))],
  ["a module loaded ahead from elsewhere", SCRIPTS, () => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href: AWAY }));
  }],
  ["a worker of a blob", ["worker-src", ...TYPES], () => new Worker(blobOf(CODE))],
  ["a worker of our own origin, by a text", TYPES, () => new Worker("boot.js")],
  ["a shared worker", ["worker-src", ...TYPES], () => new SharedWorker(blobOf(CODE))],
  ["a service worker", TYPES, () => navigator.serviceWorker.register("boot.js")],
  ["innerHTML", MARKUP_IN_PAGE, () => (put("p").innerHTML = MARKUP)],
  ["innerHTML of a template", TYPES, () => (document.createElement("template").innerHTML = MARKUP)],
  ["outerHTML", MARKUP_IN_PAGE, () => (put("p").outerHTML = MARKUP)],
  ["insertAdjacentHTML", MARKUP_IN_PAGE, () => put("p").insertAdjacentHTML("beforeend", MARKUP)],
  ["setHTMLUnsafe", MARKUP_IN_PAGE, () => put("p").setHTMLUnsafe(MARKUP)],
  ["parseHTMLUnsafe", TYPES, () => Document.parseHTMLUnsafe(MARKUP)],
  ["a fragment of markup", TYPES, () => document.createRange().createContextualFragment(MARKUP)],
  ["document.write", TYPES, () => document.write(MARKUP)],
  ["DOMParser", TYPES, () => new DOMParser().parseFromString(MARKUP, "text/html")],
  ["document.execCommand", TYPES, () => document.execCommand("insertHTML", false, MARKUP)],
  ["a policy that trusts everything", ["trusted-types"], () => trustedTypes.createPolicy("default", { createHTML: (text) => text })],
  ["a second policy by our name", ["trusted-types"], () => trustedTypes.createPolicy("boot", { createHTML: (text) => text })],
  ["a style attribute", ["style-src-attr"], () => put("p", { style: "color: red" })],
  ["a style element", ["style-src-elem"], () => put("style", {}, "* { color: red !important }")],
  ["a style sheet from elsewhere", ["style-src-elem"], () => put("link", { rel: "stylesheet", href: AWAY })],
  ["a style sheet of data:", ["style-src-elem"], () => put("link", { rel: "stylesheet", href: "data:text/css,*{color:red}" })],
  ["an image from elsewhere", ["img-src"], () => put("img", { src: `${AWAY}a.png` })],
  ["an image of data:", ["img-src"], () => put("img", { src: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" })],
  ["an image of a style", ["img-src"], () => (put("p", {}, "x").style.backgroundImage = `url(${AWAY}b.png)`)],
  ["a font from elsewhere", ["font-src"], () => new FontFace("elsewhere", `url(${AWAY})`).load()],
  ["a sound from elsewhere", ["media-src"], () => put("audio", { src: AWAY })],
  ["something loaded ahead from elsewhere", ["img-src", "default-src"], () => put("link", { rel: "preload", as: "image", href: `${AWAY}c.png` })],
  ["fetching from elsewhere", CONNECT, () => fetch(AWAY)],
  ["sending elsewhere without asking", CONNECT, () => fetch(AWAY, { method: "POST", mode: "no-cors", body: "marks" })],
  ["an XMLHttpRequest elsewhere", CONNECT, () => {
    const request = new XMLHttpRequest();
    request.open("GET", AWAY);
    request.send();
  }],
  ["a beacon", CONNECT, () => navigator.sendBeacon(AWAY, "marks")],
  ["a socket", CONNECT, () => new WebSocket("ws://ELSEWHERE/")],
  ["a stream of events", CONNECT, () => new EventSource(AWAY)],
  ["a ping", CONNECT, () => put("a", { href: "#/", ping: AWAY }, "here").click()],
  ["a form that sends elsewhere", ["form-action"], () => put("form", { action: AWAY, method: "post" }).submit()],
  ["a form that sends to us", ["form-action"], () => put("form", { action: "violations", method: "post" }).submit()],
  ["another base for addresses", ["base-uri"], () => document.head.append(Object.assign(document.createElement("base"), { href: AWAY }))],
];

// In a browser without Trusted Types the rest of the policy blocks what would run.
const policy = document.querySelector("meta[http-equiv]").content;
const isBlocked = ([, directives]) =>
  directives.some((directive) => !directive.includes("trusted-types") || policy.includes(directive));
const tried = ATTEMPTS.filter(isBlocked);
window.attempts = tried.map(([what]) => what);
const outcome = (window.outcome = []);
const heard = [];
let tell = () => {};
addEventListener("securitypolicyviolation", (event) => {
  heard.push(event.effectiveDirective);
  tell();
});

// Waits until the app stands: the policy must let it.
const stands = () =>
  new Promise((resolve) => {
    const look = () => (document.querySelector("header.bar") ? resolve() : requestAnimationFrame(look));
    look();
  });

async function tryAll() {
  await stands();
  for (const [what, directives, attempt] of tried) {
    const before = heard.length;
    const isHeard = () => heard.slice(before).some((directive) => directives.includes(directive));
    const blocked = new Promise((resolve) => (tell = () => isHeard() && resolve()));
    try {
      await Promise.race([attempt(), blocked]);
    } catch {
      // Some attempts throw, some fail; what counts is what the policy says.
    }
    // In vain for what is never blocked: then nothing comes after it.
    await blocked;
    outcome.push({ what, by: heard.slice(before), ran: window.ran === true });
  }
  const red = [...document.querySelectorAll("p, style")].some((p) => getComputedStyle(p).color === "rgb(255, 0, 0)");
  window.ended = { red, base: document.baseURI };
}

tryAll();
