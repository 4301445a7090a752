// A page without a bundler, as an integrator writes it. An import map would be an inline script, which the policy forbids.
const violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(`${event.violatedDirective}: ${event.blockedURI}`));

const blob = async (address) => (await fetch(address)).blob();

/** Signs contract.pdf with the package's entry at `entry`, seen or not; called by the test. */
window.signWith = async (entry, appearance) => {
  const { createSignerConnector } = await import(entry);
  const result = await createSignerConnector({}).sign({
    documentId: "contract-001",
    documentType: "pdf",
    documentFile: await blob("contract.pdf"),
    certificateMode: "a1",
    certificateFile: await blob("certificates/a1.pfx"),
    certificatePassword: "segredo",
    ...(appearance && { appearance }),
    requestOptions: { metadata: { reason: "Aprovação", location: "São Paulo" } },
  });
  const bytes = new Uint8Array(await result.signedDocument.arrayBuffer());
  return { bytes: Array.from(bytes), signer: result.signer.name, violations };
};
