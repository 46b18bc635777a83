// Results to Markdown: the goals first, then every table.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ALGORITHMS } from './anchoring.mjs';
import { PEERS } from './build.mjs';
import { ASCRIBE } from './drivers/drivers.mjs';
import { EDITS } from './edits.mjs';
import { goals } from './goals.mjs';
import { from, median } from './figures.mjs';

const TITLES = { ...PEERS, [ASCRIBE]: 'Ascribe' };
const EDITED = ['relabel', 'remove', 'undo', 'hover', 'select'];

export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const ms = (n) => (n === null ? '–' : n >= 10_000 ? `${(n / 1000).toFixed(1)} s` : n >= 100 ? n.toFixed(0) : n.toFixed(1));
const percent = (n) => `${(n * 100).toFixed(1)} %`;
const megabytes = (n) => (n / 1e6).toFixed(1);
const times = (name, what) => (row) => row.edits?.times[name]?.map((it) => it[what]);
const done = (name, what) => (row) => row.edits?.done[name]?.[what];

/** One table: a line for each row { title, peer, cell }, a column for each text and count. */
function drawn(results, title, rows) {
  const { texts, counts } = results.asked;
  const columns = texts.flatMap((text) => counts.map((count) => ({ text, count })));
  const lines = rows.map((row) => [row.title, ...columns.map(({ text, count }) => row.cell(text, count))]);
  if (lines.every(([, ...cells]) => cells.every((cell) => cell === '–'))) return '';
  return `### ${title}\n\n${table(['', ...columns.map(({ text, count }) => `${text} × ${count.toLocaleString('en')}`)], lines)}`;
}

function drawing(results) {
  const figures = from(results);
  const peers = [...Object.keys(PEERS), ASCRIBE].filter((peer) => results.drawing.some((row) => row.peer === peer));
  if (!peers.length) return [];
  const row = (peer, title, get, shape) => ({
    title,
    cell: (text, count) => {
      const value = figures.drawn(peer, text, count, get);
      return value === null ? figures.whyNot(peer, text, count) : shape(value);
    },
  });
  const all = (title, get, shape) => drawn(results, title, peers.map((peer) => row(peer, TITLES[peer], get, shape)));
  const own = ['static-marks', ASCRIBE].filter((peer) => peers.includes(peer));
  const each = (title, what) =>
    drawn(results, title, EDITED.flatMap((name) => own.map((peer) => row(peer, `${name}: ${TITLES[peer]}`, times(name, what), ms))));
  const counted = (name) => ({
    title: name,
    cell: (text, count) => {
      const [blocks, writes, chars, took] = ['blocks', 'writes', 'chars', 'ms'].map((what) => figures.drawn(ASCRIBE, text, count, done(name, what)));
      return blocks === null ? '–' : `${blocks} · ${writes} · ${chars} · ${took.toFixed(1)}`;
    },
  });
  const statuses = results.drawing.filter((it) => it.status).map((it) => `- ${it.text} × ${it.count.toLocaleString('en')}: “${it.status}”`);
  return [
    '## Drawing',
    all('Load: file chosen to second frame with all drawn, ms', (it) => it.load?.ms, ms),
    all('Load: work of the main thread, ms', (it) => it.load?.work, ms),
    all('Add: to the frame that shows it, ms', times('add', 'ms'), ms),
    all('Add: work of the main thread, ms', times('add', 'work'), ms),
    drawn(results, 'Selection made to toolbar seen, ms', [row(ASCRIBE, TITLES[ASCRIBE], times('offer', 'ms'), ms)]),
    each('Other edits: to the frame that shows it, ms', 'ms'),
    each('Other edits: work of the main thread, ms', 'work'),
    drawn(results, 'Ascribe, one edit: blocks changed · records written · characters in them · ms in writing', ['add', ...EDITED].map(counted)),
    all('Scrolling from end to end: frames dropped', (it) => it.scroll?.dropped, percent),
    all('Scrolling: longest task, ms (0: none over 50)', (it) => it.scroll?.longest, ms),
    all('Memory of the renderer above an empty page, MB', (it) => it.memory?.renderer, megabytes),
    all('JavaScript heap above an empty page, MB', (it) => it.memory?.heap, megabytes),
    statuses.length ? `### What Ascribe’s status line said after loading\n\n${[...new Set(statuses)].join('\n')}` : '',
    exported(results),
    failures(results),
  ];
}

