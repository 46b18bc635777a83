// Apache Annotator has no store and no interface: this is the loop that its manual shows,
// each annotation found by its quote, then wrapped in <mark>.
import { createTextQuoteSelectorMatcher, highlightText } from '@apache-annotator/dom';
import { element, install, label, newId, onSelected, selector } from './peer.js';

const ids = new Set();
let last;

export async function find(quote) {
  for await (const range of createTextQuoteSelectorMatcher(quote)(element)) return range;
  return null;
}

install({
  async load(list) {
    const found = [];
    for (const annotation of list) found.push([annotation, await find(selector(annotation, 'TextQuoteSelector'))]);
    for (const [annotation, range] of found) {
      if (!range) continue;
      highlightText(range, 'mark', { class: label(annotation), 'data-id': annotation.id });
      ids.add(annotation.id);
    }
  },
  count: () => ids.size,
  has: (id) => ids.has(id) && element.querySelector(`mark[data-id="${id}"]`) !== null,
  added: () => last,
});
onSelected((range) => {
  last = newId();
  ids.add(last);
  highlightText(range, 'mark', { class: 'claim', 'data-id': last });
});
