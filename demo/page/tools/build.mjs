// Builds the page into dist/: the bundle, the style sheet, a sample contract and the package as it is published.

import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { sampleContract } from "./sample.mjs";

const page = fileURLToPath(new URL("..", import.meta.url));
const dist = `${page}dist`;
const connector = fileURLToPath(new URL("../../../js/dist", import.meta.url));

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await build({
  entryPoints: [`${page}src/main.ts`],
  outfile: `${dist}/main.js`,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  sourcemap: true,
  plugins: [connectorBesideThePage()],
});
await cp(`${page}static`, dist, { recursive: true });
await writeFile(`${dist}/sample.pdf`, sampleContract());
await cp(connector, `${dist}/signer-connector`, { recursive: true });

// The package stays as it is published: its wasm is found beside it, as with a plain <script type="module">.
function connectorBesideThePage() {
  return {
    name: "connector-beside-the-page",
    setup(bundler) {
      bundler.onResolve({ filter: /^signer-connector$/ }, () => ({
        path: "./signer-connector/index.js",
        external: true,
      }));
    },
  };
}
