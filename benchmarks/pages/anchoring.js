// Every way of finding quotes again, behind one form: find(cases) answers with a list of
// [start, end, how sure], of Range, or of null for what was lost. All run in this one page.
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

// Ascribe's own, if it was built. It needs no document: the page hands it the texts.
window.ours = async function ours(old, now, cases) {
  const { default: start, Texts } = await import('/ascribe_anchoring.js');
  await start();
  const texts = new Texts(old, now, JSON.stringify(cases));
  const rows = (numbers) =>
    Array.from({ length: numbers.length / 3 }, (_, i) => numbers.slice(3 * i, 3 * i + 3)).map(([from, to, sure]) => (Number.isNaN(from) ? null : [from, to, sure]));
  window.algorithms['ascribe-text'] = () => rows(texts.from_text());
  window.algorithms['ascribe-quotes'] = () => rows(texts.from_quotes());
};
performance.mark('ready');
