import { createSignerConnector } from "signer-connector";

const connector = createSignerConnector();
addEventListener("message", async ({ data }) => {
  const { signedDocument, signer } = await connector.sign(data);
  postMessage({ signedDocument, signer });
});
