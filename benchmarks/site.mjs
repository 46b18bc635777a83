// Ascribe as its readers get it: the built site on the project's own server, its size and start.
import { execFileSync, spawn } from 'node:child_process';
import net from 'node:net';
import { within, withPage } from './browser.mjs';

const freePort = () =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const CARGO = ['run', '--quiet', '--locked', '--package', 'ascribe-site', '--'];

/** Serves dist/ until closed. */
export async function serveApp(root) {
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn('cargo', [...CARGO, 'serve', 'dist', address], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    server.stdout.on('data', (words) => { if (String(words).includes(address)) resolve(); });
    server.on('exit', () => reject(new Error('the site could not be served; see the message above')));
  });
  return { url: `http://${address}/`, close: () => server.kill() };
}

/** Bytes of the first load after brotli, as the project's own check weighs them. */
export function weigh(root) {
  let words;
  try {
    words = execFileSync('cargo', [...CARGO, 'weigh', 'dist'], { cwd: root, encoding: 'utf8' });
  } catch (error) {
    // Over its budget it fails, and says the size all the same.
    words = String(error.stdout);
  }
  return Number(/^\s*\d+\s+(\d+)\s+in all/m.exec(words)?.[1]);
}

/** Milliseconds from navigation in a fresh browser to the frame that shows what can be used. */
export const start = (url, usable, limit) =>
  withPage({}, async (page) => {
    // Looks from the first frame on, so that nothing is missed while the page loads.
    await page.addInitScript(({ selector, mark }) => {
      const look = () => {
        const is = selector ? document.querySelector(selector) : performance.getEntriesByName(mark).length;
        requestAnimationFrame(is ? () => { window.usableAfter = performance.now(); } : look);
      };
      requestAnimationFrame(look);
    }, usable);
    await within(limit, page.goto(url, { waitUntil: 'commit' }));
    const handle = await page.waitForFunction(() => window.usableAfter, null, { timeout: limit });
    return handle.jsonValue();
  });
