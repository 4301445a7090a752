/** Address of a file of this package, as bundlers give it that are told to treat it as a file: docs/en/bundlers.md. */
declare const address: string;
export default address;
