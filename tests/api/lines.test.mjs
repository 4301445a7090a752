// The words of a visible signature, and the entries of a medical document: before the wasm has them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { lines } from "../../js/dist/appearance/lines.js";
import { medicalEntries } from "../../js/dist/options/medical.js";

const person = { name: "ANA TESTE OLIVEIRA:12345678909", cpf: "12345678909", issuer: "AC de Teste", serialNumber: "01", notAfter: 0 };
const company = { ...person, name: "PADARIA LTDA:12ABC34501DE35", cnpj: "12ABC34501DE35" };
const signedAt = Date.UTC(2026, 10, 22, 18, 5, 9) / 1000;
const timeZone = "America/Sao_Paulo";
const texts = (content, signer = person, said = {}) => lines({ timeZone, ...content }, { signer, signedAt }, said).map(({ text }) => text);

test("by default: who, CPF in part, when; in Portuguese", () => {
  assert.deepEqual(lines({ timeZone }, { signer: person, signedAt }, {}), [
    { text: "Assinado digitalmente por", style: "label" },
    { text: "ANA TESTE OLIVEIRA", style: "name" },
    { text: "CPF: ***.456.789-**", style: "plain" },
    { text: "Data: 22/11/2026, 15:05:09 GMT-3", style: "plain" },
  ]);
});

test("in English, with all that there is", () => {
  assert.deepEqual(texts({ language: "en", identifier: "full" }, company, { reason: "Contract", location: "Recife" }), [
    "Digitally signed by", "PADARIA LTDA", "CNPJ: 12.ABC.345/01DE-35", "CPF: 123.456.789-09",
    "Date: Nov 22, 2026, 15:05:09 GMT-3", "Reason: Contract", "Location: Recife",
  ]);
});

test("a register number stands nowhere when none is wanted, also not from the common name", () => {
  for (const signer of [person, company]) {
    const shown = texts({ identifier: "none", text: "{name} {issuer}\n{cpf}\n{cnpj}\nCPF {cpf} CNPJ {cnpj}" }, signer);
    assert.equal(shown.length, 1);
    assert.ok(!/\d/.test(shown[0]), shown[0]);
  }
});

test("masked is masked wherever it stands", () => {
  assert.deepEqual(texts({ text: "{cpf} {name}" }), ["***.456.789-** ANA TESTE OLIVEIRA"]);
});

test("a line without a value is left out; one with a value, one of words and an empty one stay", () => {
  assert.deepEqual(texts({ text: "Motivo: {reason}\n{reason}{location}\n\nfim\nCPF {cpf} {cnpj}" }), ["", "fim", "CPF ***.456.789-**"]);
});

test("what a value says begins no line and is no template", () => {
  const said = { reason: "a\nb\r\n\t{cpf}\u2028c$&", location: "  " };
  assert.deepEqual(texts({ text: "{reason}\n{location}" }, person, said), ["a b {cpf} c$&"]);
});

test("the time zone is that of the option, else of the machine", () => {
  assert.deepEqual(texts({ text: "{date}", timeZone: "Asia/Tokyo" }), ["23/11/2026, 03:05:09 GMT+9"]);
  assert.match(texts({ text: "{date}", timeZone: undefined })[0], /^2[23]\/11\/2026, \d\d:05:09 (GMT|UTC)/);
});

const professional = { council: "CRM", number: "123456", state: "SP" };

test("a prescription has the entries of ITI's example, those of the other council empty", () => {
  assert.deepEqual(Object.fromEntries(medicalEntries({ document: "prescription", professional })), {
    "2.16.76.1.12.1.1": "",
    "2.16.76.1.4.2.2.1": "123456",
    "2.16.76.1.4.2.2.2": "SP",
    "2.16.76.1.4.2.2.3": "",
    "2.16.76.1.4.2.3.1": "",
    "2.16.76.1.4.2.3.2": "",
    "2.16.76.1.4.2.3.3": "",
  });
});

test("a pharmacist, a specialty, and others by their OIDs", () => {
  const pharmacist = Object.fromEntries(medicalEntries({ document: "2.16.76.1.12.1.7", professional: { ...professional, council: "CRF", specialty: "Homeopatia" } }));
  assert.equal(pharmacist["2.16.76.1.12.1.7"], "");
  assert.equal(pharmacist["2.16.76.1.4.2.3.1"], "123456");
  assert.equal(pharmacist["2.16.76.1.4.2.3.3"], "Homeopatia");
  assert.equal(pharmacist["2.16.76.1.4.2.2.1"], "");
  const dentist = Object.fromEntries(medicalEntries({ document: "prescription", professional: { ...professional, council: "2.16.76.1.4.2.12" } }));
  assert.equal(dentist["2.16.76.1.4.2.12.2"], "SP");
  assert.equal(Object.keys(dentist).length, 10);
  const names = ["prescription", "medical-certificate", "exam-request", "laboratory-report"].map((document) => medicalEntries({ document, professional })[0][0]);
  assert.deepEqual(names, [1, 2, 3, 4].map((n) => `2.16.76.1.12.1.${n}`));
});
