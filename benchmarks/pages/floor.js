// The browser's floor: one CSS highlight for each label and nothing else.
import { install, label, newId, onSelected, selector, textNodes } from './peer.js';

const at = textNodes();
const groups = { claim: new Highlight(), source: new Highlight(), entity: new Highlight() };
for (const [name, group] of Object.entries(groups)) CSS.highlights.set(name, group);
const ranges = new Map();
let last;

function mark(id, name, [startContainer, startOffset], [endContainer, endOffset]) {
  const range = new StaticRange({ startContainer, startOffset, endContainer, endOffset });
  groups[name].add(range);
  ranges.set(id, range);
}

install({
  load(list) {
    for (const annotation of list) {
      const { start, end } = selector(annotation, 'TextPositionSelector');
      const [node, offset] = at(end - 1);
      mark(annotation.id, label(annotation), at(start), [node, offset + 1]);
    }
  },
  count: () => ranges.size,
  has: (id) => ranges.has(id),
  added: () => last,
});
onSelected((range) => {
  last = newId();
  mark(last, 'claim', [range.startContainer, range.startOffset], [range.endContainer, range.endOffset]);
});
