"""Poppler's pdfsig: what it says of every signature field."""

import re
from pathlib import Path

from .command import run

VALID = "Signature is Valid."


def signatures(path: Path, password: str = "") -> dict[str, str]:
    """Field name → verdict in pdfsig's words. `-nocert`: trust is pyHanko's and openssl's business."""
    _, text = run("pdfsig", "-nocert", *(["-upw", password] if password else []), path)
    found = {}
    for block in re.split(r"^Signature #\d+:", text, flags=re.MULTILINE)[1:]:
        name = re.search(r"Signature Field Name: (.*)", block)
        verdict = re.search(r"Signature Validation: (.*)", block)
        if verdict:
            found[name.group(1) if name else "?"] = verdict.group(1)
    return found


def complaints(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Earlier signatures keep their verdict, and exactly one new one is valid."""
    why = [f"earlier signature {name}: {verdict} -> {after.get(name)}" for name, verdict in before.items() if after.get(name) != verdict]
    new = [verdict for name, verdict in after.items() if name not in before]
    if new != [VALID]:
        why.append(f"pdfsig: new signatures {new}")
    return why
