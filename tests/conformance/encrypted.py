"""Documents encrypted in every way of the standard security handler: signed with either password, and encrypted still."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf

from cases import Case
from checks import ENTRIES, METADATA, Check
from fixtures import PASSWORD as USER
from fixtures import qpdf
from judges import poppler, pyhanko_judge
from judges import qpdf as qpdf_judge
from signing import Signer

OWNER = "dono"
WAYS = {
    "RC4, 40 bits": ["40"],
    "RC4, 128 bits": ["128", "--use-aes=n"],
    "RC4, crypt filters, metadata in the clear": ["128", "--force-V4", "--cleartext-metadata"],
    "AES-128": ["128", "--use-aes=y"],
    "AES-128, metadata in the clear": ["128", "--use-aes=y", "--cleartext-metadata"],
    "AES-256": ["256"],
    "AES-256, revision 5": ["256", "--force-R5"],
}
STAMP = {"appearance": {"page": 1, "position": "top-left"}}


def make(folder: Path, form: Path) -> list[Case]:
    """Each way with the owner's and the user's password, and with none where none is asked for."""
    cases = []
    for number, (way, options) in enumerate(WAYS.items()):
        for streams in ("preserve", "generate"):
            for user in (USER, ""):
                name = f"{way}{', object streams' if streams == 'generate' else ''}{', opens without password' if not user else ''}"
                target = f"encrypted-{number}-{streams}-{user or 'open'}.pdf"
                path = qpdf(folder, target, form, "--allow-weak-crypto", f"--object-streams={streams}", "--encrypt", user, OWNER, *options, "--")
                passwords = [user, OWNER] if streams == "preserve" else [user]
                cases += [Case(f"{name}: {password or 'none'}", path, "sign", password=password) for password in passwords]
    prepared = qpdf(folder, "encrypted-prepared.pdf", form, "--encrypt", "SaSLprep", OWNER, "256", "--")
    last = next(case for case in reversed(cases) if case.password == USER)
    return [
        *cases,
        Case("AES-256, a password that SASLprep changes", prepared, "sign", password="S\u00aaSL\u00adprep", qpdf_accepts=False),
        Case("encrypted, wrong password", last.input, "refuse:encrypted", code="password_incorrect", password="errada"),
    ]


def all_checks(signer: Signer, cases: list[Case], out: Path, root: Path) -> Iterator[Check]:
    out.mkdir(parents=True, exist_ok=True)
    for case in cases:
        if not case.must_refuse and case.qpdf_accepts:
            yield Check(f"visible and twice, {case.name}", list(visible_and_twice(signer, case, out, root)))


def visible_and_twice(signer: Signer, case: Case, out: Path, root: Path) -> Iterator[str]:
    """Texts, old and new, and the appearance read as they were written; the second signature keeps the first."""
    once, twice = out / f"{case.input.stem}-1.pdf", out / f"{case.input.stem}-2.pdf"
    for source, target in ((case.input, once), (once, twice)):
        answer = signer.sign(source, target, password=case.password, metadata=METADATA, options=STAMP if target == once else None)
        if not answer["ok"]:
            yield f"{answer.get('code')}: {answer.get('error')}"
            return
    if list(poppler.signatures(twice, case.password).values()) != [poppler.VALID] * 2:
        yield f"pdfsig: {poppler.signatures(twice, case.password)}"
    if pyhanko_judge.opens(case.input, case.password):
        judged = pyhanko_judge.signatures(twice, root, case.password)
        yield from pyhanko_judge.complaints(judged) + pyhanko_judge.earlier_complaints(judged)
    yield from qpdf_judge.complaints(twice, case.password)
    yield from texts(case, twice)


def texts(case: Case, path: Path) -> Iterator[str]:
    """The document as qpdf decrypts it."""
    with pikepdf.open(case.input, password=case.password) as before, pikepdf.open(path, password=case.password) as after:
        if not after.is_encrypted:
            yield "the document is not encrypted any more"
        fields = list(after.Root.AcroForm.Fields)
        names = [str(field.T) for field in fields]
        if names != ["nome", "Signature1", "Signature2"]:
            yield f"fields are called {names}"
        if after.Root.AcroForm.DA != before.Root.AcroForm.DA:
            yield f"/DA became {after.Root.AcroForm.DA!r}"
        for field in fields[1:]:
            wrong = {entry: str(field.V.get(entry)) for entry, key in ENTRIES.items() if field.V.get(entry) != METADATA[key]}
            if wrong:
                yield f"{field.T}: {wrong}"
        drawn = fields[1].get("/AP")
        if drawn is None or b" Do" not in drawn.N.read_bytes() and b"BT" not in drawn.N.read_bytes():
            yield "the appearance is not there or not readable"
