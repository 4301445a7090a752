// The options that change what is signed, on real PDFs, with pdfsig, poppler and qpdf as judges.
import assert from "node:assert/strict";
import { test } from "node:test";
import { png } from "../e2e/png.mjs";
import { inked, jpeg, judged, pages, qpdf, withField, withXfa } from "./pdf.mjs";
import { a1, contract, createSignerConnector, rejects } from "./support.mjs";

const connector = createSignerConnector();
const sign = (changes) => connector.sign(a1(changes));
const again = async (result, changes) => sign({ documentFile: result.signedDocument, ...changes });
const valid = (pdfsig) => [...pdfsig.matchAll(/Signature Validation: (.*)/g)].map(([, words]) => words);
const VALID = "Signature is Valid.";

// Passwords

for (const [kind, ...options] of [["RC4-40", "40"], ["RC4-128", "128", "--use-aes=n"], ["AES-128", "128", "--use-aes=y"], ["AES-256", "256"]]) {
  test(`a document under ${kind} opens with the user's and with the owner's password, and stays encrypted`, async () => {
    const documentFile = await qpdf(contract, "--allow-weak-crypto", "--encrypt", "aberto", "dono", ...options, "--");
    for (const password of ["aberto", "dono"]) {
      const result = await sign({ documentFile, password, requestOptions: { metadata: { reason: "Confidencial" } } });
      const { pdfsig, encrypted, values } = await judged(result, { password: "aberto" });
      assert.deepEqual(valid(pdfsig), [VALID]);
      assert.ok(encrypted);
      assert.ok(Object.values(values).some((value) => value?.["/Reason"] === "u:Confidencial"));
      assert.ok(!Buffer.from(await result.signedDocument.arrayBuffer()).includes("(Confidencial)"), "a string is not encrypted");
    }
  });
}

test("without a password it is document_encrypted, with a wrong one password_incorrect and its field", async () => {
  const documentFile = await qpdf(contract, "--encrypt", "aberto", "dono", "256", "--");
  await rejects(sign({ documentFile }), "document_encrypted");
  const error = await rejects(sign({ documentFile, password: "fechado" }), "password_incorrect", { field: "password" });
  assert.ok(!error.message.includes("fechado"));
  await rejects(sign({ documentFile, password: "aberto", certificatePassword: "x" }), "password_incorrect", { field: "certificatePassword" });
});

test("a document that asks nobody for its password needs none, and a password that is not needed does no harm", async () => {
  const open = await qpdf(contract, "--encrypt", "", "dono", "256", "--");
  assert.deepEqual(valid((await judged(await sign({ documentFile: open }))).pdfsig), [VALID]);
  assert.deepEqual(valid((await judged(await sign({ password: "aberto" }))).pdfsig), [VALID]);
});

test("a password with accents opens as others prepare it", async () => {
  const documentFile = await qpdf(contract, "--encrypt", "senha-é-ção", "dono", "256", "--");
  assert.deepEqual(valid((await judged(await sign({ documentFile, password: "senha-é-ção" }), { password: "senha-é-ção" })).pdfsig), [VALID]);
  await sign({ documentFile, password: "senha-e\u0301-c\u0327a\u0303o" });
});

// Repair

test("a damaged cross-reference is an error; with repair it is a warning", async () => {
  // Every offset is wrong by what is put in front of the first object.
  const text = contract.toString("latin1");
  const documentFile = Buffer.from(text.replace("1 0 obj", "% damaged by hand, so that nothing is where it is said to be\n1 0 obj"), "latin1");
  await rejects(sign({ documentFile }), "document_malformed");
  await rejects(sign({ documentFile, repair: false }), "document_malformed");
  const result = await sign({ documentFile, repair: true });
  assert.deepEqual(result.warnings.map(({ code }) => code), ["repaired", "untrusted_root"]);
  assert.match(result.warnings[0].message, /cross-reference/);
  assert.deepEqual(valid((await judged(result)).pdfsig), [VALID]);
});

test("repair changes nothing where nothing is damaged", async () => {
  const result = await sign({ repair: true });
  assert.deepEqual(result.warnings.map(({ code }) => code), ["untrusted_root"]);
  assert.deepEqual(valid((await judged(result)).pdfsig), [VALID]);
});

test("an XFA part is a warning", async () => {
  const { warnings } = await sign({ documentFile: withXfa() });
  assert.deepEqual(warnings.map(({ code }) => code), ["xfa_present", "untrusted_root"]);
  assert.match(warnings[0].message, /XFA/);
});

// Certification

