"""A security store and a document time-stamp behind every signed file of the corpus: what was valid stays valid."""

import io
from collections.abc import Iterator
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.sign.validation import DocumentSecurityStore

from cases import Case
from checks import Check
from judges import poppler, pyhanko_judge
from upgrade import Upgrade

HARMLESS = ("NONE", "LTA_UPDATES", "FORM_FILLING")


def all_checks(run: Upgrade, cases: list[Case]) -> Iterator[Check]:
    for case in cases:
        before = accepted(case.input, run.root, case.password)
        if before:
            yield Check(f"{case.name} is made to last", list(complaints(run, case, before)))


def complaints(run: Upgrade, case: Case, before: set[str]) -> Iterator[str]:
    stored, stamped = (run.out / f"{case.name}-{step}.pdf" for step in ("stored", "stamped"))
    try:
        run.store(case.input, stored, case.password)
        run.stamp(stored, stamped, case.password)
    except RuntimeError as error:
        # An earlier signature that covers bytes past the end.
        yield from [] if "CannotAppend" in str(error) else [str(error)]
        return
    said = poppler.signatures(case.input, case.password)
    for path in (stored, stamped):
        says = poppler.signatures(path, case.password)
        yield from (f"{path.name}: pdfsig says {says.get(field)} of {field}" for field, verdict in said.items() if says.get(field) != verdict)
        lost = before - accepted(path, run.root, case.password)
        if lost and not lost <= lost_with_pyhanko(run, case, before):
            yield f"{path.name}: pyHanko no longer accepts {lost}"


def accepted(path: Path, root: Path, password: str) -> set[str]:
    """The fields whose signatures pyHanko finds valid, with nothing after them but what may be there."""
    try:
        judged = pyhanko_judge.signatures(path, root, password)
    except Exception:  # a file that it cannot open says nothing about ours
        return set()
    return {one.field for one in judged if one.intact and one.valid and one.docmdp_ok is not False and one.level in HARMLESS}


def lost_with_pyhanko(run: Upgrade, case: Case, before: set[str]) -> set[str]:
    """Fields that pyHanko no longer accepts where it has added a store itself: no update of this file would do."""
    output = io.BytesIO(case.input.read_bytes())
    try:
        DocumentSecurityStore.add_dss(output, None, certs=[load_cert_from_pemder(str(run.root))], strict=False)
    except Exception:  # it cannot write every file
        return set()
    target = run.out / "by-pyhanko.pdf"
    target.write_bytes(output.getvalue())
    return before - accepted(target, run.root, case.password)
