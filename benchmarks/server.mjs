// Serves the peers' pages on this machine. /PEER/TEXT is a peer's page showing a text.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const STYLE = `body{margin:0;font:18px/1.6 serif;background:#fff;color:#111}
#bar{height:40px}#article{width:720px;margin:0 auto}p,h1{margin:0 0 1em}
mark{color:inherit}mark.is-active{outline:2px solid}
.claim{background:#ffd54a}.source{background:#8ecbff}.entity{background:#b7e4a0}
::highlight(claim){background:#ffd54a}::highlight(source){background:#8ecbff}::highlight(entity){background:#b7e4a0}`;

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
// Its text content is the blocks' texts joined by one line feed, as in Ascribe's format.
const html = ([title, ...rest]) => [`<h1>${escape(title)}</h1>`, ...rest.map((text) => `<p>${escape(text)}</p>`)].join('\n');

/** `texts` has a list of blocks for every text name; the folders hold what pages load. */
export async function serve({ folders, texts }) {
  const find = (name) => folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
  const page = (peer, blocks) => {
    const css = find(`${peer}.css`) ? `<link rel="stylesheet" href="/${peer}.css">` : '';
    return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${peer}</title><link rel="icon" href="data:,">
<style>${STYLE}</style>${css}<script type="module" src="/${peer}.js"></script>
<div id="bar"><input id="file" type="file"></div><main id="article">${html(blocks)}</main></html>`;
  };
  const types = { '.js': 'text/javascript', '.css': 'text/css', '.wasm': 'application/wasm' };
  const server = http.createServer((request, response) => {
    const [first, text] = new URL(request.url, 'http://localhost').pathname.split('/').filter(Boolean);
    const answer = (status, type, body) => response.writeHead(status, { 'content-type': type }).end(body);
    if (text && texts[text]) return answer(200, 'text/html; charset=utf-8', page(first, texts[text]));
    const file = find(path.basename(first ?? ''));
    const type = types[path.extname(file ?? '')];
    if (!type) return answer(404, 'text/plain', 'not here');
    return answer(200, type, fs.readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
