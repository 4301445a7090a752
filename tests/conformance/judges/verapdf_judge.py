"""veraPDF over many files in one Java process: whether they are the PDF/A and PDF/UA that they claim to be."""

import json
import subprocess
from pathlib import Path

from .command import installed

JUDGE = Path(__file__).resolve().parent / "verapdf" / "judge"
TIMEOUT = 600
HEADER = "6.1.2-1"
"""The rule that the header is at byte 0. Where it is not, veraPDF counts offsets and the ByteRange from the header."""


def available() -> bool:
    return installed("mvn") and installed("java")


def reports(files: list[Path]) -> list[dict]:
    """Findings of veraPDF, in the order of the files: `flavours`, each `compliant` or with its `failed` rules, or an `error`."""
    done = subprocess.run([str(JUDGE), *map(str, files)], capture_output=True, text=True, timeout=TIMEOUT)
    if done.returncode != 0:
        raise RuntimeError(f"veraPDF ended with {done.returncode}: {done.stderr[-500:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def complaints(before: dict, after: dict) -> list[str]:
    """Conformance that was lost, or a further rule broken where there was none."""
    if "error" in before or any(HEADER in one["failed"] for one in before["flavours"].values()):
        return []
    if "error" in after:
        return [f"veraPDF: {after['error']}"[:160]]
    found = []
    for flavour, was in before["flavours"].items():
        now = after["flavours"].get(flavour)
        broken = ["no longer claimed"] if now is None else sorted(set(now["failed"]) - set(was["failed"]))
        if broken:
            found.append(f"veraPDF, {flavour}: {' '.join(broken)}")
    return found
