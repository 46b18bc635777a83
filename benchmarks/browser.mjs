// A fresh browser for every measurement, and what it costs in memory and work.
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const HERE = import.meta.dirname;

/** Opens a browser with a new profile, hands `use` a page with the probe in it, and closes it. */
export async function withPage({ scripts = [] }, use) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROME,
    // Chromium refuses its sandbox to the administrator, as whom containers run.
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 });
    for (const script of ['probe.js', ...scripts]) await context.addInitScript({ path: path.join(HERE, script) });
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Performance.enable');
    return await use(page, devtools);
  } finally {
    await browser.close();
  }
}

export async function version() {
  const browser = await chromium.launch({ executablePath: process.env.CHROME, chromiumSandbox: process.getuid?.() !== 0 });
  const name = `Chromium ${browser.version()}`;
  await browser.close();
  return name;
}

/** Rejects when a promise takes longer than a limit: a peer that hangs must not stop the rest. */
export async function within(limit, promise) {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Over()), limit); });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
export class Over extends Error {}

/** Milliseconds of work of the page's main thread so far; unlike times, free of frame rounding. */
export async function work(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

/**
 * Bytes after garbage collection: the renderer's private memory, which holds everything of a
 * page (document, layout, JavaScript and WebAssembly), where the system says it (Linux);
 * and the JavaScript heap, which holds neither document nor WebAssembly.
 */
export async function memory(page, devtools) {
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize').value;
  let renderer = null;
  if (fs.existsSync('/proc/self/smaps_rollup')) {
    const session = await page.context().browser().newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const privateBytes = ({ id }) => {
      const lines = fs.readFileSync(`/proc/${id}/smaps_rollup`, 'utf8').matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm);
      return [...lines].reduce((sum, [, kib]) => sum + Number(kib) * 1024, 0);
    };
    // A spare renderer may stand by; the page's own is the larger one.
    renderer = Math.max(...processInfo.filter(({ type }) => type === 'renderer').map(privateBytes));
  }
  return { renderer, heap };
}
