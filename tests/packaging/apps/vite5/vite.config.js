import { signerConnector } from "signer-connector/vite";
import { defineConfig } from "vite";

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self' ws:; style-src 'unsafe-inline'; img-src data:";

export default defineConfig({
  plugins: [signerConnector()],
  server: { headers: { "content-security-policy": POLICY } },
});
