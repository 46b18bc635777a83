// Runs the benchmark. Called by ./ascribe bench, which sets everything up; see README.md.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ALGORITHMS, reanchor, task } from './anchoring.mjs';
import { version } from './browser.mjs';
import { build, PEERS } from './build.mjs';
import { draw } from './drawing.mjs';
import { ASCRIBE, drivers } from './drivers/drivers.mjs';
import { EDITS } from './edits.mjs';
import { COUNTS, generate, SIZES } from './generate.mjs';
import { report } from './report.mjs';
import { serveApp, start, weigh } from './site.mjs';
import { serve } from './server.mjs';

const ROOT = path.resolve(import.meta.dirname, '..');
const OUT = path.join(ROOT, 'target/benchmarks');
const PARTS = ['start', 'drawing', 'anchoring'];
const NAMES = [...PARTS, ASCRIBE, ...Object.keys(PEERS), ...Object.keys(ALGORITHMS)];

function stop(words, remedy) {
  process.stderr.write(`\nStopped: ${words}\n  ${remedy}\n`);
  process.exit(1);
}

function options() {
  const known = {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    texts: { type: 'string' },
    counts: { type: 'string' },
    reps: { type: 'string' },
    limit: { type: 'string' },
  };
  let values;
  try {
    ({ values } = parseArgs({ options: known }));
  } catch (error) {
    stop(error.message, 'See what can be asked for: ./ascribe help, or benchmarks/README.md.');
  }
  const list = (words) => words.split(',').filter(Boolean);
  const { quick } = values;
  const asked = {
    quick,
    only: values.only.flatMap(list),
    texts: list(values.texts ?? 'A,B,C'),
    counts: list(values.counts ?? (quick ? '100,10000' : COUNTS.join())).map(Number).sort((a, b) => a - b),
    edits: quick ? ['1pc', 'moved'] : Object.keys(EDITS),
    reps: Number(values.reps ?? (quick ? 1 : 3)),
    limit: Number(values.limit ?? (quick ? 20 : 60)) * 1000,
  };
  const wrong = (name, given, allowed) => {
    const bad = given.find((it) => !allowed(it));
    if (bad !== undefined) stop(`--${name} does not know “${bad}”.`, `See benchmarks/README.md.`);
  };
  wrong('texts', asked.texts, (name) => name in SIZES);
  wrong('counts', asked.counts, (n) => Number.isInteger(n) && n > 0);
  wrong('reps', [asked.reps], (n) => Number.isInteger(n) && n > 0);
  wrong('limit', [asked.limit], (n) => n > 0);
  const isFor = (name, given) => name === given || name.startsWith(`${given}-`);
  wrong('only', asked.only, (given) => NAMES.some((name) => isFor(name, given)));
  const parts = asked.only.filter((name) => PARTS.includes(name));
  const subjects = asked.only.filter((name) => !PARTS.includes(name));
  asked.hasPart = (name) => parts.length === 0 || parts.includes(name);
  asked.hasSubject = (name) => subjects.length === 0 || subjects.some((given) => isFor(name, given));
  return asked;
}

const asked = options();
const say = (words) => console.log(words);
const step = (words) => console.log(`\n==> ${words}`);
if (!process.env.CHROME) stop('no browser is named in CHROME.', 'Run ./ascribe bench, which finds or installs one.');

const results = {
  at: new Date().toISOString(),
  asked: { ...asked, hasPart: undefined, hasSubject: undefined, command: ['./ascribe bench', ...process.argv.slice(2)].join(' ') },
  machine: {
    cores: os.cpus().length,
    processor: os.cpus()[0]?.model,
    memory: os.totalmem(),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    browser: await version(),
    busyAtStart: os.loadavg()[0],
  },
  start: [],
  drawing: [],
  anchoring: [],
};
fs.mkdirSync(OUT, { recursive: true });
/** After every row, so that a run that is stopped leaves what it has measured. */
function keep() {
  fs.writeFileSync(path.join(OUT, 'results.json'), JSON.stringify(results, null, 1));
}

step('texts, annotations and the peers’ pages');
const folders = { data: path.join(OUT, 'data'), site: path.join(OUT, 'site'), wasm: path.join(OUT, 'wasm') };
const articles = await generate(folders.data, { ...asked, schemas: path.join(ROOT, 'src/formats') });
results.sizes = await build({ modules: path.join(import.meta.dirname, 'node_modules'), site: folders.site });
const hasOurs = fs.existsSync(path.join(folders.wasm, 'ascribe_anchoring.js'));
const tasks = asked.hasPart('anchoring') ? asked.texts.flatMap((text) => asked.edits.map((name) => task(articles[text], name))) : [];
const texts = Object.fromEntries([...Object.values(articles), ...tasks].map(({ name, blocks }) => [name, blocks]));
const pages = await serve({ folders: [folders.site, folders.wasm], texts });
const app = await serveApp(ROOT);
const where = { pages: pages.url, app: app.url, data: folders.data, limit: asked.limit, articles };

