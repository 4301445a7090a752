// Serves the page and the bundles on 127.0.0.1, and takes what the adapters wrote.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { DIST, FIXTURES, OUT, ROOT, flags } from './options.mjs';

const TYPES = { '.html': 'text/html', '.mjs': 'text/javascript', '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };

export function serve() {
  const credentials = credentialsJson();
  const server = http.createServer((request, response) => {
    const url = new URL(request.url, 'http://x');
    if (request.method === 'POST' && url.pathname === '/upload') return take(request, response, url.searchParams.get('path'));
    if (url.pathname === '/creds.json') return response.setHeader('content-type', 'application/json').end(credentials);
    give(response, path.join(ROOT, url.pathname === '/' ? 'page/index.html' : url.pathname));
  });
  return new Promise((ok) => server.listen(0, '127.0.0.1', () => ok({ url: `http://127.0.0.1:${server.address().port}/`, close: () => { server.close(); server.closeAllConnections(); } })));
}

function take(request, response, name) {
  const file = path.join(OUT, path.normalize(name).replace(/^(\.\.[/\\])+/, ''));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  request.pipe(fs.createWriteStream(file)).on('finish', () => response.end('ok'));
}

function give(response, file) {
  const inside = file.startsWith(path.join(ROOT, 'page')) || file.startsWith(DIST);
  if (!inside || !fs.existsSync(file) || !fs.statSync(file).isFile()) return response.writeHead(404).end();
  response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
  if (flags.isolated) {
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    response.setHeader('cross-origin-embedder-policy', 'require-corp');
  }
  fs.createReadStream(file).pipe(response);
}

/** The same key for every adapter, in every shape that one of them takes. */
function credentialsJson() {
  const text = (name) => fs.readFileSync(path.join(FIXTURES, 'keys', name), 'utf8');
  const base64 = (name) => fs.readFileSync(path.join(FIXTURES, name)).toString('base64');
  const certificates = (pem) => pem.match(/-----BEGIN[^]*?-----END CERTIFICATE-----/g);
  const body = (pem) => pem.replace(/-----[^-]+-----|\s/g, '');
  const chainPem = certificates(text('chain.pem'));
  const [certPem] = certificates(text('leaf.pem'));
  const keyPem = text('leaf.key');
  return JSON.stringify({
    keyPem, certPem, chainPem, keyPkcs8: body(keyPem), certB64: body(certPem), chainB64: chainPem.map(body), pfxPassword: 'bench',
    pfx: base64('signer.pfx'), pfxLegacy: base64('signer-legacy.pfx'), pfxRc2: base64('signer-rc2.pfx'),
  });
}
