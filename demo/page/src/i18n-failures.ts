// The meaning of each error code to the person who signs, in both languages. A code without a text does not compile.

import type { FailureTexts, Language } from "./i18n.js";

const portuguese: FailureTexts = {
  agent_blocked: says(
    "Esta página não pode acessar o agente",
    "A política de segurança dela não permite. Informe o código a quem a integrou.",
  ),
  agent_outdated: says("O agente precisa ser atualizado", "Instale a versão nova do agente Signer e tente de novo."),
  agent_permission_denied: says(
    "O navegador bloqueou o acesso ao agente",
    "Ao lado do endereço, abra as permissões do site, permita o acesso a apps neste dispositivo e recarregue a página.",
  ),
  agent_unavailable: says(
    "O agente não respondeu",
    "Abra o agente Signer neste computador e tente de novo. Se ele não estiver instalado, instale-o primeiro.",
  ),
  api_rejected: says(
    "A API recusou o pedido",
    "Confira as escolhas e tente de novo. Se o problema continuar, informe o código ao suporte.",
  ),
  api_unauthorized: says(
    "O acesso à API não foi aceito",
    "O token de acesso é inválido ou venceu. Quem integrou esta página precisa renová-lo.",
  ),
  cannot_append: says(
    "Este PDF não aceita uma assinatura",
    "Abra o arquivo no programa de origem, salve-o de novo como PDF e assine essa cópia.",
  ),
  certificate_expired: {
    title: "O certificado venceu",
    advice: ({ notAfter }) =>
      notAfter
        ? `A validade terminou em ${notAfter}. Use um certificado válido ou renove este.`
        : "Use um certificado válido ou renove este.",
  },
  certificate_not_found: says(
    "Nenhum certificado serve",
    "Confira se o token, o cartão ou o arquivo tem um certificado com chave privada.",
  ),
  certificate_not_yet_valid: {
    title: "O certificado ainda não vale",
    advice: ({ notBefore }) =>
      `A validade começa ${notBefore ? `em ${notBefore}` : "no futuro"}. Confira também a data e a hora deste computador.`,
  },
  certificate_unsuitable: says(
    "Este certificado não serve para assinar",
    "Escolha um certificado de assinatura; os de servidor e os de sigilo não servem.",
  ),
  document_encrypted: says("O PDF está protegido por senha", "Digite a senha que o abre e assine de novo."),
  document_locked: says(
    "O PDF não permite novas assinaturas",
    "Uma assinatura anterior o fechou. Peça ao autor uma versão que aceite outras assinaturas.",
  ),
  document_malformed: says("O PDF está danificado", "Abra o arquivo no programa de origem e salve-o de novo como PDF."),
  document_unsupported: says(
    "Este arquivo não é um PDF que se possa assinar",
    "Escolha outro arquivo, ou salve o documento de novo como PDF.",
  ),
  internal: says(
    "Algo deu errado do nosso lado",
    "Nada foi assinado. Tente de novo e, se continuar, informe o código ao suporte.",
  ),
  invalid_request: says(
    "O pedido de assinatura está incompleto",
    "Confira as escolhas acima. Se estiverem certas, informe o código a quem integrou esta página.",
  ),
  network: says("A conexão falhou", "Confira a internet e tente de novo. Nada ficou pela metade."),
  origin_not_allowed: {
    title: "Este site foi bloqueado no agente",
    advice: ({ origin }) =>
      `Você, ou alguém neste computador, recusou ${origin}. Remova o bloqueio no agente e tente de novo.`,
  },
  page_outdated: says(
    "Esta página precisa ser atualizada",
    "O agente é mais novo que ela. Recarregue a página; se não bastar, informe o código a quem a integrou.",
  ),
  password_incorrect: says(
    "A senha do certificado não confere",
    "Digite de novo a senha do arquivo .pfx. Maiúsculas e minúsculas contam.",
  ),
  pin_incorrect: {
    title: "PIN incorreto",
    advice: ({ retriesLeft }) =>
      retriesLeft === undefined
        ? "Confira o PIN e tente de novo. Muitos erros seguidos bloqueiam o token."
        : `Confira o PIN e tente de novo. Tentativas antes do bloqueio: ${retriesLeft}.`,
  },
  pin_last_try: says(
    "Resta uma única tentativa de PIN",
    "Outro erro bloqueia o token. Só continue se tiver certeza do PIN.",
  ),
  pin_locked: says(
    "O token está bloqueado",
    "O PIN foi errado vezes demais. Desbloqueie-o com o PUK no programa do fabricante.",
  ),
  pin_prompt_unavailable: says(
    "O agente não tem como pedir o PIN",
    "Instale um programa pinentry neste computador (por exemplo, pinentry-gnome3) e tente de novo.",
  ),
  rate_limited: {
    title: "Pedidos demais em pouco tempo",
    advice: ({ wait }) => {
      if (wait === null) return "A espera acabou: já é possível tentar de novo.";
      return wait === undefined
        ? "Espere um momento, feche janelas do agente que estejam abertas e tente de novo."
        : `Tente de novo em ${wait}.`;
    },
  },
  session_expired: says("O tempo para aprovar acabou", "Comece de novo e aprove o pedido antes que ele expire."),
  signature_mismatch: says(
    "A assinatura recebida não confere",
    "Ela não foi gravada no documento. Tente de novo e informe o código ao suporte.",
  ),
  signature_too_large: says(
    "A assinatura não cabe no documento",
    "O documento não foi alterado. Informe o código ao suporte.",
  ),
  timeout: says("Demorou demais", "Nada foi assinado. Confira a conexão e tente de novo."),
  token_driver_missing: says(
    "Falta o driver do token",
    "Instale o programa do fabricante do token ou cartão e tente de novo.",
  ),
  token_not_present: says("Nenhum token ou cartão encontrado", "Conecte o token ou insira o cartão e tente de novo."),
  user_cancelled: says("Assinatura cancelada", "Nada foi assinado e nenhum pedido ficou aberto."),
  closed_by_page: says("A página encerrou a assinatura", "Nada foi assinado. Comece de novo quando quiser."),
  declined_at_agent: says(
    "Recusada na janela do agente",
    "O pedido foi recusado, ou a janela do agente ou a do PIN foi fechada. Nada foi assinado.",
  ),
  declined_at_provider: {
    title: "Recusada no provedor",
    advice: ({ provider }) => `O pedido foi recusado em ${provider}. Nada foi assinado.`,
  },
  untrusted_root: says(
    "O certificado não vem da ICP-Brasil",
    "Não ficou demonstrado que ele vem de uma raiz da ICP-Brasil. Use outro certificado.",
  ),
  user_timeout: says(
    "O tempo para responder acabou",
    "Tente de novo e responda à janela do agente ou ao pedido no celular.",
  ),
  wasm_blocked: says(
    "Esta página não consegue assinar",
    "A parte que assina não pôde iniciar. Informe o código a quem a integrou.",
  ),
};

