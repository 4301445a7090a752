"""Documents to be signed and what a good signer makes of them: the corpus's manifest and our own fixtures."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@dataclass(frozen=True)
class Case:
    """One document, and what is known about it before anybody signs it."""

    name: str
    input: Path
    expect: str
    """`sign`, `refuse:REASON`, or one of the corpus's softer words, see README.md."""
    code: str = ""
    """The error code a refusal must carry; empty where any code will do."""
    password: str = ""
    features: str = ""
    pyhanko_opens: bool = True
    qpdf_accepts: bool = True
    pyhanko_signs: bool = True

    @property
    def must_refuse(self) -> bool:
        return self.expect.startswith("refuse")

    @property
    def may_repair(self) -> bool:
        """A fixture of ours that asks for a code is about that code."""
        return not self.code

    @property
    def may_refuse(self) -> bool:
        return self.expect != "sign" or bool(self.code)


def corpus_folder(named: Path | None) -> Path | None:
    """The folder asked for, else the one beside the repository; None where there is none."""
    if named:
        return named
    shared = Path(os.environ.get("SIGNER_SHARED", ROOT.parent / "shared"))
    folder = shared / "corpus" / "pdf"
    return folder if (folder / "manifest.csv").is_file() else None


def corpus(folder: Path) -> Iterator[Case]:
    with open(folder / "manifest.csv", newline="") as manifest:
        for row in csv.DictReader(manifest):
            yield Case(
                name=row["file"],
                input=folder / row["file"],
                expect=row["expect"],
                password=row["password"],
                features=row["features"],
                pyhanko_signs=row["pyhanko_sign"].startswith("signed"),
                pyhanko_opens=row["pyhanko_open_lenient"] == "ok",
                qpdf_accepts=row["qpdf_check"] == "ok",
            )
