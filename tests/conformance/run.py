#!/usr/bin/env python3
"""Signs files with the built package and lets tools that are not ours judge them.

    run.py [--adapter ours|libpdf] [--corpus DIR] [--out DIR] [--dss] [--minimum-valid 90] [--only REGEX] [--part own|upgrade|standards|corpus] [--keep docs/en/pdf.md docs/pt/pdf.md]

Ends with `N passed, N failed, N skipped`; the status is 0 where nothing failed. See README.md.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

import environment

HERE = Path(__file__).resolve().parent
CERTIFICATES = HERE.parent.parent / "demo" / "certificates" / "make.sh"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--adapter", default="ours", help="a file in adapters/")
    parser.add_argument("--corpus", type=Path, help="a folder with manifest.csv; else $SIGNER_SHARED/corpus/pdf or ../shared/corpus/pdf")
    parser.add_argument("--out", type=Path, default=HERE / "out", help="where signed files and result.csv go")
    parser.add_argument("--minimum-valid", type=float, default=90, metavar="PERCENT", help="of the corpus files marked `sign`")
    parser.add_argument("--dss", action="store_true", help="EU DSS judges every valid output too (needs Maven and a JDK)")
    parser.add_argument("--only", default="", metavar="REGEX", help="corpus files by name")
    parser.add_argument("--keep", type=Path, nargs="+", default=[], metavar="DOCUMENT", help="writes the table by feature between its marks")
    parser.add_argument("--part", choices=["own", "upgrade", "standards", "corpus"], help="one part of the run")
    parser.add_argument("--workers", type=int, help="processes that sign and judge")
    return parser.parse_args()


def main() -> int:
    chosen = options()
    python = environment.python()
    if Path(sys.prefix).resolve() != environment.FOLDER.resolve():
        return subprocess.run([str(python), __file__, *sys.argv[1:]]).returncode
    from session import Session  # needs what the environment holds

    certificates = chosen.out / "certificates"
    subprocess.run([str(CERTIFICATES), str(certificates)], check=True)
    started = time.monotonic()
    session = Session(chosen, certificates)
    if session.judges_are_here():
        if chosen.part in (None, "own"):
            session.own_documents()
            session.checks()
        if chosen.part in (None, "upgrade") and chosen.adapter == "ours":
            session.upgrade()
        if chosen.part in (None, "standards") and chosen.adapter == "ours":
            session.standards()
        if chosen.part in (None, "corpus"):
            session.corpus()
    print(f"{time.monotonic() - started:.0f} s")
    print(session.tally)
    return 1 if session.tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
