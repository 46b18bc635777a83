// Finding 1,000 quotes again in an edited article: each algorithm in a fresh browser on the
// same document, judged by where the words really went.
import { Over, within, withPage } from './browser.mjs';
import { EDITS, edited } from './edits.mjs';
import { articleFile, fragment, spans, webAnnotation } from './generate.mjs';
import { wordsOf } from './texts.mjs';

const QUOTES = 1_000;
const BATCH = 10;

export const ALGORITHMS = {
  'ascribe-text': { title: 'Ascribe, from the old text', page: 'anchoring', ours: true },
  'ascribe-quotes': { title: 'Ascribe, from quotes alone', page: 'anchoring', ours: true },
  hypothesis: { title: 'Hypothesis’s algorithm', page: 'anchoring' },
  'dom-anchor-text-quote': { title: 'dom-anchor-text-quote 4.0.2', page: 'anchoring' },
  'apache-annotator': { title: 'Apache Annotator 0.2.0 (exact words only)', page: 'anchoring' },
  recogito: { title: 'Recogito 4.1.1 (positions only)', page: 'ta-css' },
};

/** An edit of an article: the new blocks, what is sought, and where it truly is. */
export function task(article, name) {
  const after = edited(article.blocks, name);
  const { crossing } = EDITS[name];
  const sought = spans(wordsOf(article.blocks), QUOTES, QUOTES + article.text.length, { crossing });
  return {
    name: `${article.name}-${name}`,
    text: article.name,
    edit: name,
    blocks: after.blocks,
    old: JSON.stringify(articleFile(article, article.blocks)),
    now: JSON.stringify(articleFile(article, after.blocks)),
    cases: sought.map((span) => fragment(article.text, span)),
    truth: sought.map(({ first, last }) => [after.places[first][0], after.places[last][1]]),
  };
}

/** Right: more than half of found and true place together is shared. Wrong is silent, if not said to be unsure. */
export function judge(truth, found) {
  const result = { right: 0, wrong: 0, saidMoved: 0, lost: 0, tried: found.length };
  found.forEach((it, i) => {
    if (!it) { result.lost++; return; }
    const [start, end, sure] = it;
    const shared = Math.min(end, truth[i][1]) - Math.max(start, truth[i][0]);
    const both = Math.max(end, truth[i][1]) - Math.min(start, truth[i][0]);
    if (shared / both > 0.5) result.right++;
    else {
      result.wrong++;
      if (sure < 100) result.saidMoved++;
    }
  });
  return result;
}

/** Runs in the page. Batches, so that a slow one can be stopped and told how far it came. */
async function search({ algorithm, cases, batch, limit }) {
  const found = [];
  const began = performance.now();
  for (let i = 0; i < cases.length; i += batch) {
    found.push(...(await window.algorithms[algorithm](cases.slice(i, i + batch))));
    if (performance.now() - began > limit) break;
  }
  const ms = performance.now() - began;
  return { ms, found: window.offsets(found) };
}

/** Runs in Recogito's page: load, then see which text each annotation now covers. */
async function positions(list) {
  const began = performance.now();
  await window.subject.load(list);
  const ranges = window.subject.ranges();
  const found = list.map(({ id }) => ranges.get(id) ?? null);
  const ms = performance.now() - began;
  return { ms, found: window.offsets(found) };
}

export async function reanchor(algorithm, { name, text, edit, old, now, cases, truth }, { pages, limit }) {
  const { page: pageName, ours } = ALGORITHMS[algorithm];
  const row = { algorithm, text, edit };
  try {
    const { ms, found } = await withPage({}, async (page) => {
      await page.goto(`${pages}/${pageName}/${name}`);
      await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0);
      if (algorithm === 'recogito') {
        const list = cases.map((it, i) => webAnnotation({ id: `urn:q${i}`, label: 'claim', ...it }));
        return within(limit, page.evaluate(positions, list));
      }
      if (ours) await page.evaluate(([before, after, sought]) => window.ours(before, after, sought), [old, now, cases]);
      const batch = ours ? cases.length : BATCH;
      return within(limit * 2, page.evaluate(search, { algorithm, cases, batch, limit }));
    });
    const isOver = found.length < cases.length;
    // What was not finished is reckoned up, and said to be.
    Object.assign(row, judge(truth, found), { ms: (ms * cases.length) / found.length, isOver });
  } catch (error) {
    row.why = error instanceof Over ? 'over the limit' : String(error.message ?? error).split('\n')[0].slice(0, 200);
  }
  return row;
}
