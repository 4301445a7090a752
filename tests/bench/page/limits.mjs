// Limits of the page itself, whoever signs.
const MEGABYTE = 1e6;

export async function measureLimits(creds, files, rounds) {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const importKey = () => crypto.subtle.importKey('pkcs8', creds.keyPkcs8, algorithm, false, ['sign']);
  const key = await importKey();
  const hashes = await import('/dist/hashes/index.js');
  const found = {
    rsa2048SignMs: await median(31, () => crypto.subtle.sign(algorithm.name, key, new Uint8Array(32))),
    importPkcs8Ms: await median(11, importKey),
    '1MB': await hashing(hashes, 1, 15, rounds),
    '10MB': await hashing(hashes, 10, 7, rounds),
    '100MB': await hashing(hashes, 100, rounds, rounds),
  };
  for (const name of ['classic-1m.pdf', 'classic-10m.pdf', 'classic-100m.pdf']) {
    if (files[name]) found['read ' + name] = await reading(files[name], name.includes('100m') ? rounds : 5);
  }
  for (const name of ['nfe-20k.xml', 'nfe-1m.xml', 'nfe-10m.xml']) {
    if (files[name]) found['xml ' + name] = await parsing(files[name]);
  }
  return found;
}

/** hash-wasm at 100 MB only in the full run; the JavaScript hashes are too slow for it. */
async function hashing(hashes, megabytes, times, rounds) {
  const bytes = new Uint8Array(megabytes * MEGABYTE);
  for (let i = 0; i < bytes.length; i += 4096) bytes[i] = i;
  const found = {
    digestSha256Ms: await median(times, () => crypto.subtle.digest('SHA-256', bytes)),
    digestSha1Ms: await median(times, () => crypto.subtle.digest('SHA-1', bytes)),
    copyMs: await median(times, () => bytes.slice()),
    newBlobMs: await median(times, () => new Blob([bytes])),
  };
  if (megabytes <= 10 || rounds > 1) found.hashWasmSha256Ms = await median(Math.min(times, 3), () => hashes.wasmSha256(bytes));
  if (megabytes <= 10) found.nobleSha256Ms = await median(3, () => hashes.nobleSha256(bytes));
  if (megabytes <= 10) found.forgeSha256Ms = await median(1, () => hashes.forgeSha256(bytes));
  return found;
}

async function reading(file, times) {
  return {
    bytes: file.size,
    arrayBufferMs: await median(times, () => file.arrayBuffer()),
    sliceReadMs: await median(times, () => readSlices(file)),
    streamMs: await median(times, () => readStream(file)),
    tail64kMs: await median(9, () => file.slice(-65536).arrayBuffer()),
  };
}

async function readSlices(file) {
  const size = 1 << 22;
  for (let at = 0; at < file.size; at += size) await file.slice(at, at + size).arrayBuffer();
}

async function readStream(file) {
  const reader = file.stream().getReader();
  while (!(await reader.read()).done);
}

async function parsing(file) {
  const parse = async () => new DOMParser().parseFromString(await file.text(), 'text/xml');
  return {
    bytes: file.size,
    textMs: await median(5, () => file.text()),
    domParseMs: await median(3, parse),
    domParseSerializeMs: await median(3, async () => new XMLSerializer().serializeToString(await parse())),
  };
}

async function median(times, work) {
  const taken = [];
  for (let i = 0; i < times; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
    const start = performance.now();
    await work();
    taken.push(performance.now() - start);
  }
  return +taken.sort((a, b) => a - b)[taken.length >> 1].toFixed(3);
}
