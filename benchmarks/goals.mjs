// The ten goals, what a run says of each, and whether it was met.
import { from, median } from './figures.mjs';
import { ASCRIBE } from './drivers/drivers.mjs';

const FRAME = 1000 / 60;
const FLAT = 1.2;
const STATIC = 'static-marks';
const RECOGITO = ['ta-css', 'ta-spans'];
// A bare Yew counter, built and weighed as the app is. Not built here: a number from the notes.
const COUNTER_KB = 48;

const number = (n, digits = 1) => (n === null || !Number.isFinite(n) ? '–' : n >= 1000 ? Math.round(n).toLocaleString('en') : n.toFixed(n >= 100 ? 0 : digits));
const ratio = (a, b) => (a === null || b === null || b === 0 ? null : a / b);
const fold = (n) => (n === null ? '–' : `${number(n, 2)} ×`);
const times = (name, what) => (row) => row.edits?.times[name]?.map((it) => it[what]);
const done = (name, what) => (row) => row.edits?.done[name]?.[what];

/** Met if all are true; not measured if any is unknown (null) and none is false. */
function met(...conditions) {
  if (conditions.includes(false)) return '**no**';
  return conditions.includes(null) || conditions.length === 0 ? 'not measured' : 'yes';
}
const atMost = (value, most) => (value === null ? null : value <= most);
const atLeast = (value, least) => (value === null ? null : value >= least);

