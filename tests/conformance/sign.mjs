// One signer, many files: node sign.mjs ADAPTER, then one JSON request per line on stdin, one JSON answer per line on stdout.
//
//   {input, output, pfx, pfxPassword, password?, metadata?, options?} -> {ok: true, ms, rssMiB} | {ok: false, code, name, error}
//
// The process is the fence: what crashes or hangs in here is ended and replaced by signing.py.
import { createInterface } from "node:readline";
import { readFile, writeFile } from "node:fs/promises";

const { openSigner } = await import(`./adapters/${process.argv[2]}.mjs`);
const sign = await openSigner();

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
}

async function answer({ input, output, ...options }) {
  try {
    const document = await readFile(input);
    const start = performance.now();
    const signed = await sign(document, options);
    const ms = Math.round(performance.now() - start);
    await writeFile(output, signed);
    return { ok: true, ms, rssMiB: Math.round(process.resourceUsage().maxRSS / 1024) };
  } catch (error) {
    return { ok: false, code: error?.code ?? null, name: error?.name ?? null, error: String(error?.message ?? error).slice(0, 200) };
  }
}
