// Bundles the peers' pages, each into one script and, if it has one, one style sheet.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import zlib from 'node:zlib';

/** The peers by page name, and how tables call them. */
export const PEERS = {
  bare: 'bare text',
  floor: 'CSS highlights only',
  'static-marks': 'static marks',
  'ta-css': 'Recogito text-annotator 4.1.1, CSS highlights',
  'ta-spans': 'Recogito text-annotator 4.1.1, default',
  'recogito-js': 'RecogitoJS 1.8.4',
  'apache-annotator': 'Apache Annotator 0.2.0',
  hypothesis: 'Hypothesis’s anchoring and highlighter',
};

/** Hypothesis publishes one finished script; the source of its parts is in the map beside it. */
function unpackHypothesis(modules, folder) {
  const map = JSON.parse(fs.readFileSync(path.join(modules, 'hypothesis/build/scripts/annotator.bundle.js.map'), 'utf8'));
  map.sources.forEach((source, i) => {
    const [, name] = /\/src\/((?:annotator|shared|types)\/.*)$/.exec(source) ?? [];
    if (!name) return;
    const file = path.join(folder, path.normalize(`/${name}`));
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, map.sourcesContent[i] ?? '');
  });
}

/** `modules` is where npm put the packages. Answers with each page's size after brotli. */
export async function build({ modules, site }) {
  const { build: bundle } = createRequire(path.join(modules, 'x.js'))('esbuild');
  fs.rmSync(site, { recursive: true, force: true });
  const source = path.join(site, 'hypothesis-source');
  unpackHypothesis(modules, source);
  const here = import.meta.dirname;
  await bundle({
    entryPoints: [...Object.keys(PEERS), 'anchoring'].map((name) => path.join(here, 'pages', `${name}.js`)),
    outdir: site,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    nodePaths: [modules],
    alias: { 'hypothesis-source': source },
    // Built by cargo, and only there when it is served.
    external: ['/ascribe_anchoring.js'],
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    logLevel: 'error',
  });
  const packed = (file) => (fs.existsSync(file) ? zlib.brotliCompressSync(fs.readFileSync(file)).length : 0);
  return Object.fromEntries(
    Object.keys(PEERS).map((name) => [name, packed(path.join(site, `${name}.js`)) + packed(path.join(site, `${name}.css`))]),
  );
}
