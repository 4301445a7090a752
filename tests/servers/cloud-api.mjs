// A cloud provider behind the documented API, as one that a test can spoil: it signs for real, with the key of signer-flow's vectors.
import { execFileSync } from "node:child_process";
import { constants, createPrivateKey, privateEncrypt } from "node:crypto";
import { fileURLToPath } from "node:url";

const PFX = fileURLToPath(new URL("../../sdk-wasm/crates/signer-flow/tests/vectors/signer.pfx", import.meta.url));
/** `DigestInfo` before the octets of SHA-256 (RFC 8017, 9.2, note 1). */
const SHA256 = Buffer.from("3031300d060960864801650304020105000420", "hex");

/** `approved()` tells whether the person approved; `authorization` is what the session says of how. */
export function cloudApi({ authorization, approved = () => true }) {
  const pem = execFileSync("openssl", ["pkcs12", "-in", PFX, "-passin", "pass:segredo", "-nodes"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const key = createPrivateKey(pem);
  const certificate = /BEGIN CERTIFICATE-----([^-]+)/.exec(pem)[1].replace(/\s/g, "");
  const value = (digest) => privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.concat([SHA256, Buffer.from(digest, "base64")])).toString("base64");
  const session = (status) => ({ id: "ses-1", signature_id: "sig-1", status });
  const answers = {
    POST: ({ path, body }) => {
      if (path.endsWith("/signatures")) return [200, { items: JSON.parse(body).items.map(({ id, digest }) => ({ id, signature: value(digest) })) }];
      if (path.endsWith("/complete")) return [200, session("signed")];
      return [201, { ...session("awaiting_authorization"), authorization }];
    },
    GET: () => [200, approved() ? { ...session("authorized"), certificate_chain: [certificate] } : session("awaiting_authorization")],
    DELETE: () => [204],
  };
  /** `[status, answer]` for a request. */
  return (method, path, body) => answers[method]({ path: path.split("?")[0], body });
}