function exported(results) {
  const rows = results.drawing.filter((row) => row.exports);
  const keys = [...new Set(rows.flatMap((row) => row.exports.map(({ format }) => `${row.text}|${row.count}|${format}`)))];
  if (!keys.length) return '';
  const lines = keys.map((key) => {
    const [text, count, format] = key.split('|');
    const mine = rows.filter((row) => row.text === text && String(row.count) === count).flatMap((row) => row.exports).filter((it) => it.format === format);
    const of = (what) => median(mine.map((it) => it[what]));
    return [`${text} × ${Number(count).toLocaleString('en')}`, format, ms(of('ms')), ms(of('stringify')), of('chars')];
  });
  return `### Export\n\n${table(['', 'format', 'press to file, ms', 'JSON.stringify of it, ms', 'characters'], lines)}`;
}

function failures(results) {
  const lines = results.drawing.filter((row) => row.why || row.error).map((row) => `- ${TITLES[row.peer]}, ${row.text} × ${row.count.toLocaleString('en')}: ${row.over ? `${row.over}: ` : ''}${row.why ?? ''} ${row.error ?? ''}`);
  return lines.length ? `### What did not finish\n\n${[...new Set(lines)].join('\n')}` : '';
}

function anchoring(results) {
  const { texts, edits } = results.asked;
  if (!results.anchoring.length) return [];
  const figures = from(results);
  return [
    '## Finding 1,000 quotes again',
    '`≈`: not finished within the limit; reckoned up from what was.',
    ...edits.map((edit) => {
      const lines = Object.entries(ALGORITHMS).flatMap(([name, { title }]) => {
        const cells = texts.map((text) => figures.anchored(name, text, edit));
        if (cells.every((cell) => cell === null)) return [];
        const shown = (cell) => (cell === null ? '–' : cell.why ?? `${cell.isOver ? '≈ ' : ''}${ms(cell.ms)} · ${cell.right} / ${cell.wrong}${cell.saidMoved ? ` (${cell.saidMoved} said to be moved)` : ''} / ${cell.lost}${cell.isOver ? ` of ${cell.tried}` : ''}`);
        return [[title, ...cells.map(shown)]];
      });
      return `### ${EDITS[edit].title}: ms · right / wrong / lost\n\n${table(['', ...texts], lines)}`;
    }),
  ];
}

function startAndSize(results) {
  if (!results.bytes) return [];
  const figures = from(results);
  const names = [...new Set([ASCRIBE, ...results.start.map(({ name }) => name), ...Object.keys(results.sizes)])];
  const lines = names.map((name) => {
    const bytes = name === ASCRIBE ? results.bytes : results.sizes[name];
    return [TITLES[name], (bytes / 1000).toFixed(1), ms(figures.started(name))];
  });
  return [`## Size and start\n\n${table(['', 'KB after brotli', 'usable after, ms'], lines)}`];
}

export function report(results) {
  const { machine, asked } = results;
  const facts = [
    `${machine.browser}, ${machine.cores} cores (${machine.processor}), ${(machine.memory / 2 ** 30).toFixed(0)} GiB, ${machine.system}, Node ${machine.node}.`,
    `Load average ${machine.busyAtStart.toFixed(1)} at the start, ${machine.busyAtEnd?.toFixed(1) ?? '–'} at the end.`,
    `Medians of ${asked.reps} fresh browser(s); limit ${asked.limit / 1000} s. Made by \`${asked.command}\` on ${results.at}.`,
    'Only ratios within one run mean anything.',
  ];
  return [
    '# Ascribe beside its peers',
    facts.join(' '),
    '## Goals',
    `${table(['#', 'goal', 'measured here', 'peers in the same run', 'met', 'made by'], goals(results))}`,
    ...drawing(results),
    ...anchoring(results),
    ...startAndSize(results),
  ].filter(Boolean).join('\n\n');
}

// node report.mjs results.json: the tables of an earlier run.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(report(JSON.parse(fs.readFileSync(process.argv[2] ?? 'target/benchmarks/results.json', 'utf8'))));
}
