// Every word of the page, in both languages. A text missing from one of them does not compile.

import type { SignerError } from "signer-connector";
import { englishComplaints, portugueseComplaints } from "./i18n-complaints.js";

/** The languages of the page, as BCP 47 tags. */
export const LANGUAGES = ["pt-BR", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Facts that the texts on a failure may name. */
export interface Facts {
  readonly retriesLeft: number | undefined;
  readonly notAfter: string | undefined;
  readonly notBefore: string | undefined;
  readonly origin: string;
  /** Name of the cloud provider that was chosen. */
  readonly provider: string;
  /** Time until it makes sense to try again, as far as that was told; null where it is over. */
  readonly wait: string | null | undefined;
}

/** The event, and the next step for the person. */
export interface FailureText {
  readonly title: string;
  readonly advice: (facts: Facts) => string;
}

type Texts<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Texts<T[K]>;
};
export type Messages = Texts<typeof portuguese>;
export type FailureTexts = Readonly<Record<SignerError["code"] | ParticularFailure, FailureText>>;
/** Failures that a code has in common, but that mean different things to a person. */
export type ParticularFailure = "closed_by_page" | "declined_at_agent" | "declined_at_provider" | "untrusted_root";

const portuguese = {
  ...portugueseComplaints,
  title: "Assinar um PDF · Signer Connector",
  brand: { demo: "demonstração", skip: "Ir para a assinatura" },
  language: { label: "Idioma", portuguese: "Português", english: "English" },
  intro: {
    title: "Assine um PDF sem que ele saia do navegador",
    lead: "Certificado ICP-Brasil em arquivo, em token ou na nuvem. O documento fica aqui; só o resumo dele é assinado.",
  },
  interrupted: {
    title: "Uma aprovação estava em andamento quando a página foi recarregada",
    facts: (name: string, size: string, moment: string) => `${name} (${size}), pedido de ${moment}.`,
    atProvider: (provider: string) =>
      `Nada foi assinado. Comece de novo: aprovar agora o pedido antigo em ${provider} não gera a assinatura, e ele expira sozinho.`,
    atAgent: "Nada foi assinado, e o pedido ao agente foi encerrado. Comece de novo.",
    request: (provider: string) => `Ver o pedido antigo em ${provider}`,
    dismiss: "Entendi",
  },
  document: {
    title: "Documento",
    choose: "Escolher um PDF",
    drop: "ou solte o arquivo aqui",
    change: "Trocar",
    sample: "Usar um contrato de exemplo",
    sampleName: "contrato-de-exemplo.pdf",
    chosen: (name: string) => `Documento escolhido: ${name}`,
    sampleFailed: "O contrato de exemplo não pôde ser carregado.",
  },
  key: {
    title: "Certificado",
    legend: "Onde está o seu certificado?",
    a1: { name: "A1, em arquivo", hint: ".pfx ou .p12" },
    local: { name: "A3, token ou cartão", hint: "neste computador" },
    cloud: { name: "Na nuvem", hint: "aprovação no celular" },
  },
  a1: {
    file: "Arquivo do certificado",
    choose: "Escolher",
    none: "nenhum arquivo escolhido",
    password: "Senha do certificado",
    show: "Mostrar",
    hide: "Ocultar",
    test: "Usar o certificado de teste",
    testFailed: "O certificado de teste não pôde ser carregado.",
    note: "O arquivo e a senha são abertos nesta página e não são enviados a ninguém.",
  },
  local: {
    needs: "Conecte o token ou insira o cartão, com o agente Signer aberto neste computador.",
    steps: [
      "Ao clicar em Assinar, o navegador pode pedir para “acessar outros apps e serviços neste dispositivo”. Escolha Permitir: é assim que a página fala com o agente.",
      "O agente mostra qual site pede a assinatura e pergunta se você concorda.",
      "Digite o PIN na janela do agente. Ele nunca passa por esta página.",
    ] as const,
    denied:
      "Este site está impedido de acessar o agente. Libere o acesso a apps neste dispositivo nas permissões do site, ao lado do endereço, e recarregue a página.",
    pick: "Qual certificado usar?",
    pickHint: "O token tem mais de um certificado que serve.",
  },
  cloud: {
    legend: "Provedor",
    note: "O provedor assina o resumo (hash) do documento. Você aprova no aplicativo ou na página dele.",
  },
  details: {
    summary: "Motivo e local",
    optional: "opcional",
    reason: "Motivo",
    reasonExample: "Aprovo este contrato",
    location: "Local",
    locationExample: "São Paulo, Brasil",
  },
  options: {
    summary: "Assinatura visível e certificação",
    visible: "Mostrar a assinatura no documento",
    visibleHint: "Nome, CPF mascarado, data, motivo e local em um quadro na página.",
    position: "Lugar na página",
    positions: {
      "top-left": "no alto, à esquerda",
      top: "no alto, ao centro",
      "top-right": "no alto, à direita",
      left: "à esquerda",
      center: "no centro",
      right: "à direita",
      "bottom-left": "embaixo, à esquerda",
      bottom: "embaixo, ao centro",
      "bottom-right": "embaixo, à direita",
    },
    page: "Página",
    pages: { last: "Última", first: "Primeira", number: "Número…" },
    pageNumber: "Número da página",
    image: "Imagem (PNG ou JPEG)",
    noImage: "nenhuma",
    removeImage: "Tirar a imagem",
    qr: "Código QR com o endereço",
    certify: "Depois desta assinatura, permitir",
    certifications: {
      "": "o que o documento já permite",
      annotations: "formulários, anotações e assinaturas",
      "form-filling": "formulários e assinaturas",
      "no-changes": "nada mais",
    },
  },
  unlock: {
    title: "Este PDF pede uma senha",
    advice: "Digite a senha que abre o documento. Ela é usada só nesta página, e o PDF assinado continua protegido.",
    wrongTitle: "Esta senha não abre o PDF",
    wrongAdvice: "Confira a senha do documento e tente de novo. Maiúsculas e minúsculas contam.",
    password: "Senha do documento",
    button: "Abrir e assinar",
  },
  mend: {
    advice:
      "Também é possível assinar o que ainda se lê dele: o arquivo fica como está, e um índice novo é acrescentado. Confira depois se o documento aparece inteiro.",
    button: "Reparar e assinar",
  },
  sign: {
    title: "Assinatura",
    button: "Assinar documento",
    again: "Tentar de novo",
    cancel: "Cancelar",
    cancelling: "Cancelando…",
    missingDocument: "Escolha primeiro o documento, no passo 1.",
    missingCertificate: "Escolha o arquivo do certificado, no passo 2.",
    stays: {
      a1: "O documento, a chave e a senha não saem desta página.",
      local: "O documento não sai desta página; a chave não sai do token.",
      cloud: "O documento não sai desta página; à nuvem vão o resumo, o nome e o tamanho dele.",
    },
    progress: "Andamento da assinatura",
    stages: {
      reading: "Ler e preparar o documento",
      approval: "Aprovar no provedor",
      consent: "Confirmar e digitar o PIN no agente",
      signing: "Assinar",
      finishing: "Conferir e concluir",
    },
    percent: (value: number) => `${value}%`,
    approve: (provider: string) => `Aprovar em ${provider}`,
    approveLead: (provider: string) => `${provider} espera a sua aprovação`,
    approveHint: "Abre em outra aba. Volte para cá depois de aprovar; esta página percebe sozinha.",
    approvePush: "Abra o aplicativo do provedor no celular e aprove o pedido.",
    consentHint: "Veja a janela do agente: ela pode estar atrás do navegador.",
  },
  done: {
    title: "Documento assinado",
    lead: "A assinatura foi conferida antes de ser gravada no arquivo.",
    signer: "Assinado por",
    cpf: "CPF",
    cnpj: "CNPJ",
    certificate: "Certificado",
    certificateUntil: (type: string | undefined, date: string) =>
      type ? `${type}, válido até ${date}` : `válido até ${date}`,
    issuer: "Emitido por",
    when: "Quando",
    identifier: "Identificador",
    size: "Tamanho",
    sizeGrown: (size: string, added: string) => `${size} (+${added} da assinatura)`,
    download: "Baixar PDF assinado",
    another: "Assinar outro",
    somebodyElse: "Outra pessoa também assina",
    notDownloaded: (name: string) => `${name} está assinado e ainda não foi baixado.`,
    downloadIt: "Baixar",
    warnings: "Atenção",
    warning: {
      not_registered: "O documento está assinado, mas a API ainda não sabe disso.",
      repaired: "O arquivo estava danificado e foi reparado ao assinar.",
      untrusted_root: "Não ficou demonstrado que o certificado vem de uma raiz da ICP-Brasil.",
      xfa_present: "O formulário tem uma parte XFA, que alguns programas mostram no lugar das páginas assinadas.",
    },
    suffix: "-assinado",
    name: "documento",
  },
  failed: {
    code: "código",
    unknownTitle: "A assinatura não foi feita",
    unknownAdvice: "Tente de novo. Se o problema continuar, informe o código abaixo ao suporte.",
  },
  code: {
    title: "O código desta tela",
    lead: "Acompanha as suas escolhas.",
    copy: "Copiar",
    copied: "Copiado",
    copyFailed: "Selecione e copie",
    token: "SEU_TOKEN",
    install: "Instalação",
  },
  footer: {
    sandbox: "Ambiente de teste: certificados e assinaturas sem valor jurídico.",
    noConfig: "A configuração da página (config.json) não pôde ser lida. Inicie a demonstração com make demo.",
  },
};

