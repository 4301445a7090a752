import { createSignerConnector, isSignerError, type SignResult } from "signer-connector";
import { createSignerConnector as inline } from "signer-connector/inline";

export async function sign(documentFile: Blob): Promise<SignResult> {
  const connector = documentFile.size > 0 ? createSignerConnector({}) : inline({});
  return connector.sign({
    documentId: "contract-001",
    certificateMode: "a1",
    documentFile,
    certificateFile: documentFile,
    certificatePassword: "segredo",
  });
}
export const code = (error: unknown): string | undefined => (isSignerError(error) ? error.code : undefined);
// @ts-expect-error an unknown mode is a mistake that the types catch
void createSignerConnector({}).sign({ documentId: "contract-001", certificateMode: "a7", documentFile: new Blob() });
