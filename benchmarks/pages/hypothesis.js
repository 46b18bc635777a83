// Hypothesis's own anchoring and highlighter, which build.mjs takes from the source map in
// its package. The rest of its client needs a server; the loop around them is its guest's.
import { anchor, describe } from 'hypothesis-source/annotator/anchoring/html';
import { TextRange } from 'hypothesis-source/annotator/anchoring/text-range';
import { Highlighter } from 'hypothesis-source/annotator/highlighter';
import { element, install, label, newId, onSelected } from './peer.js';

const highlighter = new Highlighter(document.body);
const held = new Map();
let last;

function highlight(id, range, name, selectors) {
  for (const span of highlighter.highlightRange(range, name)) span.dataset.id = id;
  held.set(id, selectors);
}

install({
  async load(list) {
    for (const annotation of list) {
      try {
        const range = await anchor(element, annotation.target.selector);
        highlight(annotation.id, TextRange.fromRange(range).toRange(), label(annotation), annotation.target.selector);
      } catch {
        // What is not found is an orphan there too.
      }
    }
  },
  count: () => held.size,
  has: (id) => held.has(id) && element.querySelector(`hypothesis-highlight[data-id="${id}"]`) !== null,
  added: () => last,
});
onSelected((range) => {
  last = newId();
  highlight(last, range, 'claim', describe(element, range));
});
