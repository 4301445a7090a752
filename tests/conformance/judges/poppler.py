"""Poppler's pdfsig: what it says of every signature field."""

import re
import stringprep
import unicodedata
from pathlib import Path

from .command import run

VALID = "Signature is Valid."


def signatures(path: Path, password: str = "") -> dict[str, str]:
    """Field name → verdict in pdfsig's words. `-nocert`: trust is pyHanko's and openssl's business."""
    text = ask(path, password)
    if "Incorrect password" in text:
        text = ask(path, prepared(password))
    found = {}
    for block in re.split(r"^Signature #\d+:", text, flags=re.MULTILINE)[1:]:
        name = re.search(r"Signature Field Name: (.*)", block)
        verdict = re.search(r"Signature Validation: (.*)", block)
        if verdict:
            found[name.group(1) if name else "?"] = verdict.group(1)
    return found


def ask(path: Path, password: str) -> str:
    return run("pdfsig", "-nocert", *(["-upw", password, "-opw", password] if password else []), path)[1]


def prepared(password: str) -> str:
    """SASLprep (RFC 4013), which poppler leaves to its caller."""
    mapped = (" " if stringprep.in_table_c12(c) else "" if stringprep.in_table_b1(c) else c for c in password)
    return unicodedata.normalize("NFKC", "".join(mapped))


def complaints(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Earlier signatures keep their verdict, and exactly one new one is valid."""
    why = [f"earlier signature {name}: {verdict} -> {after.get(name)}" for name, verdict in before.items() if after.get(name) != verdict]
    new = [verdict for name, verdict in after.items() if name not in before]
    if new != [VALID]:
        why.append(f"pdfsig: new signatures {new}")
    return why
