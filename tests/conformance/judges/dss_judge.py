"""EU DSS over many files in one Java process: the European reference for AdES levels."""

import json
import subprocess
from pathlib import Path

from .command import installed

JUDGE = Path(__file__).resolve().parent / "dss" / "judge"
TIMEOUT = 900


def available() -> bool:
    return installed("mvn") and installed("java")


def reports(files: list[Path], trust: Path, at: str | None = None, passwords: dict[str, str] | None = None) -> dict[str, dict]:
    """File name → what DSS found, or will find at that time (RFC 3339). The names must differ: DSS is told the paths, it answers with names."""
    opened = [word for name, password in (passwords or {}).items() for word in ("--password", f"{name}={password}")]
    command = [str(JUDGE), "--trust", str(trust), *(["--at", at] if at else []), *opened, *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT)
    if done.returncode != 0:
        raise RuntimeError(f"DSS ended with {done.returncode}: {done.stderr[-500:]}")
    lines = (json.loads(line) for line in done.stdout.splitlines())
    return {line["file"]: line for line in lines}


def unreadable(report: dict) -> bool:
    """DSS takes no file whose header is odd, signed or not, and none that opens without a password for a signer but not for a reader."""
    return any(words in report.get("error", "") for words in ("format not recognized", "InvalidPasswordException"))


def complaints(report: dict, field: str | None) -> list[str]:
    """Objections of DSS to the signature in the field named."""
    if "error" in report:
        return [f"DSS: {report['error']}"[:160]]
    mine = [one for one in report["signatures"] if field in (one.get("fieldNames") or [])]
    if len(mine) != 1:
        return [f"DSS: {len(mine)} signatures in field {field}"]
    wanted = {
        "format": "PAdES-BASELINE-B",
        "byteRangeValid": True,
        "signatureIntact": True,
        "signatureValid": True,
        "structuralOk": True,
        "undefinedChanges": 0,
    }
    return [f"DSS: {key} is {mine[0].get(key)}" for key, value in wanted.items() if mine[0].get(key) != value]
