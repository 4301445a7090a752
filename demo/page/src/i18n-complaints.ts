// The words beside a control on what is wrong with it, in both languages.

/** Files that are not taken, and choices that the connector refuses. */
export const portugueseComplaints = {
  files: {
    onlyOne: "Escolha um arquivo de cada vez.",
    empty: (name: string) => `“${name}” está vazio.`,
    unreadable: (name: string) => `“${name}” não pôde ser lido. Pastas não servem; confira se o arquivo ainda está lá.`,
    wrong: {
      document: {
        certificate: (name: string) => `“${name}” é um certificado, não um PDF. O lugar dele é o passo 2.`,
        other: (name: string) => `“${name}” não é um PDF.`,
      },
      certificate: {
        pdf: (name: string) => `“${name}” é um PDF, não um certificado. O lugar dele é o passo 1.`,
        other: (name: string) => `“${name}” não é um certificado com chave (.pfx ou .p12).`,
      },
      image: {
        certificate: (name: string) => `“${name}” é um certificado, não uma imagem.`,
        pdf: (name: string) => `“${name}” é um PDF, não uma imagem.`,
        other: (name: string) => `“${name}” não é uma imagem PNG ou JPEG.`,
      },
    },
  },
  fields: {
    title: "Uma das escolhas não serve",
    document: "Este documento não pôde ser lido. Escolha-o de novo.",
    certificate: "Este arquivo de certificado não pôde ser lido. Escolha-o de novo, ou outro.",
    password: "Esta senha não abre o certificado.",
    provider: "Este provedor não está disponível. Escolha outro.",
    reason: "Este motivo não é aceito. Encurte-o, mude-o ou deixe-o em branco.",
    location: "Este local não é aceito. Encurte-o, mude-o ou deixe-o em branco.",
    visible:
      "A assinatura não pode ser desenhada assim: há caracteres sem desenho (como emojis), ou texto demais. Mude o motivo, o local ou o lugar.",
    page: "O documento não tem esta página. Digite um número a partir de 1.",
    image: "Esta imagem não pôde ser lida. Escolha outra, em PNG ou JPEG.",
    qr: "Este texto não cabe em um código QR. Encurte-o.",
    certify:
      "Só a primeira assinatura de um documento pode limitar o que vem depois, e este já tem uma. Escolha “o que o documento já permite”.",
  },
};

export const englishComplaints: typeof portugueseComplaints = {
  files: {
    onlyOne: "Choose one file at a time.",
    empty: (name) => `“${name}” is empty.`,
    unreadable: (name) => `“${name}” could not be read. Folders will not do; check that the file is still there.`,
    wrong: {
      document: {
        certificate: (name) => `“${name}” is a certificate, not a PDF. It belongs in step 2.`,
        other: (name) => `“${name}” is not a PDF.`,
      },
      certificate: {
        pdf: (name) => `“${name}” is a PDF, not a certificate. It belongs in step 1.`,
        other: (name) => `“${name}” is not a certificate with its key (.pfx or .p12).`,
      },
      image: {
        certificate: (name) => `“${name}” is a certificate, not a picture.`,
        pdf: (name) => `“${name}” is a PDF, not a picture.`,
        other: (name) => `“${name}” is not a PNG or JPEG picture.`,
      },
    },
  },
  fields: {
    title: "One of the choices does not fit",
    document: "This document could not be read. Choose it again.",
    certificate: "This certificate file could not be read. Choose it again, or another one.",
    password: "This password does not open the certificate.",
    provider: "This provider is not available. Choose another one.",
    reason: "This reason is not accepted. Shorten it, change it or leave it empty.",
    location: "This location is not accepted. Shorten it, change it or leave it empty.",
    visible:
      "The signature cannot be drawn like this: it has characters without a drawing (such as emoji), or too much text. Change the reason, the location or the place.",
    page: "The document has no such page. Type a number from 1.",
    image: "This picture could not be read. Choose another one, PNG or JPEG.",
    qr: "This text does not fit into a QR code. Make it shorter.",
    certify:
      "Only the first signature of a document can limit what comes after it, and this one has a signature already. Choose “what the document allows already”.",
  },
};
