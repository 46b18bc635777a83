// What must be true of every screen, whatever files say: no script ran, nothing of a
// file became an element or an attribute, what is expected is shown as text, and no
// text turns the direction of what stands beside it. Answers with what is not so.
const [expected] = arguments;
const wrong = [];
if (window.pwned !== undefined) wrong.push("a script ran");

const OURS = ["boot.js", "test.js"];
const NEVER = `iframe, frame, frameset, object, embed, applet, img, image, picture, video, audio, source, track, base,
  style, form[action], math, portal, marquee, template, foreignObject, animate, set, use, discard, xss, x, slot, plaintext,
  keygen, layer, bgsound, link[rel=import], meta[http-equiv=refresh], [style*=url], [srcdoc], [formaction], [poster]`;
for (const element of document.querySelectorAll(NEVER)) wrong.push(`<${element.localName}> came from a file`);
for (const script of document.scripts) {
  if (!OURS.some((name) => script.src === new URL(name, location.origin).href)) wrong.push("a script came from a file");
}
for (const element of document.querySelectorAll("*")) {
  for (const { name, value } of element.attributes) {
    if (name.startsWith("on")) wrong.push(`${element.localName} has ${name}`);
    if (["href", "src", "xlink:href", "action"].includes(name)) {
      const { protocol } = new URL(value, location.href);
      if (!["http:", "https:"].includes(protocol)) wrong.push(`${element.localName} leads to ${protocol}`);
    }
  }
  if (element.target === "_blank" && !element.relList.contains("noopener")) wrong.push("a link lends its window");
}

// White space and what sets directions apart are the page's to change.
const plain = (text) => text.replace(/[\s\u0000-\u001f\u0085\u2066-\u2069]+/g, "");
const fields = [...document.querySelectorAll("input, textarea")].map((field) => field.value);
const shown = plain([document.documentElement.textContent, document.title, ...fields].join(""));
for (const text of expected) if (!shown.includes(plain(text))) wrong.push(`${JSON.stringify(text)} is not shown`);

// Whether all that turns directions in a text ends with it.
function isClosed(text) {
  const open = [];
  for (const character of text) {
    if (/[\u2066-\u2068]/.test(character)) open.push("isolate");
    if (/[\u202a\u202b\u202d\u202e]/.test(character)) open.push("embedding");
    if (character === "\u202c" && open.at(-1) === "embedding") open.pop();
    if (character === "\u2069") {
      if (!open.includes("isolate")) return false;
      while (open.pop() !== "isolate");
    }
  }
  return open.length === 0;
}
const isIsolated = (element) => {
  const { display, unicodeBidi } = getComputedStyle(element);
  return !["inline", "contents"].includes(display) || ["isolate", "plaintext", "isolate-override"].includes(unicodeBidi);
};
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const { data, parentElement } = texts.currentNode;
  if (isClosed(data) || parentElement.closest("[data-block], textarea, .only-heard")) continue;
  let around = parentElement;
  while (!isIsolated(around)) around = around.parentElement;
  const beside = around.textContent.replace(data, "").trim();
  if (beside) wrong.push(`${parentElement.outerHTML.slice(0, 120)} turns what is beside it: ${beside.slice(0, 60)}`);
}
return [...new Set(wrong)];
