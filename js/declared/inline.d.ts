/** A file of the package inside a script. */
declare module "*_inline.js" {
  export function bytes(): Uint8Array<ArrayBuffer>;
}
