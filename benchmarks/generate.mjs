// Writes the same articles and annotations at every run, for Ascribe and for its peers.
// Every character is in the Basic Multilingual Plane, so that Ascribe's code points and
// the browser's UTF-16 units count alike, and one position serves all.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { blocks, random, textOf, wordsOf } from './texts.mjs';

export const SIZES = { A: 5_000, B: 100_000, C: 1_000_000 };
export const COUNTS = [100, 1_000, 10_000];
export const LABELS = ['claim', 'source', 'entity'];
const MOMENT = '2026-01-31T08:00:00.000Z';
const CONTEXT = 32;

const uuid = (r) => {
  const hex = (n) => Array.from({ length: n }, () => r.below(16).toString(16)).join('');
  return `urn:uuid:${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
};

/**
 * Spans of 1 to 30 words anywhere, so that they overlap; 3 in 100 may cross into the next
 * paragraph. The first is pinned to the top: it is what can be seen once all are drawn.
 */
export function spans(words, count, seed, { crossing = 0.03 } = {}) {
  const r = random(seed);
  return Array.from({ length: count }, (_, k) => {
    const first = k === 0 ? 3 : r.below(words.length);
    let last = Math.min(words.length - 1, first + r.below(30));
    if (k === 0 || r.next() >= crossing) while (words[last].block !== words[first].block) last--;
    return { first, last, start: words[first].start, end: words[last].end };
  });
}

/** Position and quote, as all peers but those that know positions only want them. */
export const fragment = (text, { start, end }) => ({
  start,
  end,
  exact: text.slice(start, end),
  prefix: text.slice(Math.max(0, start - CONTEXT), start),
  suffix: text.slice(end, end + CONTEXT),
});

export function article(name) {
  const list = blocks(SIZES[name], SIZES[name]);
  return { name, id: `https://bench.example/${name}`, title: list[0], blocks: list, text: textOf(list) };
}

/** An article file of Ascribe, also for an edited copy of the blocks. */
export const articleFile = ({ id, title }, list) => ({
  format: 'ascribe-article',
  version: 1,
  id,
  title,
  language: 'en',
  direction: 'ltr',
  blocks: list.map((text, i) => ({
    id: `b${i}`,
    ...(i === 0 ? { kind: 'heading', role: 'headline', level: 1 } : { kind: 'paragraph' }),
    text,
  })),
});

function annotated(from, count) {
  const r = random(count + from.text.length);
  return spans(wordsOf(from.blocks), count, count).map((span) => ({
    id: uuid(r),
    label: r.pick(LABELS),
    ...fragment(from.text, span),
  }));
}

const annotationsFile = (from, list) => ({
  format: 'ascribe-annotations',
  version: 1,
  articles: [{ id: from.id, title: from.title, digest: `sha256:${createHash('sha256').update(from.text).digest('hex')}` }],
  annotations: list.map(({ id, label, ...target }) => ({ id, article: from.id, label, target: [target], created: MOMENT, modified: MOMENT })),
});

export const webAnnotation = ({ id, label, start, end, exact, prefix, suffix }) => ({
  '@context': 'http://www.w3.org/ns/anno.jsonld',
  id,
  type: 'Annotation',
  created: MOMENT,
  body: [{ type: 'TextualBody', purpose: 'tagging', value: label }],
  target: {
    source: 'urn:article',
    selector: [{ type: 'TextQuoteSelector', exact, prefix, suffix }, { type: 'TextPositionSelector', start, end }],
  },
});

/** What our own readers will be given must be what our own schemas allow. */
async function validator(schemas) {
  const { default: Ajv } = await import('ajv/dist/2020.js');
  const ajv = new Ajv({ strict: false });
  for (const name of ['article', 'annotations']) ajv.addSchema(JSON.parse(fs.readFileSync(path.join(schemas, `${name}.schema.json`), 'utf8')));
  return (name, value) => {
    if (!ajv.validate(`urn:ascribe:schema:${name}:1`, value)) throw new Error(`a generated file breaks ${name}.schema.json: ${ajv.errorsText()}`);
  };
}

/** Writes all files for these texts and counts; answers with the articles by name. */
export async function generate(folder, { texts, counts, schemas }) {
  fs.mkdirSync(folder, { recursive: true });
  const check = await validator(schemas);
  const write = (name, value) => fs.writeFileSync(path.join(folder, name), JSON.stringify(value));
  const articles = {};
  for (const name of texts) {
    const made = (articles[name] = article(name));
    const file = articleFile(made, made.blocks);
    check('article', file);
    write(`${name}.article.json`, file);
    for (const count of counts) {
      const list = annotated(made, count);
      const ours = annotationsFile(made, list);
      check('annotations', ours);
      write(`${name}.${count}.ascribe.json`, ours);
      write(`${name}.${count}.w3c.json`, list.map(webAnnotation));
    }
  }
  return articles;
}
