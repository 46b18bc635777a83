// Every way of finding quotes again, behind one form: find(cases) answers with a list of
// [start, end], of Range, or of null for what was lost. All run in this one page.
import { createTextQuoteSelectorMatcher } from '@apache-annotator/dom';
import * as textQuote from 'dom-anchor-text-quote';
import { anchor } from 'hypothesis-source/annotator/anchoring/html';
import { element } from './peer.js';

const one = (find) => async (cases) => {
  const found = [];
  for (const it of cases) found.push(await find(it));
  return found;
};
const quote = ({ exact, prefix, suffix }) => ({ exact, prefix, suffix });

// Each is given quote, context and the old position, as far as it takes them.
window.algorithms = {
  hypothesis: one(async (it) => {
    const selectors = [
      { type: 'TextPositionSelector', start: it.start, end: it.end },
      { type: 'TextQuoteSelector', ...quote(it) },
    ];
    try { return await anchor(element, selectors); } catch { return null; }
  }),
  'dom-anchor-text-quote': one((it) => {
    try { return textQuote.toRange(element, quote(it), { hint: it.start }); } catch { return null; }
  }),
  'apache-annotator': one(async (it) => {
    const matcher = createTextQuoteSelectorMatcher({ type: 'TextQuoteSelector', ...quote(it) });
    for await (const range of matcher(element)) return range;
    return null;
  }),
};

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
performance.mark('ready');
