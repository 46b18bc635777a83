// How each page is opened. Everything after that is the same for all: see drawing.mjs.
import path from 'node:path';
import { PEERS } from '../build.mjs';

const peer = (name, { pages }) => ({
  name,
  title: PEERS[name],
  scripts: [],
  hasLoad: name !== 'bare',
  // Peers make an annotation as soon as the mouse button is let go.
  key: null,
  hasEdits: name === 'static-marks',
  file: (text, count) => `${text}.${count}.w3c.json`,
  input: '#file',
  async open(page, text) {
    await page.goto(`${pages}/${name}/${text}`);
    await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0);
  },
});

export const ASCRIBE = 'ascribe';

const ascribe = ({ app, data, articles }) => ({
  name: ASCRIBE,
  title: 'Ascribe',
  scripts: ['drivers/ascribe-page.js'],
  hasLoad: true,
  // Letting go offers the toolbar; this key then makes the annotation.
  key: '1',
  hasEdits: true,
  hasExport: true,
  file: (text, count) => `${text}.${count}.ascribe.json`,
  input: 'input[type=file]',
  async open(page, text) {
    await page.goto(app);
    const link = page.locator('main a', { hasText: articles[text].title });
    // Keeping the app for offline use is work of its own, done once.
    await page.evaluate(() => navigator.serviceWorker?.ready.then(() => {}));
    await page.setInputFiles(this.input, path.join(data, `${text}.article.json`));
    await link.click();
    await page.waitForSelector('article [data-block]');
  },
});

export const drivers = (where) => [...Object.keys(PEERS).map((name) => peer(name, where)), ascribe(where)];