for (const [certify, permission] of [["no-changes", 1], ["form-filling", 2], ["annotations", 3]]) {
  test(`certify: "${certify}" is DocMDP with P ${permission}`, async () => {
    const { values, pdfsig, trailer, at } = await judged(await sign({ certify }));
    assert.deepEqual(valid(pdfsig), [VALID]);
    const signature = at(at(trailer["/Root"])["/Perms"]["/DocMDP"]);
    const [reference] = signature["/Reference"].map((one) => (typeof one === "string" ? values[`obj:${one}`] : one));
    assert.equal(reference["/TransformMethod"], "/DocMDP");
    assert.equal(reference["/TransformParams"]["/P"], permission);
  });
}

test("after no-changes nobody signs; after form-filling others do, but do not certify", async () => {
  await rejects(again(await sign({ certify: "no-changes" })), "document_locked");
  const first = await sign({ certify: "form-filling" });
  assert.deepEqual(valid((await judged(await again(first))).pdfsig), [VALID, VALID]);
  await rejects(again(first, { certify: "form-filling" }), "invalid_request", { field: "certify" });
  await rejects(again(await sign({}), { certify: "annotations" }), "invalid_request", { field: "certify" });
});

// Medical documents

const medical = { document: "prescription", professional: { council: "CRM", number: "123456", state: "SP" } };

test("a prescription has ITI's entries in its Info dictionary, and keeps what was there", async () => {
  const documentFile = await qpdf(contract, "--object-streams=generate");
  const before = await judged({ signedDocument: new Blob([documentFile]) }).then(({ trailer, at }) => (trailer["/Info"] ? at(trailer["/Info"]) : {}), () => ({}));
  const { trailer, at, pdfsig } = await judged(await sign({ documentFile, medical }));
  const info = at(trailer["/Info"]);
  assert.deepEqual(valid(pdfsig), [VALID]);
  for (const [name, value] of Object.entries(before)) assert.deepEqual(info[name], value, name);
  assert.equal(info["/2.16.76.1.12.1.1"], "u:");
  assert.equal(info["/2.16.76.1.4.2.2.1"], "u:123456");
  assert.equal(info["/2.16.76.1.4.2.2.2"], "u:SP");
  for (const rest of ["2.3", "3.1", "3.2", "3.3"]) assert.equal(info[`/2.16.76.1.4.2.${rest}`], "u:", rest);
});

test("a document that is signed already takes no medical entries", async () => {
  await rejects(again(await sign({}), { medical }), "invalid_request", { field: "medical" });
});

// Visible signatures

test("by default at the bottom right of the last page: in words, and in ink", async () => {
  const result = await sign({ documentFile: pages(), appearance: {} });
  const { pdfsig, text } = await judged(result, { page: 2 });
  assert.deepEqual(valid(pdfsig), [VALID]);
  assert.match(text, /Assinado digitalmente por\s+MARIA DE TESTE\s+CPF: \*{3}\.456\.789-\*{2}\s+Data: \d\d\/\d\d\/\d{4}, \d\d:\d\d:\d\d GMT/);
  const ink = await inked(result, { page: 2 });
  // The page is shown turned: 400 wide, 300 high.
  assert.deepEqual([ink.width, ink.height], [400, 300]);
  within(ink, { left: 400 - 24 - 220, top: 300 - 24 - 70, right: 400 - 24, bottom: 300 - 24 });
  const first = await inked(result, { page: 1 });
  assert.equal(first.right, 0, "something is on the first page");
});

for (const [position, x, y] of [["top-left", 12, 12], ["top", 75, 12], ["center", 75, 175], ["right", 138, 175], ["bottom-left", 12, 338]]) {
  test(`position ${position} is where it says`, async () => {
    const result = await sign({ documentFile: pages(), appearance: { page: "first", position, width: 150, height: 50, margin: 12 } });
    within(await inked(result), { left: x, top: y, right: x + 150, bottom: y + 50 });
  });
}

test("rect counts from the lower left corner of the page as it is shown", async () => {
  const result = await sign({ documentFile: pages(), appearance: { page: 2, rect: { x: 20, y: 30, width: 160, height: 60 }, border: true } });
  within(await inked(result, { page: 2 }), { left: 20, top: 300 - 90, right: 180, bottom: 300 - 30 });
});

test("a page that is not there, and a rectangle outside, are invalid_request", async () => {
  await rejects(sign({ documentFile: pages(), appearance: { page: 3 } }), "invalid_request", { field: "appearance.page" });
  const error = await rejects(sign({ documentFile: pages(), appearance: { rect: { x: 5000, y: 0, width: 100, height: 50 } } }), "invalid_request");
  assert.match(error.field, /^appearance/);
});

