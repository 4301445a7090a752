"""Fields, locks, seed values and certifications: made by pyHanko, signed by us, judged by pyHanko, pdfsig and qpdf, and the other way round."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec, MDPPerm, SigSeedValFlags, SigSeedValueSpec
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import read_certification_data
from pyhanko_certvalidator import ValidationContext

from judges import poppler, pyhanko_judge, qpdf
from signing import Signer

FIELD = "Assinatura"
HERE = {"appearance": {"field": FIELD}}
PERMISSIONS = {"no-changes": MDPPerm.NO_CHANGES, "form-filling": MDPPerm.FILL_FORMS, "annotations": MDPPerm.ANNOTATE}
PADES = fields.SigSeedSubFilter.PADES


@dataclass
class Bench:
    """The signer, and the folders that it works in."""

    signer: Signer
    out: Path
    certificates: Path
    sign_with_pyhanko: Callable
    """`fixtures.signed`."""

    @property
    def root(self) -> Path:
        return self.certificates / "root.pem"

    def sign(self, source: Path, name: str, code: str = "", metadata: dict | None = None, **options) -> tuple[Path, list[str]]:
        """Signs with further fields of the `SignRequest`; complains unless the answer is `code`, or no error where that is empty."""
        target = self.out / f"{name}.pdf"
        answer = self.signer.sign(source, target, metadata=metadata, options=options)
        if (answer.get("code") or "") != code:
            return target, [f"{name} answered {answer}, wanted {code or 'a signature'}"]
        return target, []

    def judge(self, target: Path, source: Path) -> list[str]:
        """Every judge on the newest signature, pyHanko on what it did to the earlier ones."""
        judged = pyhanko_judge.signatures(target, self.root)
        return [
            *pyhanko_judge.complaints(judged),
            *pyhanko_judge.earlier_complaints(judged),
            *poppler.complaints(poppler.signatures(source), poppler.signatures(target)),
            *qpdf.complaints(target),
        ]


@dataclass
class Seed:
    """A seed value, what is asked of us, and what comes of it."""

    name: str
    values: dict = field(default_factory=dict)
    code: str = ""
    reason: str | None = None
    options: dict = field(default_factory=dict)


def all_checks(bench: Bench, source: Path) -> Iterator[tuple[str, list[str]]]:
    bench.out.mkdir(parents=True, exist_ok=True)
    yield from field_checks(bench, source)
    yield from lock_checks(bench, source)
    yield from certification_checks(bench, source)
    yield from seed_checks(bench, source)
    yield medical_check(bench, source)


def field_checks(bench: Bench, source: Path) -> Iterator[tuple[str, list[str]]]:
    """Merged with its widget, apart from it, below other fields: it is signed where it is, and nothing else of it changes."""
    for name, spec in {
        "merged": fields.SigFieldSpec(FIELD, box=(300, 100, 500, 150)),
        "separate": fields.SigFieldSpec(FIELD, box=(300, 100, 500, 150), combine_annotation=False),
        "empty-appearance": fields.SigFieldSpec(FIELD, box=(300, 100, 500, 150), empty_field_appearance=True),
        "below": fields.SigFieldSpec("formulario.parte.Assinatura", box=(300, 100, 500, 150)),
    }.items():
        fixture = with_field(bench, f"field-{name}", source, spec)
        target, complaints = bench.sign(fixture, f"field-{name}-signed", appearance={"field": spec.sig_field_name})
        if not complaints:
            complaints = [*bench.judge(target, fixture), *same_field(fixture, target, spec.sig_field_name)]
        yield f"signs the field {name}", complaints
    yield "refuses a field that is not there", bench.sign(source, "no-field", code="invalid_request", **HERE)[1]


def same_field(before: Path, after: Path, name: str) -> list[str]:
    """All entries of the field and its widgets are as they were, but for `/V`."""
    old, new = (entries(path, name) for path in (before, after))
    return [] if old == new else [f"the field was {old}, is {new}"]


def entries(path: Path, name: str) -> list[str]:
    with open(path, "rb") as file:
        reader = PdfFileReader(file, strict=False)
        found = next(reference.get_object() for full, _, reference in fields.enumerate_sig_fields(reader) if full == name)
        parts = [found, *(kid.get_object() for kid in found.get("/Kids", []))]
        return [str(sorted((key, str(part.raw_get(key))) for key in part if key != "/V")) for part in parts]


def lock_checks(bench: Bench, source: Path) -> Iterator[tuple[str, list[str]]]:
    """A lock is in the signature as pyHanko reads it; a change that it forbids is refused, any other leaves it valid."""
    for name, lock, permission, second in [
        ("all", FieldMDPSpec(FieldMDPAction.ALL), None, "document_locked"),
        ("include", FieldMDPSpec(FieldMDPAction.INCLUDE, ["outro"]), None, ""),
        ("exclude", FieldMDPSpec(FieldMDPAction.EXCLUDE, ["outro"]), None, "document_locked"),
        ("include-1", FieldMDPSpec(FieldMDPAction.INCLUDE, ["outro"]), MDPPerm.NO_CHANGES, "document_locked"),
        ("include-2", FieldMDPSpec(FieldMDPAction.INCLUDE, ["outro"]), MDPPerm.FILL_FORMS, ""),
    ]:
        spec = fields.SigFieldSpec(FIELD, box=(300, 100, 500, 150), field_mdp_spec=lock, doc_mdp_update_value=permission)
        fixture = with_field(bench, f"lock-{name}", source, spec)
        target, complaints = bench.sign(fixture, f"lock-{name}-ours", **HERE)
        if not complaints:
            complaints = [*bench.judge(target, fixture), *locked(target, lock, permission)]
            complaints += sign_again(bench, target, f"lock-{name}-ours-again", second)
        yield f"writes the lock {name} of a field", complaints
        theirs = bench.sign_with_pyhanko(bench.out, f"lock-{name}-theirs.pdf", fixture, bench.certificates, field=FIELD, docmdp_permissions=permission or MDPPerm.FILL_FORMS)
        yield f"keeps the lock {name} of a signed field", sign_again(bench, theirs, f"lock-{name}-theirs-again", second)
        if second:
            yield f"is right to refuse after the lock {name}", breaks(bench, theirs, f"lock-{name}-broken.pdf")


def locked(target: Path, lock: FieldMDPSpec, permission: MDPPerm | None) -> list[str]:
    with open(target, "rb") as file:
        signature = PdfFileReader(file).embedded_signatures[-1]
        found = (signature.fieldmdp, signature.docmdp_level)
    return [] if found == (lock, permission) else [f"the lock is {found}"]


def breaks(bench: Bench, source: Path, name: str, box: tuple | None = None) -> list[str]:
    """pyHanko signs what we refuse, and then finds the earlier signature broken."""
    target = bench.sign_with_pyhanko(bench.out, name, source, bench.certificates, box=box)
    return [] if pyhanko_judge.earlier_complaints(pyhanko_judge.signatures(target, bench.root)) else ["pyHanko finds nothing broken"]


def sign_again(bench: Bench, source: Path, name: str, code: str, **options) -> list[str]:
    target, complaints = bench.sign(source, name, code, **options)
    return complaints if complaints or code else bench.judge(target, source)


def certification_checks(bench: Bench, source: Path) -> Iterator[tuple[str, list[str]]]:
    place = {"page": 1, "position": "bottom-right"}
    fixture = with_field(bench, "certify", source, fields.SigFieldSpec(FIELD, box=(300, 100, 500, 150)))
    for name, permission in PERMISSIONS.items():
        target, complaints = bench.sign(fixture, f"certify-{name}", certify=name)
        if complaints:
            yield f"certifies with {name}", complaints
            continue
        yield f"certifies with {name}", [*bench.judge(target, fixture), *certified(target, permission)]
        closed = "document_locked" if permission == MDPPerm.NO_CHANGES else ""
        yield f"signs again after {name}", sign_again(bench, target, f"certify-{name}-again", closed)
        yield f"signs a field that is there after {name}", sign_again(bench, target, f"certify-{name}-field", closed, **HERE)
        yield f"certifies once only after {name}", bench.sign(target, f"certify-{name}-twice", closed or "invalid_request", certify=name)[1]
        visible = bench.sign(target, f"certify-{name}-visible", "document_locked", appearance=place)
        yield f"adds no visible field after {name}", visible[1]
        if not closed:
            yield f"is right to add no visible field after {name}", breaks(bench, target, f"certify-{name}-broken.pdf", (10, 10, 90, 40))
    signed = bench.sign(fixture, "certify-second")[0]
    yield "certifies no signed document", bench.sign(signed, "certify-late", "invalid_request", certify="form-filling")[1]
    spec = fields.SigFieldSpec(FIELD, field_mdp_spec=FieldMDPSpec(FieldMDPAction.ALL), doc_mdp_update_value=MDPPerm.NO_CHANGES)
    target, complaints = bench.sign(with_field(bench, "certify-lock", source, spec), "certify-locked", certify="annotations", **HERE)
    yield "certifies with what the field's lock allows", complaints or certified(target, MDPPerm.NO_CHANGES)


def certified(target: Path, permission: MDPPerm) -> list[str]:
    with open(target, "rb") as file:
        reader = PdfFileReader(file)
        data, signature = read_certification_data(reader), reader.embedded_signatures[-1]
        is_own = data is not None and data.author_sig == signature.sig_object and data.permission == permission
    return [] if is_own and signature.docmdp_level == permission else [f"certified with {data and data.permission}, the signature with {signature.docmdp_level}"]


def seed_checks(bench: Bench, source: Path) -> Iterator[tuple[str, list[str]]]:
    """pyHanko holds the signature against the seed values of its field."""
    own = load_cert_from_pemder(str(bench.certificates / "a1.pem"))
    issuer = load_cert_from_pemder(str(bench.certificates / "intermediate.pem"))
    flags, certificate_flags = SigSeedValFlags, fields.SigCertConstraintFlags
    usage = fields.SigCertKeyUsage.from_sets(must_have={"digital_signature"}, forbidden={"key_cert_sign"})
    forbidden = fields.SigCertKeyUsage.from_sets(must_have={"crl_sign"})

    def certificate(flag, **entries) -> dict:
        return {"cert": fields.SigCertConstraints(flags=flag, **entries)}

    for seed in [
        Seed("nothing required", {"reasons": ["a", "b"], "digest_methods": ["sha512"], "add_rev_info": True, "timestamp_server_url": "http://tsa.example"}),
        Seed("SubFilter", {"flags": flags.SUBFILTER, "subfilters": [PADES]}),
        Seed("another SubFilter", {"flags": flags.SUBFILTER, "subfilters": [fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED]}, "cannot_append"),
        Seed("DigestMethod", {"flags": flags.DIGEST_METHOD, "digest_methods": ["sha256", "sha512"]}),
        Seed("another DigestMethod", {"flags": flags.DIGEST_METHOD, "digest_methods": ["sha512"]}, "cannot_append"),
        Seed("Reasons", {"flags": flags.REASONS, "reasons": ["aprovo", "li"]}, reason="li"),
        Seed("another of Reasons", {"flags": flags.REASONS, "reasons": ["aprovo", "li"]}, "invalid_request", reason="x"),
        Seed("the only one of Reasons", {"flags": flags.REASONS, "reasons": ["de acordo"]}),
        Seed("AddRevInfo", {"flags": flags.ADD_REV_INFO, "add_rev_info": True, "subfilters": [PADES]}, "cannot_append"),
        Seed("no AddRevInfo", {"flags": flags.ADD_REV_INFO, "add_rev_info": False}),
        Seed("LockDocument", {"flags": flags.LOCK_DOCUMENT, "lock_document": fields.SeedLockDocument.LOCK}),
        Seed("no LockDocument", {"flags": flags.LOCK_DOCUMENT, "lock_document": fields.SeedLockDocument.DO_NOT_LOCK}),
        Seed("LegalAttestation", {"flags": flags.LEGAL_ATTESTATION, "legal_attestations": ["x"]}, "cannot_append"),
        Seed("AppearanceFilter", {"flags": flags.APPEARANCE_FILTER, "appearance": "selo"}, "cannot_append"),
        Seed("TimeStamp", {"timestamp_server_url": "http://tsa.example", "timestamp_required": True}, "cannot_append"),
        Seed("MDP", {"seed_signature_type": fields.SeedSignatureType(MDPPerm.FILL_FORMS)}, options={"certify": "form-filling"}),
        Seed("MDP that was not asked for", {"seed_signature_type": fields.SeedSignatureType(MDPPerm.FILL_FORMS)}, "cannot_append"),
        Seed("no MDP", {"seed_signature_type": fields.SeedSignatureType(None)}, "invalid_request", options={"certify": "form-filling"}),
        Seed("Cert Subject", certificate(certificate_flags.SUBJECT, subjects=[own])),
        Seed("another Cert Subject", certificate(certificate_flags.SUBJECT, subjects=[issuer]), "cannot_append"),
        Seed("Cert Issuer", certificate(certificate_flags.ISSUER, issuers=[issuer])),
        Seed("another Cert Issuer", certificate(certificate_flags.ISSUER, issuers=[own]), "cannot_append"),
        Seed("Cert SubjectDN", certificate(certificate_flags.SUBJECT_DN, subject_dn=own.subject)),
        Seed("another Cert SubjectDN", certificate(certificate_flags.SUBJECT_DN, subject_dn=issuer.subject), "cannot_append"),
        Seed("Cert KeyUsage", certificate(certificate_flags.KEY_USAGE, key_usage=[usage])),
        Seed("another Cert KeyUsage", certificate(certificate_flags.KEY_USAGE, key_usage=[forbidden]), "cannot_append"),
    ]:
        yield f"seed value: {seed.name}", seed_check(bench, source, seed)


def seed_check(bench: Bench, source: Path, seed: Seed) -> list[str]:
    name = "seed-" + seed.name.replace(" ", "-")
    fixture = with_field(bench, name, source, fields.SigFieldSpec(FIELD, seed_value_dict=SigSeedValueSpec(**seed.values)))
    metadata = {"reason": seed.reason} if seed.reason else {"location": "BR"}
    target, complaints = bench.sign(fixture, f"{name}-signed", seed.code, metadata, **HERE, **seed.options)
    if complaints or seed.code:
        return complaints
    return [*bench.judge(target, fixture), *seeded(target, bench.root)]


def seeded(target: Path, root: Path) -> list[str]:
    context = ValidationContext(trust_roots=[load_cert_from_pemder(str(root))], allow_fetching=False, revocation_mode="soft-fail")
    with open(target, "rb") as file:
        status = validate_pdf_signature(PdfFileReader(file).embedded_signatures[-1], context)
    return [] if status.has_seed_values and status.seed_value_ok else [f"pyHanko: {status.seed_value_constraint_error}"]


def medical_check(bench: Bench, source: Path) -> tuple[str, list[str]]:
    """The entries are where ITI's validator looks, the others stay, and a signed document gets none."""
    medical = {"document": "prescription", "professional": {"council": "CRM", "number": "123456", "state": "SP"}}
    target, complaints = bench.sign(source, "medical", medical=medical)
    if complaints:
        return "writes the entries of a medical document", complaints
    with open(target, "rb") as file:
        information = PdfFileReader(file).trailer_view["/Info"]
        for key, value in {"/2.16.76.1.12.1.1": None, "/2.16.76.1.4.2.2.1": "123456", "/2.16.76.1.4.2.2.2": "SP"}.items():
            if key not in information or value not in (None, information[key]):
                complaints.append(f"{key} is {information.get(key)!r}")
    complaints += bench.judge(target, source)
    complaints += bench.sign(target, "medical-late", "invalid_request", medical=medical)[1]
    return "writes the entries of a medical document", complaints


def with_field(bench: Bench, name: str, source: Path, spec: fields.SigFieldSpec) -> Path:
    writer = IncrementalPdfFileWriter(io.BytesIO(source.read_bytes()))
    fields.append_signature_field(writer, spec)
    output = io.BytesIO()
    writer.write(output)
    target = bench.out / f"{name}.pdf"
    target.write_bytes(output.getvalue())
    return target
