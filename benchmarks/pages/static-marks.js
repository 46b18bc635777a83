// Ready-made marks without an app: overlapping annotations are cut into flat <mark> elements,
// made once with createElement. An edit touches only its own marks. This is what Ascribe is
// measured against: the least that gives every passage an element of its own.
import { element, install, label, newId, onSelected, selector } from './peer.js';

const LISTED = 20;
const labels = new Map();
const marksOf = (id) => element.querySelectorAll(`mark[data-annotation~="${id}"]`);
const button = (words, act) => {
  const made = document.createElement('button');
  made.textContent = words;
  made.addEventListener('click', act);
  return made;
};

const bar = document.getElementById('bar');
bar.style.cssText = 'position:sticky;top:0;background:#fff;overflow:auto;white-space:nowrap';
let last;
let chosen;
let removed = [];
bar.append(
  button('Relabel', () => {
    labels.set(last, 'source');
    for (const mark of marksOf(last)) mark.className = 'source';
  }),
  button('Remove', () => {
    removed = [...marksOf(last)].map((mark) => ({ mark, nodes: [...mark.childNodes] }));
    for (const { mark, nodes } of removed) mark.replaceWith(...nodes);
    labels.delete(last);
  }),
  button('Undo', () => {
    for (const { mark, nodes } of removed) {
      nodes[0].before(mark);
      mark.append(...nodes);
    }
    labels.set(last, 'claim');
  }),
);

function markOf(ids, text) {
  const mark = document.createElement('mark');
  mark.className = labels.get(ids.at(-1));
  mark.dataset.annotation = ids.join(' ');
  mark.append(text);
  return mark;
}

/** The nodes of one block whose annotations are [id, start, end], cut where any begins or ends. */
function cut(text, rows) {
  const edges = [...new Set([0, text.length, ...rows.flatMap(([, start, end]) => [start, end])])].sort((a, b) => a - b);
  const starting = Map.groupBy(rows, ([, start]) => start);
  let open = [];
  return edges.slice(0, -1).map((edge, i) => {
    open = open.filter(([, , end]) => end > edge).concat(starting.get(edge) ?? []);
    const piece = text.slice(edge, edges[i + 1]);
    return open.length ? markOf(open.map(([id]) => id), piece) : document.createTextNode(piece);
  });
}

install({
  load(list) {
    const blocks = [...element.children].map((block) => ({ block, text: block.textContent, rows: [] }));
    let length = 0;
    for (const block of blocks) {
      block.start = length;
      length += block.text.length + 1;
    }
    for (const annotation of list) {
      labels.set(annotation.id, label(annotation));
      const { start, end } = selector(annotation, 'TextPositionSelector');
      let low = 0;
      for (let high = blocks.length - 1; low < high; ) {
        const middle = (low + high + 1) >> 1;
        if (blocks[middle].start <= start) low = middle;
        else high = middle - 1;
      }
      for (; low < blocks.length && blocks[low].start < end; low++) {
        const { start: base, text, rows } = blocks[low];
        rows.push([annotation.id, Math.max(0, start - base), Math.min(text.length, end - base)]);
      }
    }
    for (const { block, text, rows } of blocks) if (rows.length) block.replaceChildren(...cut(text, rows));
    const items = list.slice(0, LISTED).map(({ id }) =>
      button('Choose', () => {
        chosen = id;
        for (const mark of marksOf(id)) mark.classList.add('is-active');
      }),
    );
    bar.append(...items);
  },
  count: () => labels.size,
  has: (id) => id !== undefined && marksOf(id).length > 0,
  added: () => last,
  target: (action) =>
    action === 'hover'
      ? probe.firstSeen([...element.querySelectorAll('mark')])
      : [...bar.querySelectorAll('button')].find((it) => it.textContent === { relabel: 'Relabel', remove: 'Remove', undo: 'Undo', select: 'Choose' }[action]),
  isRelabelled: () => [...marksOf(last)].every((mark) => mark.className === 'source'),
  isRemoved: () => marksOf(last).length === 0,
  isBack: () => marksOf(last).length > 0,
  isChosen: () => chosen !== undefined && marksOf(chosen)[0].matches('.is-active'),
  isHovered: () => element.querySelector('mark:hover') !== null,
});
onSelected((range) => {
  const walker = document.createTreeWalker(range.commonAncestorContainer.parentElement, NodeFilter.SHOW_TEXT);
  const touched = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) if (range.intersectsNode(node)) touched.push(node);
  const { startContainer, startOffset, endContainer, endOffset } = range;
  last = newId();
  labels.set(last, 'claim');
  for (const node of touched) {
    const from = node === startContainer ? startOffset : 0;
    const to = node === endContainer ? endOffset : node.length;
    if (from >= to) continue;
    const piece = node.splitText(from);
    piece.splitText(to - from);
    const mark = markOf([last], '');
    piece.replaceWith(mark);
    mark.append(piece);
  }
});
