"""Checks beyond one verdict per file: several signatures in a row, the signature's own entries, the keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader

from cases import Case
from judges import openssl_cms, poppler, pyhanko_judge
from signing import Signer
from verdict import examine

METADATA = {"reason": "Aprovação do contrato", "location": "São Paulo – SP", "name": "Ana Teste", "contact": "ana@example.com"}
ENTRIES = {"/Reason": "reason", "/Location": "location", "/Name": "name", "/ContactInfo": "contact"}


@dataclass
class Check:
    name: str
    complaints: list[str]


def all_checks(signer: Signer, fixtures: Path, out: Path, root: Path) -> Iterator[Check]:
    out.mkdir(parents=True, exist_ok=True)
    for name in ("classic", "object-streams", "indirect-arrays"):
        yield from three_in_a_row(signer, fixtures / f"{name}.pdf", out, root)
    yield profile(signer, fixtures / "classic.pdf", out / "profile.pdf", root)
    yield judges_object(out / "profile.pdf", out / "changed.pdf", root)
    yield from keys(signer, fixtures / "classic.pdf", out, root)


def three_in_a_row(signer: Signer, source: Path, out: Path, root: Path) -> Iterator[Check]:
    """A second and a third signature keep the earlier ones valid, for every judge."""
    document = source
    for number in (1, 2, 3):
        target = out / f"{source.stem}-{number}.pdf"
        complaints = one_more(signer, document, target, root, number)
        yield Check(f"signature {number} of three in {source.stem}", complaints)
        if complaints:
            return
        document = target


def one_more(signer: Signer, document: Path, target: Path, root: Path, number: int) -> list[str]:
    result = examine(signer, Case(document.name, document, "sign"), target, root)
    if result.verdict != "valid":
        return result.why or [f"{result.verdict} {result.code}: {result.error}"]
    judged = pyhanko_judge.signatures(target, root)
    if len(judged) != number:
        return [f"{len(judged)} signatures, wanted {number}"]
    return pyhanko_judge.earlier_complaints(judged)


def profile(signer: Signer, source: Path, target: Path, root: Path) -> Check:
    """PAdES baseline B as ETSI EN 319 142-1 asks for it, and the texts that the caller gave."""
    answer = signer.sign(source, target, metadata=METADATA)
    if not answer["ok"]:
        return Check("profile of the signature", [f"{answer.get('code')}: {answer.get('error')}"])
    complaints = [*dictionary_complaints(target), *attribute_complaints(target)]
    if not target.read_bytes().startswith(source.read_bytes()):
        complaints.append("input bytes changed")
    if not pyhanko_judge.signatures(target, root)[-1].trusted:
        complaints.append("pyHanko finds no path to the root: the chain is not embedded")
    return Check("profile of the signature", complaints)


def dictionary_complaints(path: Path) -> Iterator[str]:
    with open(path, "rb") as file:
        dictionary = PdfFileReader(file).embedded_signatures[-1].sig_object
        if dictionary.get("/SubFilter") != "/ETSI.CAdES.detached":
            yield f"/SubFilter {dictionary.get('/SubFilter')}"
        if "/M" not in dictionary:
            yield "no /M"
        for entry, key in ENTRIES.items():
            if dictionary.get(entry) != METADATA[key]:
                yield f"{entry} is {dictionary.get(entry)!r}, wanted {METADATA[key]!r}"


def attribute_complaints(path: Path) -> Iterator[str]:
    extracted = openssl_cms.extract(path)
    if extracted is None:
        yield "no ByteRange reaches the end of the file"
        return
    signer_info = cms.ContentInfo.load(extracted.cms)["content"]["signer_infos"][0]
    attributes = [attribute["type"].native for attribute in signer_info["signed_attrs"]]
    for wanted in ("content_type", "message_digest", "signing_certificate_v2"):
        if attributes.count(wanted) != 1:
            yield f"{attributes.count(wanted)} attributes {wanted}, wanted 1"
    if "signing_time" in attributes:
        yield "a signingTime attribute, which PAdES forbids: /M says it"


def judges_object(signed: Path, target: Path, root: Path) -> Check:
    """A judge that accepts a changed byte is no judge: the page's text is altered under the signature."""
    name = "every judge objects to a changed byte"
    if not signed.exists():
        return Check(name, ["nothing was signed"])
    target.write_bytes(signed.read_bytes().replace(b"(Contrato", b"(Contrata", 1))
    objections = {
        "pdfsig": poppler.complaints({}, poppler.signatures(target)),
        "pyHanko": pyhanko_judge.complaints(pyhanko_judge.signatures(target, root)),
        "openssl": openssl_cms.complaints(target, root),
    }
    return Check(name, [f"{judge} accepts it" for judge, said in objections.items() if not said])


def keys(signer: Signer, source: Path, out: Path, root: Path) -> Iterator[Check]:
    """The PKCS#12 files in circulation, and those that must not sign."""
    for pfx in ("a1-legacy.pfx", "a1-ec.pfx"):
        target = out / f"{pfx}.pdf"
        answer = signer.sign(source, target, pfx=pfx)
        if answer["ok"]:
            complaints = pyhanko_judge.complaints(pyhanko_judge.signatures(target, root)) + openssl_cms.complaints(target, root)
        else:
            complaints = [f"{answer.get('code')}: {answer.get('error')}"]
        yield Check(f"signs with {pfx}", complaints)
    yield refused(signer, source, out, "certificate_expired", pfx="expired.pfx")
    yield refused(signer, source, out, "password_incorrect", pfx_password="errada")


def refused(signer: Signer, source: Path, out: Path, code: str, **options) -> Check:
    answer = signer.sign(source, out / "refused.pdf", **options)
    complaints = [] if answer.get("code") == code else [f"answered {answer}"]
    if (out / "refused.pdf").exists():
        complaints.append("a file was written")
    return Check(f"refuses with {code}", complaints)
