// A one-page service contract in Portuguese, written as a small PDF 1.7. All names in it are invented.

const PAGE = { width: 595, height: 842, left: 72, top: 752 };

/** The sample contract as the bytes of a PDF. */
export function sampleContract() {
  const content = `${rule()}\n${body().join("\n")}`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R /Lang (pt-BR) >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Contents 4 0 R /Resources << /Font << /R 5 0 R /B 6 0 R >> >> >>`,
    `<< /Length ${latin1(content).length} >>\nstream\n${content}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
    `<< /Title (${escaped("Contrato de prestação de serviços")}) /Producer (signer-connector demo) >>`,
  ];
  return latin1(file(objects));
}

function file(objects) {
  let text = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  const size = objects.length + 1;
  return `${text}xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R /Info 7 0 R >>\nstartxref\n${start}\n%%EOF\n`;
}

function body() {
  const lines = [];
  let y = PAGE.top;
  for (const [font, size, leading, text] of PARAGRAPHS) {
    y -= leading;
    lines.push(`BT /${font} ${size} Tf ${PAGE.left} ${y} Td (${escaped(text)}) Tj ET`);
  }
  return lines;
}

function rule() {
  return `0.04 0.43 0.31 rg ${PAGE.left} 776 36 4 re f 0.1 0.11 0.13 rg`;
}

function escaped(text) {
  return text.replace(/[\\()]/g, "\\$&");
}

function latin1(text) {
  return Buffer.from(text, "latin1");
}

const PARAGRAPHS = [
  ["B", 18, 4, "Contrato de prestação de serviços"],
  ["R", 10, 18, "Contrato nº 2026/001"],
  ["R", 11, 40, "Pelo presente instrumento, Aurora Sistemas Ltda., doravante CONTRATANTE, e Maria"],
  ["R", 11, 16, "Oliveira da Silva, doravante CONTRATADA, ajustam a prestação dos serviços abaixo."],
  ["B", 11, 34, "1. Objeto"],
  ["R", 11, 18, "A CONTRATADA prestará serviços de consultoria em assinatura digital de documentos,"],
  ["R", 11, 16, "conforme o plano de trabalho acordado entre as partes."],
  ["B", 11, 30, "2. Prazo"],
  ["R", 11, 18, "O contrato vigora por doze meses, a contar da data da última assinatura."],
  ["B", 11, 30, "3. Remuneração"],
  ["R", 11, 18, "A CONTRATANTE pagará R$ 4.800,00 por mês, até o quinto dia útil do mês seguinte."],
  ["B", 11, 30, "4. Sigilo"],
  ["R", 11, 18, "As partes manterão em sigilo as informações a que tiverem acesso em razão do contrato."],
  ["B", 11, 30, "5. Assinatura eletrônica"],
  ["R", 11, 18, "As partes assinam este documento com certificado digital ICP-Brasil, nos termos da"],
  ["R", 11, 16, "Medida Provisória nº 2.200-2, de 24 de agosto de 2001."],
  ["R", 11, 48, "São Paulo, 2026."],
  ["R", 9, 200, "Documento de exemplo, sem valor jurídico. Nomes e valores são fictícios."],
];
