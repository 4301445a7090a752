// Options of a visible signature and of a medical document, and the words on each mistake. Nothing is asked of anybody before.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cloud, createSignerConnector, rejects, serve } from "./support.mjs";

const rect = { x: 10, y: 10, width: 100, height: 40 };

const appearances = [
  ...[null, true, "bottom-right", []].map((given) => [given, ""]),
  [{ colour: "red" }, ".colour"],
  [{ Page: 1 }, ".Page"],
  ...["", "  ", 5, null].map((field) => [{ field }, ".field"]),
  ...Object.entries({ page: 1, rect, position: "top", width: 10, height: 10, margin: 0 }).map(([name, value]) => [{ field: "Sig", [name]: value }, `.${name}`]),
  ...[0, -1, 1.5, Number.NaN, 2 ** 31, "1", "middle", null].map((page) => [{ page }, ".page"]),
  ...["bottomRight", 8, "", null].map((position) => [{ position }, ".position"]),
  ...["width", "height", "margin"].flatMap((name) => [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e9, "10", null].map((value) => [{ [name]: value }, `.${name}`])),
  ...["width", "height"].map((name) => [{ [name]: 0 }, `.${name}`]),
  ...[null, [1, 2, 3, 4], 5].map((one) => [{ rect: one }, ".rect"]),
  [{ rect: { ...rect, top: 1 } }, ".rect.top"],
  ...Object.keys(rect).map((name) => [{ rect: { ...rect, [name]: undefined } }, `.rect.${name}`]),
  ...["width", "height"].flatMap((name) => [0, -5, "5"].map((value) => [{ rect: { ...rect, [name]: value } }, `.rect.${name}`])),
  ...["x", "y"].flatMap((name) => [Number.NaN, "0", null].map((value) => [{ rect: { ...rect, [name]: value } }, `.rect.${name}`])),
  ...Object.entries({ position: "top", width: 10, height: 10, margin: 10 }).map(([name, value]) => [{ rect, [name]: value }, `.${name}`]),
  ...["", " \n", true, 5, null, false, "{nome}", "{name} {CPF}"].map((text) => [{ text }, ".text"]),
  ...["hidden", true, null].map((identifier) => [{ identifier }, ".identifier"]),
  ...["pt", "pt-br", "de", null].map((language) => [{ language }, ".language"]),
  ...["Sao_Paulo", "", 3, null].map((timeZone) => [{ timeZone }, ".timeZone"]),
  ...["stamp.png", null, {}, [1]].flatMap((file) => [[{ image: file }, ".image"], [{ font: file }, ".font"]]),
  ...["", " ", 5, null].map((qr) => [{ qr }, ".qr"]),
  ...[1, "thin", null].map((border) => [{ border }, ".border"]),
];

const professional = { council: "CRM", number: "123456", state: "SP" };
const medicals = [
  ...[null, "prescription", []].map((given) => [given, ""]),
  [{ document: "prescription", professional, patient: "x" }, ".patient"],
  ...[undefined, null, "receita", "2.16.76.1.12.1.", "2.16.76.1.12.1.0", "2.16.76.1.12.1.1.2", "2.16.76.1.12.1.1) /X (", "2.16.76.1.4.2.2"].map((document) => [{ document, professional }, ".document"]),
  ...[undefined, null, "CRM"].map((one) => [{ document: "prescription", professional: one }, ".professional"]),
  ...[undefined, "CRO", "crm", 2, "2.16.76.1.4.2.x", "2.16.76.1.12.1.1"].map((council) => [{ document: "prescription", professional: { ...professional, council } }, ".professional.council"]),
  ...[undefined, "", " ", 123456].map((number) => [{ document: "prescription", professional: { ...professional, number } }, ".professional.number"]),
  ...[undefined, "", "sp", "São Paulo", "XX"].map((state) => [{ document: "prescription", professional: { ...professional, state } }, ".professional.state"]),
  ...[null, 5].map((specialty) => [{ document: "prescription", professional: { ...professional, specialty } }, ".professional.specialty"]),
  [{ document: "prescription", professional: { ...professional, uf: "SP" } }, ".professional.uf"],
];

for (const [option, cases] of Object.entries({ appearance: appearances, medical: medicals })) {
  for (const [given, path] of cases) {
    test(`${option}: ${show(given)} names ${option}${path}`, async (t) => {
      const { url, lines } = await serve(t, () => [500, {}]);
      const field = option + path;
      const error = await rejects(createSignerConnector({ apiBaseUrl: url }).sign(cloud({ [option]: given })), "invalid_request", { field });
      assert.ok(error.message.startsWith(`${field} `), error.message);
      assert.deepEqual(lines(), []);
    });
  }
}

test("text: false needs something else to show", async () => {
  const sign = (appearance) => createSignerConnector({ apiBaseUrl: "http://127.0.0.1:9" }).sign(cloud({ appearance }));
  await rejects(sign({ field: "Sig", text: false }), "invalid_request", { field: "appearance.text" });
  await rejects(sign({ text: false, image: undefined, border: true }), "invalid_request", { field: "appearance.text" });
});

function show(value) {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 70 ? `${text.slice(0, 70)}…` : text;
}
