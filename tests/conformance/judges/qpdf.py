"""qpdf --check: whether the file's structure is sound."""

from pathlib import Path

from .command import run


def complaints(path: Path, password: str = "") -> list[str]:
    status, text = run("qpdf", "--check", *([f"--password={password}"] if password else []), path)
    if status == 0:
        return []
    lines = (line.split(": ", 1)[-1] for line in text.splitlines() if "WARNING" in line or "rror" in line)
    return ["qpdf: " + next(lines, "?")[:100]]
