#!/usr/bin/env python3
"""Makes tests/conformance/.venv from requirements.txt, once, and prints its Python.

A finished environment carries the digest of the requirements it was made from, so a second run costs nothing
and a changed requirements.txt makes it anew. The benchmark shares it.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE / ".venv"
REQUIREMENTS = HERE / "requirements.txt"
PYTHON = FOLDER / "bin" / "python"


def ready() -> bool:
    stamp = FOLDER / "made-from"
    return stamp.is_file() and stamp.read_text() == digest()


def digest() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()


def make() -> None:
    """Fills the folder in place, since an environment holds its own path; the stamp comes last."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    venv.create(FOLDER, with_pip=True)
    install = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary=:all:", "-r", REQUIREMENTS]
    with tempfile.TemporaryFile() as log:
        if subprocess.run(install, stdout=log, stderr=log).returncode != 0:
            log.seek(0)
            sys.exit(f"environment.py: pip could not install the judges\n{log.read().decode(errors='replace')[-2000:]}")
    (FOLDER / "made-from").write_text(digest())


def python() -> Path:
    if not ready():
        print("making tests/conformance/.venv", file=sys.stderr)
        make()
    return PYTHON


if __name__ == "__main__":
    print(python())
