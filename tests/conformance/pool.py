"""Examines cases in worker processes, each with a signer of its own."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from cases import Case
from signing import Signer
from verdict import Result, examine

_signer: Signer


def examine_all(cases: Iterable[Case], adapter: str, certificates: Path, out: Path, workers: int) -> Iterator[Result]:
    """In the order of the cases; the signed files are OUT/0000.pdf and on."""
    out.mkdir(parents=True, exist_ok=True)
    numbered = list(enumerate(cases))
    with ProcessPoolExecutor(workers, initializer=_open, initargs=(adapter, certificates)) as pool:
        yield from pool.map(partial(_one, out, certificates / "root.pem"), numbered)


def default_workers() -> int:
    return max(2, min(4, os.cpu_count() or 2))


def _open(adapter: str, certificates: Path) -> None:
    """The Node child ends by itself when this process does: its standard input closes."""
    global _signer
    _signer = Signer(adapter, certificates)


def _one(out: Path, root: Path, numbered: tuple[int, Case]) -> Result:
    number, case = numbered
    return examine(_signer, case, out / f"{number:04d}.pdf", root)