export function goals(results) {
  const { texts, counts, limit } = results.asked;
  const [few, many] = [counts[0], counts.at(-1)];
  const [small, large] = [texts[0], texts.at(-1)];
  const figures = from(results);
  const at = (peer, get, text = large, count = many) => figures.drawn(peer, text, count, get);
  const load = (peer) => at(peer, (row) => row.load?.ms);
  const cell = `${large}, N = ${many.toLocaleString('en')}`;
  const drawing = '`./ascribe bench --only drawing`';
  const named = (peer, value) => (value === null ? figures.whyNot(peer, large, many) : `${number(value)} ms`);
  // Over the limit, a peer is at least that slow.
  const recogito = (get) => {
    const values = RECOGITO.map((peer) => at(peer, get) ?? (figures.whyNot(peer, large, many).startsWith('over') ? limit : null));
    const best = values.filter((value) => value !== null);
    return best.length ? Math.min(...best) : null;
  };

  const loadRatio = ratio(load(ASCRIBE), load(STATIC));
  const loadGain = ratio(recogito((row) => row.load?.ms), load(ASCRIBE));
  const one = ['1', `load ${cell}: ≤ 1.5 × static marks, ≥ 20 × faster than Recogito`,
    `${number(load(ASCRIBE))} ms: ${fold(loadRatio)} static marks; Recogito takes ${fold(loadGain)}`,
    `static marks ${named(STATIC, load(STATIC))}; Recogito ${RECOGITO.map((peer) => named(peer, load(peer))).join(', ')}; highlights only ${named('floor', load('floor'))}`,
    met(atMost(loadRatio, 1.5), atLeast(loadGain, 20)), drawing];

  const minus = (name) => {
    const [ours, theirs] = [at(ASCRIBE, times(name, 'ms')), at(STATIC, times(name, 'ms'))];
    return ours === null || theirs === null ? null : ours - theirs;
  };
  const add = at(ASCRIBE, times('add', 'ms'));
  const addGain = ratio(recogito(times('add', 'ms')), add);
  const two = ['2', `add, ${cell}: ≤ one frame more than static marks, ≥ 10 × faster than Recogito`,
    `${number(add)} ms: ${number(minus('add'))} ms more; Recogito takes ${fold(addGain)}`,
    `static marks ${named(STATIC, at(STATIC, times('add', 'ms')))}; Recogito ${RECOGITO.map((peer) => named(peer, at(peer, times('add', 'ms')))).join(', ')}`,
    met(atMost(minus('add'), FRAME), atLeast(addGain, 10)), drawing];

  // One text or one count alone says nothing of growth.
  const [hasCounts, hasTexts] = [few !== many, small !== large];
  // Work, not time to the frame: times are rounded to frames.
  const growth = (peer, name) => [
    hasCounts ? ratio(at(peer, times(name, 'work')), at(peer, times(name, 'work'), large, few)) : null,
    hasTexts ? ratio(at(peer, times(name, 'work'), large, few), at(peer, times(name, 'work'), small, few)) : null,
  ];
  const counted = (name) => ['blocks', 'writes'].map((what) => {
    const values = [at(ASCRIBE, done(name, what)), at(ASCRIBE, done(name, what), large, few), at(ASCRIBE, done(name, what), small, few)];
    return values.includes(null) ? null : values;
  });
  const isSame = (values) => (values === null || !(hasCounts && hasTexts) ? null : values.every((value) => value === values[0]));
  const lists = (name) => counted(name).map((values) => values?.join(' / ') ?? '–');
  const flatness = `N = ${many.toLocaleString('en')} over N = ${few} in ${large}; ${large} over ${small} at N = ${few}`;
  const [byCount, byLength] = growth(ASCRIBE, 'add');
  const peerGrowth = ['ta-css', STATIC].map((peer) => `${peer} ${growth(peer, 'add').map(fold).join(', ')}`).join('; ');
  const three = ['3', `flat: work of an add ≤ ${FLAT} × each (${flatness}); blocks and records exactly 1 ×`,
    `${fold(byCount)}, ${fold(byLength)}; blocks ${lists('add')[0]}, records ${lists('add')[1]} (many in ${large} / few in ${large} / few in ${small})`,
    peerGrowth,
    met(atMost(byCount, FLAT), atMost(byLength, FLAT), ...counted('add').map(isSame)), drawing];

  const others = ['remove', 'relabel', 'undo', 'hover', 'select'];
  const four = ['4', `the same for ${others.join(', ')}`,
    others.map((name) => `${name}: ${number(minus(name))} ms more, ${growth(ASCRIBE, name).map(fold).join(', ')}, blocks ${lists(name)[0]}, records ${lists(name)[1]}`).join('; '),
    `static marks: ${others.map((name) => `${name} ${named(STATIC, at(STATIC, times(name, 'ms')))}`).join(', ')}`,
    met(...others.flatMap((name) => [atMost(minus(name), FRAME), ...growth(ASCRIBE, name).map((value) => atMost(value, FLAT)), ...counted(name).map(isSame)])), drawing];

  const dropped = (peer) => at(peer, (row) => row.scroll?.dropped);
  const longest = at(ASCRIBE, (row) => row.scroll?.longest);
  const share = (value) => (value === null ? '–' : `${(value * 100).toFixed(1)} %`);
  // A hundredth is two or three frames of a whole run: nothing less can be told apart.
  const isSmooth = dropped(ASCRIBE) === null || dropped('bare') === null ? null : dropped(ASCRIBE) <= dropped('bare') + 0.01;
  const five = ['5', `scrolling ${cell}: no more dropped frames than bare text (to 1 %), no task over 50 ms`,
    `${share(dropped(ASCRIBE))} dropped; longest task ${longest === 0 ? 'under 50' : number(longest)} ms`,
    ['bare', STATIC, ...RECOGITO].map((peer) => `${peer} ${share(dropped(peer))}`).join(', '),
    met(isSmooth, atMost(longest, 50)), drawing];

  const memory = (peer) => at(peer, (row) => row.memory?.renderer);
  const memoryRatio = ratio(memory(ASCRIBE), memory(STATIC));
  const six = ['6', `memory after loading ${cell}: ≤ 1.5 × static marks`,
    `${number(memory(ASCRIBE) === null ? null : memory(ASCRIBE) / 1e6)} MB: ${fold(memoryRatio)}`,
    [STATIC, 'floor', ...RECOGITO].map((peer) => `${peer} ${number(memory(peer) === null ? null : memory(peer) / 1e6)} MB`).join(', '),
    met(atMost(memoryRatio, 1.5)), drawing];

  const found = (name) => { const it = figures.anchored(name, large, '1pc'); return it?.why ? null : it; };
  const [text, quotes, peer] = [found('ascribe-text'), found('ascribe-quotes'), found('hypothesis')];
  const tells = (it) => (it ? `${it.isOver ? '≈ ' : ''}${number(it.ms)} ms, ${it.right} right, ${it.wrong} wrong${it.saidMoved ? ` (${it.saidMoved} said to be moved)` : ''}, ${it.lost} lost` : '–');
  const gain = (it) => ratio(peer?.ms ?? null, it?.ms ?? null);
  const seven = ['7', `1,000 quotes again in ${large}, 1 % of words changed: from the old text ≥ 100 ×, from quotes ≥ 10 × faster than Hypothesis’s algorithm; right ≥ 993, wrong 0`,
    `from text ${tells(text)}: ${fold(gain(text))}; from quotes ${tells(quotes)}: ${fold(gain(quotes))}`,
    ['hypothesis', 'dom-anchor-text-quote', 'apache-annotator', 'recogito'].map((name) => `${name} ${tells(found(name))}`).join('; '),
    met(atLeast(gain(text), 100), atLeast(gain(quotes), 10), ...[text, quotes].flatMap((it) => [atLeast(it?.right ?? null, 993), atMost(it?.wrong ?? null, 0)])),
    '`./ascribe bench --only anchoring`'];

  const rows = results.drawing.filter((row) => row.peer === ASCRIBE && row.text === large && row.count === many && row.exports);
  const formats = [...new Set(rows.flatMap((row) => row.exports.map(({ format }) => format)))].map((format) => {
    const mine = rows.flatMap((row) => row.exports).filter((it) => it.format === format && it.stringify !== null);
    const [took, base] = [median(mine.map((it) => it.ms)), median(mine.map((it) => it.stringify))];
    return { format, took, base, ratio: ratio(took, base) };
  });
  const eight = ['8', `export of ${many.toLocaleString('en')} annotations, any format: ≤ 4 × JSON.stringify of the same data`,
    formats.map((it) => `${it.format}: ${number(it.took)} ms, ${fold(it.ratio)}`).join('; ') || '–',
    `JSON.stringify ${formats.map((it) => `${number(it.base)} ms`).join(', ') || '–'}`,
    met(...formats.map((it) => atMost(it.ratio, 4))), drawing];

  const kilobytes = results.bytes ? results.bytes / 1000 : null;
  const nine = ['9', `first load ≤ 220 KB after brotli; usable in ≤ 2 × a bare counter’s time`,
    `${number(kilobytes)} KB; usable after ${number(figures.started(ASCRIBE))} ms (no counter was measured)`,
    `a bare Yew counter ${COUNTER_KB} KB (noted, not measured); Recogito ${number((results.sizes['ta-css'] ?? null) / 1000)} KB, ready after ${number(figures.started('ta-css'))} ms; bare text after ${number(figures.started('bare'))} ms`,
    `${met(atMost(kilobytes, 220))} (size only)`, '`./ascribe bench --only start`'];

  const chars = [at(ASCRIBE, done('add', 'chars')), at(ASCRIBE, done('add', 'chars'), large, few)];
  const slowest = Math.max(...results.drawing.filter((row) => row.peer === ASCRIBE).flatMap((row) => Object.values(row.edits?.done ?? {}).map((it) => it.ms)));
  const writing = Number.isFinite(slowest) ? slowest : null;
  const ten = ['10', 'saving one edit: independent of what is stored; nothing synchronous over 1 ms',
    `${lists('add')[1]} records, ${chars.map((n) => number(n, 0)).join(' / ')} characters (many / few); the slowest of all edits wrote for ${number(writing, 2)} ms`,
    '–',
    // Positions have more digits further on: a record may differ by a few characters.
    met(isSame(counted('add')[1]), chars.includes(null) || !hasCounts ? null : Math.abs(chars[0] - chars[1]) < 0.5 * chars[1], atMost(writing, 1)), drawing];

  return [one, two, three, four, five, six, seven, eight, nine, ten];
}