const english: FailureTexts = {
  agent_blocked: says(
    "This page may not reach the agent",
    "Its security policy forbids it. Tell the code to whoever runs this page.",
  ),
  agent_outdated: says("The agent needs an update", "Install the new version of the Signer agent and try again."),
  agent_permission_denied: says(
    "The browser blocked access to the agent",
    "Next to the address, open the site's permissions, allow access to apps on this device and reload the page.",
  ),
  agent_unavailable: says(
    "The agent did not answer",
    "Start the Signer agent on this computer and try again. If it is not installed, install it first.",
  ),
  api_rejected: says(
    "The API refused the request",
    "Check your choices and try again. If it keeps failing, give the code to support.",
  ),
  api_unauthorized: says(
    "Access to the API was not accepted",
    "The access token is invalid or has expired. Whoever integrated this page must renew it.",
  ),
  cannot_append: says(
    "This PDF cannot take a signature",
    "Open the file in the program it came from, save it as PDF again and sign that copy.",
  ),
  certificate_expired: {
    title: "The certificate has expired",
    advice: ({ notAfter }) =>
      notAfter
        ? `It was valid until ${notAfter}. Use a valid certificate or renew this one.`
        : "Use a valid certificate or renew this one.",
  },
  certificate_not_found: says(
    "No certificate fits",
    "Check that the token, card or file holds a certificate with its private key.",
  ),
  certificate_not_yet_valid: {
    title: "The certificate is not valid yet",
    advice: ({ notBefore }) =>
      `Its validity begins ${notBefore ? `on ${notBefore}` : "in the future"}. Check this computer's date and time too.`,
  },
  certificate_unsuitable: says(
    "This certificate is not meant for signing",
    "Choose a signature certificate; server and encryption certificates do not fit.",
  ),
  document_encrypted: says("The PDF is protected by a password", "Type the password that opens it and sign again."),
  document_locked: says(
    "The PDF allows no further signatures",
    "An earlier signature closed it. Ask its author for a version that accepts more signatures.",
  ),
  document_malformed: says("The PDF is damaged", "Open the file in the program it came from and save it as PDF again."),
  document_unsupported: says(
    "This file is not a PDF that can be signed",
    "Choose another file, or save the document as PDF again.",
  ),
  internal: says(
    "Something went wrong on our side",
    "Nothing was signed. Try again and, if it keeps failing, give the code to support.",
  ),
  invalid_request: says(
    "The signing request is incomplete",
    "Check the choices above. If they are right, give the code to whoever integrated this page.",
  ),
  network: says("The connection failed", "Check your connection and try again. Nothing was left half done."),
  origin_not_allowed: {
    title: "This site is blocked in the agent",
    advice: ({ origin }) =>
      `You, or someone on this computer, refused ${origin}. Remove the block in the agent and try again.`,
  },
  page_outdated: says(
    "This page needs an update",
    "The agent is newer than it. Reload the page; if that does not help, give the code to whoever integrated it.",
  ),
  password_incorrect: says(
    "The certificate password is wrong",
    "Type the password of the .pfx file again. Upper and lower case matter.",
  ),
  pin_incorrect: {
    title: "Wrong PIN",
    advice: ({ retriesLeft }) =>
      retriesLeft === undefined
        ? "Check the PIN and try again. Too many errors in a row lock the token."
        : `Check the PIN and try again. Tries before it locks: ${retriesLeft}.`,
  },
  pin_last_try: says(
    "Only one PIN try is left",
    "Another error locks the token. Go on only if you are sure of the PIN.",
  ),
  pin_locked: says(
    "The token is locked",
    "The PIN was wrong too many times. Unlock it with the PUK in the manufacturer's program.",
  ),
  pin_prompt_unavailable: says(
    "The agent has no way to ask for the PIN",
    "Install a pinentry program on this computer (for example pinentry-gnome3) and try again.",
  ),
  rate_limited: {
    title: "Too many requests in a short time",
    advice: ({ wait }) => {
      if (wait === null) return "The wait is over: you can try again now.";
      return wait === undefined
        ? "Wait a moment, close any open agent windows and try again."
        : `Try again in ${wait}.`;
    },
  },
  session_expired: says("The time to approve is over", "Start again and approve the request before it expires."),
  signature_mismatch: says(
    "The signature received does not verify",
    "It was not written into the document. Try again and give the code to support.",
  ),
  signature_too_large: says(
    "The signature does not fit into the document",
    "The document was not changed. Give the code to support.",
  ),
  timeout: says("It took too long", "Nothing was signed. Check the connection and try again."),
  token_driver_missing: says(
    "The token driver is missing",
    "Install the software of the token or card manufacturer and try again.",
  ),
  token_not_present: says("No token or card found", "Plug in the token or insert the card and try again."),
  user_cancelled: says("Signing cancelled", "Nothing was signed and no request was left open."),
  closed_by_page: says("The page ended the signing", "Nothing was signed. Start again whenever you like."),
  declined_at_agent: says(
    "Declined in the agent's window",
    "The request was declined, or the agent's window or that of the PIN was closed. Nothing was signed.",
  ),
  declined_at_provider: {
    title: "Declined at the provider",
    advice: ({ provider }) => `The request was declined at ${provider}. Nothing was signed.`,
  },
  untrusted_root: says(
    "The certificate is not of ICP-Brasil",
    "It was not shown to come from a root of ICP-Brasil. Use another certificate.",
  ),
  user_timeout: says(
    "The time to answer is over",
    "Try again and answer the agent's window or the request on your phone.",
  ),
  wasm_blocked: says(
    "This page cannot sign",
    "The part that signs could not start. Tell the code to whoever runs this page.",
  ),
};

export const FAILURES: Readonly<Record<Language, FailureTexts>> = { "pt-BR": portuguese, en: english };

function says(title: string, advice: string) {
  return { title, advice: () => advice };
}
