import type { Medical, MedicalDocument } from "../types.js";
import { check, type Fields, known, optionalType, text, word } from "./checks.js";

type Professional = Medical["professional"];

const MEDICAL: Fields<Medical> = { document: true, professional: true };
const PROFESSIONAL: Fields<Professional> = { council: true, number: true, state: true, specialty: true };
const DOCUMENTS: Record<MedicalDocument, string> = {
  prescription: "2.16.76.1.12.1.1",
  "medical-certificate": "2.16.76.1.12.1.2",
  "exam-request": "2.16.76.1.12.1.3",
  "laboratory-report": "2.16.76.1.12.1.4",
};
const COUNCILS: Record<string, string> = { CRM: "2.16.76.1.4.2.2", CRF: "2.16.76.1.4.2.3" };
const STATES = "AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO".split(" ");

export function checkMedical(given: Medical): Medical {
  const { document, ...medical } = known(given, MEDICAL, "medical", "medical.");
  named(document, DOCUMENTS, "2.16.76.1.12.1.", "medical.document");
  const professional = known(medical.professional, PROFESSIONAL, "medical.professional", "medical.professional.");
  const { council, number, state, specialty } = professional;
  named(council, COUNCILS, "2.16.76.1.4.2.", "medical.professional.council");
  text(number, "medical.professional.number");
  word(state, STATES, "medical.professional.state");
  optionalType(specialty, "string", "medical.professional.specialty");
  return { document, professional };
}

/**
 * Entries of the Info dictionary, named by their OIDs: the document's kind, and of each council number (.1), state (.2) and
 * specialty (.3). ITI's own example has those of CRM and CRF also where they are empty.
 */
export function medicalEntries({ document, professional }: Medical): [string, string][] {
  const { council, number, state, specialty = "" } = professional;
  const base = COUNCILS[council] ?? council;
  const texts = { [`${base}.1`]: number, [`${base}.2`]: state, [`${base}.3`]: specialty };
  const empty = Object.values(COUNCILS)
    .flatMap((one) => [`${one}.1`, `${one}.2`, `${one}.3`])
    .map((name) => [name, ""]);
  return Object.entries({
    [DOCUMENTS[document as MedicalDocument] ?? document]: "",
    ...Object.fromEntries(empty),
    ...texts,
  });
}

function named(given: unknown, names: object, arc: string, field: string): void {
  const fits =
    typeof given === "string" &&
    (Object.hasOwn(names, given) || (given.startsWith(arc) && /^[1-9]\d{0,5}$/.test(given.slice(arc.length))));
  check(fits, field, `must be one of ${Object.keys(names).join(", ")}, or an OID ${arc}n`);
}
