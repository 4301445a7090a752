// The page of every app here: what the test calls, as an integrator's own button would.
const blob = async (address) => (await fetch(address)).blob();

/** Offers `window.signWith`, which signs contract.pdf, seen or not. */
export function offer(connector) {
  const violations = [];
  addEventListener("securitypolicyviolation", (event) => violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
  window.signWith = async (appearance) => {
    const result = await connector.sign(await request(appearance));
    const bytes = new Uint8Array(await result.signedDocument.arrayBuffer());
    return { bytes: Array.from(bytes), signer: result.signer.name, violations };
  };
}

async function request(appearance) {
  return {
    documentId: "contract-001",
    documentFile: await blob("contract.pdf"),
    certificateMode: "a1",
    certificateFile: await blob("a1.pfx"),
    certificatePassword: "segredo",
    ...(appearance && { appearance }),
    requestOptions: { metadata: { reason: "Aprovação" } },
  };
}
