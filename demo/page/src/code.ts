// The code an integrator would write for the choices on the page, and its colours.

import type { Config } from "./config.js";
import { h } from "./dom.js";
import type { Language, Messages } from "./i18n.js";
import { type Choices, isPage } from "./state.js";

/** The call as it would be pasted. */
export function codeFor(choices: Choices, config: Config | null, messages: Messages, language: Language): string {
  return `import { createSignerConnector } from "signer-connector";

const connector = createSignerConnector({
  apiBaseUrl: ${quoted(config?.apiBaseUrl ?? "https://api.example")},
  bearerToken: ${quoted(messages.code.token)},
});

const result = await connector.sign({
${requestLines(choices, language)
  .map((line) => `  ${line}`)
  .join("\n")}
});

const { url } = await connector.getDownloadUrl({
  signatureId: result.signature_id,
});
`;
}

/** The code in coloured spans. */
export function coloured(code: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const { groups } of code.matchAll(TOKENS)) {
    const [kind, text] = Object.entries(groups ?? {}).find(([, value]) => value !== undefined) ?? [];
    if (kind && text) fragment.append(kind === "plain" ? text : h("span", { class: `code-${kind}` }, text));
  }
  return fragment;
}

function requestLines(choices: Choices, language: Language): string[] {
  return [
    `documentId: "contract-001",`,
    `documentType: "pdf",`,
    `certificateMode: "${choices.way}",`,
    `documentFile: pdfInput.files[0],`,
    ...WAY_LINES[choices.way](choices),
    ...(choices.documentPassword ? ["password: documentPasswordInput.value,"] : []),
    ...(choices.repair ? ["repair: true,"] : []),
    ...(choices.certify ? [`certify: "${choices.certify}",`] : []),
    ...(choices.visible ? appearanceLines(choices, language) : []),
    ...metadataLines(choices),
  ];
}

function appearanceLines({ page, position, image, qr }: Choices, language: Language): string[] {
  const lines = [
    page !== "last" && isPage(page) && `page: ${JSON.stringify(page)},`,
    `position: "${position}",`,
    image && "image: imageInput.files[0],",
    qr && `qr: ${quoted(qr)},`,
    language !== "pt-BR" && `language: "${language}",`,
  ];
  return ["appearance: {", ...lines.filter((line) => line).map((line) => `  ${line}`), "},"];
}

function metadataLines({ reason, location }: Choices): string[] {
  if (!reason && !location) return [];
  const lines = [reason && `  reason: ${quoted(reason)},`, location && `  location: ${quoted(location)},`].filter(
    Boolean,
  ) as string[];
  return ["requestOptions: {", "  metadata: {", ...lines.map((line) => `  ${line}`), "  },", "},"];
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

const WAY_LINES: Readonly<Record<Choices["way"], (choices: Choices) => string[]>> = {
  a1: () => ["certificateFile: pfxInput.files[0],", "certificatePassword: passwordInput.value,"],
  local: () => [],
  cloud: ({ provider }) => [
    `providerHint: "${provider}",`,
    "onProgress({ authorization }) {",
    "  if (authorization) showApproval(authorization.url);",
    "},",
  ],
};
const TOKENS =
  /(?<string>"(?:[^"\\]|\\.)*")|(?<keyword>\b(?:import|from|const|await|if)\b)|(?<property>\b\w+(?=:))|(?<call>\b\w+(?=\())|(?<plain>\w+|\s+|[^\w\s"]+|")/g;
