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

/** One table: a line for each peer, a column for each text and count. */
function drawn(results, title, get, shape, peers) {
  const { texts, counts } = results.asked;
  const figures = from(results);
  const columns = texts.flatMap((text) => counts.map((count) => ({ text, count })));
  const lines = peers.map((peer) => [
    TITLES[peer],
    ...columns.map(({ text, count }) => {
      const value = figures.drawn(peer, text, count, get);
      return value === null ? figures.whyNot(peer, text, count) : shape(value);
    }),
  ]);
  if (lines.every(([, ...cells]) => cells.every((cell) => cell === '–'))) return '';
  return `### ${title}\n\n${table(['', ...columns.map(({ text, count }) => `${text} × ${count.toLocaleString('en')}`)], lines)}\n`;
}

function drawing(results) {
  const peers = [...Object.keys(PEERS), ASCRIBE].filter((peer) => results.drawing.some((row) => row.peer === peer));
  if (!peers.length) return [];
  const own = peers.filter((peer) => [ASCRIBE, 'static-marks'].includes(peer));
  const put = (title, get, shape, who = peers) => drawn(results, title, get, shape, who);
  const statuses = results.drawing.filter((row) => row.status).map((row) => `- ${row.text} × ${row.count.toLocaleString('en')}: “${row.status}”`);
  return [
    '## Drawing',
    put('Load: file chosen to second frame with all drawn, ms', (row) => row.load?.ms, ms),
    put('Load: work of the main thread, ms', (row) => row.load?.work, ms),
    put('Add: to the frame that shows it, ms', times('add', 'ms'), ms),
    put('Add: work of the main thread, ms', times('add', 'work'), ms),
    put('Selection made to toolbar seen, ms', times('offer', 'ms'), ms, own),
    ...EDITED.map((name) => put(`${name}: to the frame that shows it, ms`, times(name, 'ms'), ms, own)),
    ...EDITED.map((name) => put(`${name}: work of the main thread, ms`, times(name, 'work'), ms, own)),
    ...['add', ...EDITED].map((name) => put(`${name}: blocks changed`, done(name, 'blocks'), String, [ASCRIBE])),
    ...['add', ...EDITED].map((name) => put(`${name}: records written`, done(name, 'writes'), String, [ASCRIBE])),
    put('Add: characters written', done('add', 'chars'), String, [ASCRIBE]),
    put('Add: time in writing, ms', done('add', 'ms'), (n) => n.toFixed(2), [ASCRIBE]),
    put('Scrolling from end to end: frames dropped', (row) => row.scroll?.dropped, percent),
    put('Scrolling: longest task, ms (0: none over 50)', (row) => row.scroll?.longest, ms),
    put('Memory of the renderer above an empty page, MB', (row) => row.memory?.renderer, megabytes),
    put('JavaScript heap above an empty page, MB', (row) => row.memory?.heap, megabytes),
    statuses.length ? `### What Ascribe’s status line said after loading\n\n${[...new Set(statuses)].join('\n')}\n` : '',
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
  return `### Export\n\n${table(['', 'format', 'press to file, ms', 'JSON.stringify of it, ms', 'characters'], lines)}\n`;
}

function failures(results) {
  const lines = results.drawing.filter((row) => row.why || row.error).map((row) => `- ${TITLES[row.peer]}, ${row.text} × ${row.count.toLocaleString('en')}: ${row.over ? `${row.over}: ` : ''}${row.why ?? ''} ${row.error ?? ''}`);
  return lines.length ? `### What did not finish\n\n${[...new Set(lines)].join('\n')}\n` : '';
}

function anchoring(results) {
  const { texts, edits } = results.asked;
  if (!results.anchoring.length) return [];
  const figures = from(results);
  return [
    '## Finding 1,000 quotes again',
    '`≈`: not finished within the limit; reckoned up from what was.\n',
    ...edits.map((edit) => {
      const lines = Object.entries(ALGORITHMS).flatMap(([name, { title }]) => {
        const cells = texts.map((text) => figures.anchored(name, text, edit));
        if (cells.every((cell) => cell === null)) return [];
        const shown = (cell) => (cell === null ? '–' : cell.why ?? `${cell.isOver ? '≈ ' : ''}${ms(cell.ms)} · ${cell.right} / ${cell.wrong} / ${cell.lost}`);
        return [[title, ...cells.map(shown)]];
      });
      return `### ${EDITS[edit].title}: ms · right / wrong / lost\n\n${table(['', ...texts], lines)}\n`;
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
  return [`## Size and start\n\n${table(['', 'KB after brotli', 'usable after, ms'], lines)}\n`];
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
    `${facts.join(' ')}\n`,
    '## Goals',
    `${table(['#', 'goal', 'measured here', 'peers in the same run', 'met', 'made by'], goals(results))}\n`,
    ...drawing(results),
    ...anchoring(results),
    ...startAndSize(results),
  ].filter(Boolean).join('\n\n');
}

// node report.mjs results.json: the tables of an earlier run.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(report(JSON.parse(fs.readFileSync(process.argv[2] ?? 'target/benchmarks/results.json', 'utf8'))));
}