const shown = (row) => {
  if (row.why) return `${row.over ? `${row.over}: ` : ''}${row.why}`;
  const add = row.edits?.times.add?.map(({ ms }) => Math.round(ms)).join(' ');
  return `load ${row.load ? Math.round(row.load.ms) : '–'} ms, add ${add ?? '–'} ms, dropped ${Math.round(row.scroll.dropped * 100)} %`;
};

async function measureStart() {
  step('size and start');
  results.bytes = weigh(ROOT);
  const sites = [
    { name: ASCRIBE, url: app.url, usable: { selector: 'main a[href^="#/article/"]' } },
    { name: 'bare', url: `${pages.url}/bare/A`, usable: { mark: 'ready' } },
    { name: 'ta-css', url: `${pages.url}/ta-css/A`, usable: { mark: 'ready' } },
  ];
  for (let rep = 0; rep < Math.max(3, asked.reps); rep++) {
    for (const { name, url, usable } of sites) {
      if (!asked.hasSubject(name) || (name !== ASCRIBE && !asked.texts.includes('A'))) continue;
      const ms = await start(url, usable, asked.limit);
      results.start.push({ name, ms });
      say(`    ${name}: usable after ${Math.round(ms)} ms`);
      keep();
    }
  }
}

async function measureDrawing() {
  step(`drawing: ${asked.texts.join(', ')} with ${asked.counts.join(', ')} annotations, ${asked.reps} time(s) each`);
  const spent = {};
  const chosen = drivers(where).filter(({ name }) => asked.hasSubject(name));
  for (const text of asked.texts) for (const count of asked.counts) for (let rep = 0; rep < asked.reps; rep++) {
    // Taking turns, so that what else the machine does meets all of them.
    for (const driver of chosen) {
      const cell = `${driver.name} ${text} ${count}`;
      const mine = results.drawing.filter((row) => row.peer === driver.name && row.text === text);
      // The text alone is the same at every count.
      if (!driver.hasLoad && count !== asked.counts[0]) continue;
      if (mine.some((row) => row.why && row.count === count)) continue;
      // A slow one is not repeated for ever, and one that was too slow is not given more.
      if ((spent[cell] ?? 0) > asked.limit) continue;
      let row = { peer: driver.name, text, count, over: 'loading', why: 'not tried: over the limit with fewer' };
      if (!mine.some((it) => it.count < count && it.over === 'loading')) {
        const began = Date.now();
        row = await draw(driver, text, count, where);
        spent[cell] = (spent[cell] ?? 0) + Date.now() - began;
      }
      results.drawing.push(row);
      say(`    ${text} × ${count}  ${driver.title}: ${shown(row)}`);
      keep();
    }
  }
}

async function measureAnchoring() {
  step('finding 1,000 quotes again after an edit');
  if (!hasOurs) say('    Ascribe’s own was not built and is left out; see the messages above.');
  for (const it of tasks) for (const [name, { title, ours }] of Object.entries(ALGORITHMS)) {
    if (!asked.hasSubject(name) || (ours && !hasOurs)) continue;
    const before = results.anchoring.filter((row) => row.algorithm === name && row.text === it.text);
    // Ours takes milliseconds: repeated, so that one hiccup does not count for it or against it.
    for (let rep = 0; rep < (ours ? asked.reps : 1); rep++) {
      const row = before.some((other) => other.why) ? { algorithm: name, text: it.text, edit: it.edit, why: 'not tried: over the limit' } : await reanchor(name, it, where);
      results.anchoring.push(row);
      const judged = row.why ?? `${Math.round(row.ms)} ms${row.isOver ? ' (reckoned)' : ''}, right ${row.right}, wrong ${row.wrong}, lost ${row.lost}`;
      say(`    ${it.text}, ${EDITS[it.edit].title}: ${title}: ${judged}`);
      keep();
    }
  }
}

try {
  if (asked.hasPart('start')) await measureStart();
  if (asked.hasPart('drawing')) await measureDrawing();
  if (asked.hasPart('anchoring')) await measureAnchoring();
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`\nStopped: ${error.stack ?? error}\n  What was measured until then is kept. Run it again; with --only NAME it begins where you want.\n`);
} finally {
  pages.close();
  app.close();
}
results.machine.busyAtEnd = os.loadavg()[0];
keep();
const words = report(results);
fs.writeFileSync(path.join(OUT, 'results.md'), words);
say(`\n${words}`);
step('kept in target/benchmarks/results.json and results.md');