test("texts of one's own, in English, with reason and location, or none", async () => {
  const shown = async (appearance) => (await judged(await sign({ documentFile: pages(), appearance, requestOptions: { metadata: { reason: "Contrato nº 5", location: "São Paulo" } } }))).text;
  assert.match(await shown({ language: "en", identifier: "full" }), /Digitally signed by\s+MARIA DE TESTE\s+CPF: 123\.456\.789-09\s+Date: \w+ \d+, \d{4}.*\s+Reason: Contrato nº 5\s+Location: São Paulo/);
  assert.match(await shown({ text: "Aprovado: {reason}\nCNPJ {cnpj}\nΑθήνα Москва" }), /^\s*Aprovado: Contrato nº 5\s+Αθήνα Москва\s*$/);
  assert.doesNotMatch(await shown({ identifier: "none" }), /CPF|456/);
  assert.equal((await shown({ text: false, qr: "https://example.com/v/8Q2M" })).trim(), "");
});

test("a QR code and a picture are drawn", async () => {
  const rect = { x: 50, y: 50, width: 100, height: 100 };
  const qr = await inked(await sign({ documentFile: pages(), appearance: { page: 1, rect, text: false, qr: "https://example.com/v/8Q2M" } }));
  within(qr, { left: 50, top: 250, right: 150, bottom: 350 });
  assert.ok(qr.right - qr.left > 60 && qr.bottom - qr.top > 60, JSON.stringify(qr));
  for (const image of [png(120, 80), await jpeg(contract)]) {
    const picture = await inked(await sign({ documentFile: pages(), appearance: { page: 1, rect, text: false, image } }));
    within(picture, { left: 50, top: 250, right: 150, bottom: 350 });
  }
});

test("what cannot be drawn is invalid_request with its option", async () => {
  for (const [appearance, field] of [
    [{ image: new Blob(["no picture"]) }, "appearance.image"],
    [{ image: png(16, 16).subarray(0, 40) }, "appearance.image"],
    [{ font: new Blob(["no font"]) }, "appearance.font"],
    [{ text: "漢字" }, "appearance.text"],
    [{ qr: "x".repeat(5000) }, "appearance.qr"],
  ]) await rejects(sign({ appearance }), "invalid_request", { field });
});

// Fields

test("an empty field keeps its place, and its appearance where no other is asked for", async () => {
  const kept = await judged(await sign({ documentFile: withField(), appearance: { field: "Contratante" } }));
  assert.deepEqual(valid(kept.pdfsig), [VALID]);
  assert.equal(kept.fields.length, 1);
  assert.deepEqual(kept.fields[0]["/Rect"], [40, 50, 190, 110]);
  assert.deepEqual(kept.fields[0]["/AP"], { "/N": "5 0 R" });
  const result = await sign({ documentFile: withField(), appearance: { field: "Contratante", text: "{name}" } });
  const drawn = await judged(result);
  assert.equal(drawn.text.trim(), "MARIA DE TESTE");
  assert.deepEqual(drawn.fields[0]["/Rect"], [40, 50, 190, 110]);
  within(await inked(result), { left: 40, top: 400 - 110, right: 190, bottom: 400 - 50 });
});

test("a field that is not there, or signed already, is said to be", async () => {
  await rejects(sign({ documentFile: withField(), appearance: { field: "Testemunha" } }), "invalid_request", { field: "appearance.field" });
  const signed = await sign({ documentFile: withField(), appearance: { field: "Contratante" } });
  const error = await again(signed, { appearance: { field: "Contratante" } }).catch((thrown) => thrown);
  assert.ok(["invalid_request", "document_locked"].includes(error.code), error.stack);
});

// Together

test("visible, certified, medical and encrypted at once", async () => {
  const documentFile = await qpdf(pages(), "--encrypt", "aberto", "dono", "256", "--");
  const result = await sign({ documentFile, password: "aberto", certify: "form-filling", medical, appearance: { qr: "https://example.com/v/8Q2M" } });
  const { pdfsig, text, trailer, at } = await judged(result, { password: "aberto" });
  assert.deepEqual(valid(pdfsig), [VALID]);
  assert.match(text, /MARIA DE TESTE/);
  assert.equal(at(trailer["/Info"])["/2.16.76.1.4.2.2.1"], "u:123456");
  const second = await again(result, { password: "dono", requestOptions: { metadata: { reason: "Testemunha" } } });
  assert.deepEqual(valid((await judged(second, { password: "aberto" })).pdfsig), [VALID, VALID]);
});

test("what is changed after the call has no effect on it", async () => {
  const appearance = { text: "antes", image: new Uint8Array(png(16, 16)) };
  const signing = sign({ documentFile: pages(), appearance, medical: structuredClone(medical) });
  appearance.text = "depois";
  appearance.image.fill(0);
  assert.match((await judged(await signing)).text, /antes/);
});

/** The ink lies in the box; a pixel is left for its smoothing. */
function within(ink, box) {
  const fits = ink.right > ink.left && ink.left >= box.left - 1 && ink.top >= box.top - 1 && ink.right <= box.right + 1 && ink.bottom <= box.bottom + 1;
  assert.ok(fits, `${JSON.stringify(ink)} is not in ${JSON.stringify(box)}`);
}
