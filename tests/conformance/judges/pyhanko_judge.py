"""pyHanko, in this process: integrity, coverage, trust, and what later revisions changed."""

import logging
import warnings
from dataclasses import dataclass
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


@dataclass
class Judged:
    """One signature as pyHanko sees it; `error` says why it could not."""

    field: str
    intact: bool = False
    valid: bool = False
    trusted: bool = False
    coverage: str = ""
    level: str | None = None
    """Changes by the revisions after it: NONE, LTA_UPDATES, FORM_FILLING, ANNOTATIONS, OTHER."""
    docmdp_ok: bool | None = None
    error: str = ""


def opens(path: Path, password: str = "") -> bool:
    """True where pyHanko reads the file with that password: it knows no AES-256 of revision 5."""
    try:
        with open(path, "rb") as file:
            reader = PdfFileReader(file, strict=False)
            return not reader.encrypted or reader.decrypt(password).status != AuthStatus.FAILED
    except Exception:  # the reader chokes in many ways
        return False


def signatures(path: Path, root: Path, password: str = "") -> list[Judged]:
    with open(path, "rb") as file:
        reader = PdfFileReader(file, strict=False)
        if reader.encrypted:
            reader.decrypt(password)
        return [_judge(signature, root) for signature in reader.embedded_signatures]


def _judge(signature, root: Path) -> Judged:
    context = ValidationContext(trust_roots=[load_cert_from_pemder(str(root))], allow_fetching=False, revocation_mode="soft-fail")
    try:
        status = validate_pdf_signature(signature, context, skip_diff=False)
    except Exception as error:  # whatever pyHanko chokes on is a verdict about the file
        return Judged(signature.field_name, error=f"{type(error).__name__}: {error}"[:120])
    level = status.modification_level
    return Judged(
        field=signature.field_name,
        intact=bool(status.intact),
        valid=bool(status.valid),
        trusted=bool(status.trusted),
        coverage=status.coverage.name if status.coverage else "",
        level=level.name if level is not None else None,
        docmdp_ok=status.docmdp_ok,
    )


def complaints(judged: list[Judged]) -> list[str]:
    """The newest signature is intact, valid and covers the whole file."""
    last = judged[-1] if judged else None
    if last and last.intact and last.valid and last.coverage == "ENTIRE_FILE":
        return []
    return [f"pyHanko: {last}"]


def earlier_complaints(judged: list[Judged]) -> list[str]:
    """Every earlier one is still intact, and what came after it was no more than signing a form."""
    harmless = ("NONE", "LTA_UPDATES", "FORM_FILLING")
    return [f"pyHanko: {one}" for one in judged[:-1] if not (one.intact and one.valid and one.level in harmless and one.docmdp_ok is not False)]
