"""The kept table of the corpus: what became of every file, so that a file that is lost is named."""

import csv
from collections.abc import Iterator
from pathlib import Path

from verdict import Result

TABLE = Path(__file__).resolve().parent / "corpus.csv"
COLUMNS = ["file", "verdict", "repaired", "code"]


def complaints(results: list[Result], table: Path = TABLE, all_files: bool = True) -> Iterator[tuple[str, str]]:
    """File and difference, for every file that was answered otherwise when the table was kept. Fewer files are judged where some were chosen."""
    kept = read(table)
    for result in results:
        said, was = answer(result), kept.pop(result.case.name, None)
        if was is None:
            yield result.case.name, f"is not in {table.name}: `make conform-pdf` keeps it"
        elif said != was:
            yield result.case.name, f"was {words(was)}, is {words(said)}"
    if all_files:
        yield from ((name, f"is in {table.name} and not in the corpus") for name in kept)


def read(table: Path) -> dict[str, dict]:
    with open(table, newline="") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def write(results: list[Result], table: Path = TABLE) -> None:
    with open(table, "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted((answer(result) for result in results), key=lambda row: row["file"]))


def answer(result: Result) -> dict:
    """One row; the code is that of a refusal."""
    code = result.code if result.verdict == "refused" else ""
    return {"file": result.case.name, "verdict": result.verdict, "repaired": "yes" if result.repaired else "", "code": code or ""}


def words(row: dict) -> str:
    return " ".join(filter(None, [row["verdict"], row["code"], "with repair" if row["repaired"] else ""]))