const english: Messages = {
  ...englishComplaints,
  title: "Sign a PDF · Signer Connector",
  brand: { demo: "demo", skip: "Skip to signing" },
  language: { label: "Language", portuguese: "Português", english: "English" },
  intro: {
    title: "Sign a PDF without it leaving the browser",
    lead: "ICP-Brasil certificates in a file, on a token or in the cloud. The document stays here; only its digest gets signed.",
  },
  interrupted: {
    title: "An approval was under way when the page was reloaded",
    facts: (name, size, moment) => `${name} (${size}), asked for at ${moment}.`,
    atProvider: (provider) =>
      `Nothing was signed. Start again: approving the old request at ${provider} now gives no signature, and it expires by itself.`,
    atAgent: "Nothing was signed, and the request to the agent has ended. Start again.",
    request: (provider) => `See the old request at ${provider}`,
    dismiss: "Got it",
  },
  document: {
    title: "Document",
    choose: "Choose a PDF",
    drop: "or drop the file here",
    change: "Change",
    sample: "Use a sample contract",
    sampleName: "sample-contract.pdf",
    chosen: (name) => `Document chosen: ${name}`,
    sampleFailed: "The sample contract could not be loaded.",
  },
  key: {
    title: "Certificate",
    legend: "Where is your certificate?",
    a1: { name: "A1, in a file", hint: ".pfx or .p12" },
    local: { name: "A3, token or card", hint: "on this computer" },
    cloud: { name: "In the cloud", hint: "approve on your phone" },
  },
  a1: {
    file: "Certificate file",
    choose: "Choose",
    none: "no file chosen",
    password: "Certificate password",
    show: "Show",
    hide: "Hide",
    test: "Use the test certificate",
    testFailed: "The test certificate could not be loaded.",
    note: "The file and the password are opened in this page and sent to nobody.",
  },
  local: {
    needs: "Plug in the token or insert the card, with the Signer agent running on this computer.",
    steps: [
      "When you click Sign, the browser may ask to “access other apps and services on this device”. Choose Allow: this is how the page talks to the agent.",
      "The agent shows which site asks for the signature and whether you agree.",
      "Type the PIN into the agent's window. It never passes through this page.",
    ],
    denied:
      "This site is blocked from reaching the agent. Allow access to apps on this device in the site's permissions, next to the address, and reload the page.",
    pick: "Which certificate?",
    pickHint: "The token holds more than one that fits.",
  },
  cloud: {
    legend: "Provider",
    note: "The provider signs the document's digest (hash). You approve in its app or on its page.",
  },
  details: {
    summary: "Reason and location",
    optional: "optional",
    reason: "Reason",
    reasonExample: "I approve this contract",
    location: "Location",
    locationExample: "São Paulo, Brazil",
  },
  options: {
    summary: "Visible signature and certification",
    visible: "Show the signature in the document",
    visibleHint: "Name, masked CPF, date, reason and location in a box on the page.",
    position: "Place on the page",
    positions: {
      "top-left": "top left",
      top: "top centre",
      "top-right": "top right",
      left: "left",
      center: "centre",
      right: "right",
      "bottom-left": "bottom left",
      bottom: "bottom centre",
      "bottom-right": "bottom right",
    },
    page: "Page",
    pages: { last: "Last", first: "First", number: "Number…" },
    pageNumber: "Page number",
    image: "Picture (PNG or JPEG)",
    noImage: "none",
    removeImage: "Remove the picture",
    qr: "QR code with the address",
    certify: "After this signature, allow",
    certifications: {
      "": "what the document allows already",
      annotations: "forms, annotations and signatures",
      "form-filling": "forms and signatures",
      "no-changes": "nothing more",
    },
  },
  unlock: {
    title: "This PDF needs a password",
    advice:
      "Type the password that opens the document. It is used in this page only, and the signed PDF stays protected.",
    wrongTitle: "This password does not open the PDF",
    wrongAdvice: "Check the document's password and try again. Upper and lower case count.",
    password: "Document password",
    button: "Open and sign",
  },
  mend: {
    advice:
      "What can still be read of it can be signed: the file stays as it is, and a new index is appended. Check afterwards that the document shows whole.",
    button: "Repair and sign",
  },
  sign: {
    title: "Signature",
    button: "Sign document",
    again: "Try again",
    cancel: "Cancel",
    cancelling: "Cancelling…",
    missingDocument: "Choose the document first, in step 1.",
    missingCertificate: "Choose the certificate file, in step 2.",
    stays: {
      a1: "The document, the key and the password stay in this page.",
      local: "The document stays in this page; the key stays on the token.",
      cloud: "The document stays in this page; its digest, name and size go to the cloud.",
    },
    progress: "Signing progress",
    stages: {
      reading: "Read and prepare the document",
      approval: "Approve at the provider",
      consent: "Confirm and type the PIN in the agent",
      signing: "Sign",
      finishing: "Verify and finish",
    },
    percent: (value) => `${value}%`,
    approve: (provider) => `Approve at ${provider}`,
    approveLead: (provider) => `${provider} is waiting for your approval`,
    approveHint: "Opens in another tab. Come back after approving; this page notices by itself.",
    approvePush: "Open the provider's app on your phone and approve the request.",
    consentHint: "Look for the agent's window: it may be behind the browser.",
  },
  done: {
    title: "Document signed",
    lead: "The signature was verified before it was written into the file.",
    signer: "Signed by",
    cpf: "CPF",
    cnpj: "CNPJ",
    certificate: "Certificate",
    certificateUntil: (type, date) => (type ? `${type}, valid until ${date}` : `valid until ${date}`),
    issuer: "Issued by",
    when: "When",
    identifier: "Identifier",
    size: "Size",
    sizeGrown: (size, added) => `${size} (+${added} of signature)`,
    download: "Download signed PDF",
    another: "Sign another",
    somebodyElse: "Let somebody else sign it too",
    notDownloaded: (name) => `${name} is signed and was not downloaded yet.`,
    downloadIt: "Download",
    warnings: "Note",
    warning: {
      not_registered: "The document is signed, but the API does not know of it yet.",
      repaired: "The file was damaged and got repaired while signing.",
      untrusted_root: "The certificate was not shown to come from a root of ICP-Brasil.",
      xfa_present: "The form has an XFA part, which some programs show instead of the signed pages.",
    },
    suffix: "-signed",
    name: "document",
  },
  failed: {
    code: "code",
    unknownTitle: "The document was not signed",
    unknownAdvice: "Try again. If it keeps failing, give the code below to support.",
  },
  code: {
    title: "The code of this screen",
    lead: "Follows your choices.",
    copy: "Copy",
    copied: "Copied",
    copyFailed: "Select and copy",
    token: "YOUR_TOKEN",
    install: "Install",
  },
  footer: {
    sandbox: "Test environment: certificates and signatures have no legal value.",
    noConfig: "The page's configuration (config.json) could not be read. Start the demo with make demo.",
  },
};

export const MESSAGES: Readonly<Record<Language, Messages>> = { "pt-BR": portuguese, en: english };
