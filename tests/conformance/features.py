"""A table of the corpus by what its files have, kept in docs/en/pdf.md and docs/pt/pdf.md between two marks."""

import re
from pathlib import Path

import portuguese
from verdict import Result

FEATURES = {
    "all files": ".*",
    "cross-reference table": "xref-table",
    "cross-reference stream": "xref-stream",
    "object streams": "objstm",
    "hybrid": "hybrid-xref",
    "linearized": "linearized",
    "several revisions": "incremental.*",
    "bytes before the header, or no header": "header-offset|no-header|offsets-relative-to-header",
    "junk behind the end, or no end": "trailing-garbage|no-eof",
    "needs recovery, or a broken cross-reference": "needs-recovery|broken-xref",
    "non-zero generations": "nonzero-gen",
    "sparse or high object numbers": "sparse-objnums|objnum-5000plus",
    "form": "acroform-.*",
    "indirect `/Annots`, `/Fields` or `/Kids`": "annots-indirect|fields-indirect|.*kids.*-indirect",
    "inherited page attributes": "inherit-.*",
    "rotated, cropped, shifted or scaled pages": "rotated|cropbox|nonzero-origin|userunit",
    "XFA": "xfa",
    "empty signature field": "empty-sig-.*",
    "seed values or locks": "seed-value|sig-lock",
    "signed": "signed",
    "certified, `/P 1`": "docmdp-P1",
    "certified, `/P 2` or `/P 3`": "docmdp-P[23]",
    "DSS or document time-stamp": "dss|sf:ETSI.RFC3161",
    "RC4, 40 and 128 bits": "enc-rc4-.*",
    "AES-128": "enc-aes128",
    "AES-256, R5 and R6": "enc-aes256-.*",
    "other encryption, or an unknown password": "enc-v4-other|enc-unknown-pw",
    "PDF 1.0 to 1.3": "pdf1.0-1.3",
    "PDF 2.0": "pdf20",
    "PDF/A": "pdfa-.*",
    "PDF/UA or tagged": "pdfua|tagged",
}
HEAD = ["files with", "files", "valid", "of them repaired", "refused", "wrong", "pyHanko signs"]
BEGIN, END = "<!-- corpus by feature -->", "<!-- end -->"


def table(results: list[Result], language: str = "en") -> str:
    head, names = (portuguese.HEAD, portuguese.FEATURES) if language == "pt" else (HEAD, dict(zip(FEATURES, FEATURES)))
    rows = (row(names[name], [result for result in results if has(result, pattern)]) for name, pattern in FEATURES.items())
    return "\n".join([f"| {' | '.join(head)} |", "|---" * len(head) + "|", *filter(None, rows)])


def has(result: Result, pattern: str) -> bool:
    return any(re.fullmatch(pattern, feature) for feature in [*result.case.features.split(), ""])


def row(name: str, results: list[Result]) -> str:
    if not results:
        return ""
    valid = [result for result in results if result.verdict == "valid"]
    repaired = sum(result.repaired for result in valid)
    refused = sum(result.verdict == "refused" for result in results)
    theirs = sum(result.case.pyhanko_signs for result in results)
    wrong = len(results) - len(valid) - refused
    return f"| {name} | {len(results)} | {len(valid)} | {repaired} | {refused} | {wrong} | {theirs} |"


def keep(results: list[Result], document: Path) -> None:
    """Writes the table between its marks, in the language of its folder."""
    text = document.read_text()
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    document.write_text(f"{before}{BEGIN}\n{table(results, document.parent.name)}\n{END}{after}")
