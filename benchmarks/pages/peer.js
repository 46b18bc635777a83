// What every peer's page shares. The markup comes from server.mjs.
export const element = document.getElementById('article');
export const selector = (annotation, type) => annotation.target.selector.find((s) => s.type === type);
export const label = (annotation) => annotation.body[0].value;

/** Tells the harness how to ask this page; `peer` has load(list), count(), has(id), added(). */
export function install(peer) {
  let loaded = false;
  let before;
  document.getElementById('file').addEventListener('change', async (event) => {
    const list = JSON.parse(await event.target.files[0].text());
    await peer.load(list);
    loaded = true;
  });
  window.subject = {
    ...peer,
    blocks: () => element.children,
    isLoaded: ({ first }) => loaded && peer.has(first),
    beforeAdd: () => { before = peer.added(); },
    isAdded: () => peer.added() !== before && peer.has(peer.added()),
  };
  performance.mark('ready');
}

/** Calls back with what the mouse selected in the article, then lets the selection go. */
export function onSelected(use) {
  document.addEventListener('pointerup', () => {
    const selection = getSelection();
    if (selection.isCollapsed || !element.contains(selection.getRangeAt(0).commonAncestorContainer)) return;
    use(selection.getRangeAt(0));
    selection.removeAllRanges();
  });
}

let made = 0;
export const newId = () => `new-${++made}`;

/** Offsets in the article's text to places in its text nodes. */
export function textNodes(root = element) {
  const nodes = [];
  const starts = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let length = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push(node);
    starts.push(length);
    length += node.length;
  }
  /** The node that holds the character at an offset, and where in it. */
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return [nodes[low], offset - starts[low], low];
  };
}

/** Ranges to offsets in the article's text, in one walk over it. */
window.offsets = (found) => {
  const starts = new Map();
  let length = 0;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    starts.set(node, length);
    length += node.length;
  }
  const offset = (node, at) => {
    if (starts.has(node)) return starts.get(node) + at;
    const before = document.createRange();
    before.setStart(element, 0);
    before.setEnd(node, at);
    return before.toString().length;
  };
  return found.map((it) =>
    it instanceof Range ? [offset(it.startContainer, it.startOffset), offset(it.endContainer, it.endOffset)] : it,
  );
};
