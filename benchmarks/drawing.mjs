// Loading, adding, changing, scrolling and memory: the same steps for Ascribe and its peers,
// by mouse and keys, one fresh browser for each repetition.
import fs from 'node:fs';
import path from 'node:path';
import { Over, memory, within, withPage, work } from './browser.mjs';

const BLOCKS = [1, 2, 3, 4];
const SCROLL = { A: 1_500, B: 4_000, C: 8_000 };
// What takes less than this between press and release, some peers take for a click.
const HAND = 350;
const EDITS = [
  ['relabel', 'isRelabelled'],
  ['remove', 'isRemoved'],
  ['undo', 'isBack'],
  ['hover', 'isHovered'],
  ['select', 'isChosen'],
];

/** Times from an event to the frame that shows the result, and the main thread's work until three frames later. */
async function timed({ page, devtools, limit }, event, condition, act) {
  await page.evaluate(([type, holds, options]) => probe.time(type, holds, [], options), [event, condition, { limit }]);
  const before = await work(devtools);
  await act();
  const { ms, over } = await within(limit + 5_000, page.evaluate(() => probe.timed));
  if (over) throw new Over();
  await page.evaluate(() => probe.frames(3));
  return { ms, work: (await work(devtools)) - before };
}

/** Runs an edit while blocks and writes are counted instead of milliseconds. */
async function counted(page, act) {
  await page.evaluate(() => probe.countWork());
  await act();
  return page.evaluate(async () => {
    while (window.subject.isSaving?.()) await probe.frames(1);
    await probe.frames(3);
    return probe.workDone();
  });
}

async function add(on, driver, block) {
  const { page } = on;
  const place = await page.evaluate((index) => probe.drag(index), block);
  await page.evaluate((index) => window.subject.beforeAdd(index), block);
  await page.mouse.move(place.left, place.y);
  await page.mouse.down();
  const pressed = Date.now();
  await page.mouse.move(place.right, place.y, { steps: 8 });
  // The only wait for time: it is part of what a hand does, and no event tells its end.
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, HAND - (Date.now() - pressed))));
  if (!driver.key) return { add: await timed(on, 'pointerup', 'isAdded', () => page.mouse.up()) };
  const offer = await timed(on, 'pointerup', 'isOffered', () => page.mouse.up());
  return { offer, add: await timed(on, 'keydown', 'isAdded', () => page.keyboard.press(driver.key)) };
}

async function edit(on, action, condition) {
  const { page } = on;
  const { x, y } = await page.evaluate((name) => probe.place(name), action);
  if (action === 'hover') return timed(on, 'pointermove', condition, () => page.mouse.move(x, y));
  return timed(on, 'click', condition, () => page.mouse.click(x, y));
}

async function edits(on, driver) {
  const { page } = on;
  const result = { times: {}, done: {} };
  const note = (name, value) => (result.times[name] ??= []).push(value);
  for (const block of BLOCKS) {
    const isCounted = block === BLOCKS.at(-1);
    // Where nothing is to be counted (no data-block), every repetition is timed.
    const run = async (name, act) => {
      if (isCounted && driver.key) result.done[name] = await counted(page, act);
      else for (const [part, time] of Object.entries(await act())) note(part, time);
    };
    await run('add', () => add(on, driver, block));
    if (!driver.hasEdits) continue;
    for (const [action, condition] of EDITS) {
      // Not on anything that is hovered already.
      if (action === 'hover') await page.mouse.move(1, 1);
      await run(action, async () => ({ [action]: await edit(on, action, condition) }));
    }
  }
  return result;
}

/** From the press of each format's button to the finished file, beside JSON.stringify of the same data. */
async function exports({ page, limit }) {
  const rows = [];
  const open = async () => {
    await page.locator('header').getByRole('button', { name: 'Export' }).click();
    await page.waitForSelector('dialog[open] .formats button');
  };
  await open();
  const names = await page.locator('dialog .formats button').allTextContents();
  for (const [i, name] of names.entries()) {
    if (i > 0) await open();
    await page.evaluate(() => {
      probe.exported.length = 0;
      addEventListener('click', ({ timeStamp }) => { probe.pressed = timeStamp; }, { capture: true, once: true });
    });
    await page.locator('dialog .formats button').nth(i).click();
    await page.waitForFunction(() => probe.exported.length > 0, null, { timeout: limit });
    rows.push(await page.evaluate(async (format) => {
      const { at, blob } = probe.exported[0];
      const text = await blob.text();
      let stringify = null;
      try {
        const value = JSON.parse(text);
        const times = Array.from({ length: 5 }, () => {
          const began = performance.now();
          JSON.stringify(value);
          return performance.now() - began;
        });
        stringify = times.sort((a, b) => a - b)[2];
      } catch {
        // Not JSON: there is nothing to set beside it.
      }
      return { format, ms: at - probe.pressed, chars: text.length, stringify };
    }, name));
  }
  return rows;
}

/** One repetition. What could not be measured within the limit is said in `over`. */
export async function draw(driver, text, count, { data, limit }) {
  const row = { peer: driver.name, text, count };
  try {
    await withPage({ scripts: driver.scripts }, async (page, devtools) => {
      page.setDefaultTimeout(limit);
      page.on('pageerror', (error) => { row.error ??= String(error).slice(0, 200); });
      const on = { page, devtools, limit };
      const empty = await memory(page, devtools);
      row.over = 'opening';
      await within(limit, driver.open(page, text));
      await page.evaluate(() => probe.frames(10));
      if (driver.hasLoad) {
        row.over = 'loading';
        const file = path.join(data, driver.file(text, count));
        const list = JSON.parse(fs.readFileSync(file, 'utf8'));
        const first = (list.annotations ?? list)[0].id;
        const expected = { first, count };
        await page.evaluate(([args, options]) => probe.time('change', 'isLoaded', args, options), [[expected], { limit, more: 1 }]);
        const before = await work(devtools);
        const { ms, over } = await within(limit + 1_000, page.setInputFiles(driver.input, file).then(() => page.evaluate(() => probe.timed)));
        if (over) throw new Over();
        row.load = { ms, work: (await work(devtools)) - before };
        row.held = await page.evaluate(() => window.subject.count());
        row.status = await page.evaluate(() => window.subject.status?.());
      }
      row.over = 'settling';
      await within(limit, page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => resolve()))));
      const full = await memory(page, devtools);
      row.memory = { renderer: full.renderer && full.renderer - empty.renderer, heap: full.heap - empty.heap };
      row.over = 'editing';
      if (driver.hasLoad) row.edits = await within(limit * 2, edits(on, driver));
      row.over = 'scrolling';
      await page.mouse.move(1, 1);
      row.scroll = await within(limit, page.evaluate((ms) => probe.scroll(ms), SCROLL[text]));
      if (driver.hasExport) {
        row.over = 'exporting';
        row.exports = await within(limit, exports(on));
      }
      delete row.over;
    });
  } catch (error) {
    row.why = error instanceof Over ? 'over the limit' : String(error.message ?? error).split('\n')[0].slice(0, 200);
  }
  return row;
}
