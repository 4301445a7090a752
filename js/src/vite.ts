/**
 * Plug-in for Vite, whose dev server otherwise moves the scripts of a dependency away from the files beside them.
 *
 * @example
 * import { signerConnector } from "signer-connector/vite";
 * export default defineConfig({ plugins: [signerConnector()] });
 */
export function signerConnector(): { name: string; config(): { optimizeDeps: { exclude: string[] } } } {
  return { name: "signer-connector", config: () => ({ optimizeDeps: { exclude: ["signer-connector"] } }) };
}
