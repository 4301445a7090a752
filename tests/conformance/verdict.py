"""Signs one case, asks every judge, and says what became of it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from cases import Case
from judges import openssl_cms, poppler, pyhanko_judge, qpdf
from signing import Signer, broken

PYHANKO_TIMEOUT = 90


@dataclass
class Result:
    """One row of result.csv."""

    case: Case
    verdict: str
    """valid, WRONG, crash, hang or refused."""
    code: str | None = None
    error: str = ""
    why: list[str] = field(default_factory=list)
    ms: int | None = None
    rss_mib: int | None = None
    output: Path | None = None
    new_field: str | None = None
    earlier_levels: list[str | None] = field(default_factory=list)
    repaired: bool = False
    """Refused as damaged, then signed with `repair: true`."""

    @property
    def failure(self) -> str:
        """The fault of the signer, empty where there is none. A coded refusal is counted, not forbidden."""
        if self.verdict in ("WRONG", "crash", "hang"):
            return f"{self.verdict}: {'; '.join(self.why) or self.error}"
        if self.verdict == "valid":
            return ""
        if not self.code:
            return f"refused without a code: {self.error}"
        if self.case.code and self.code != self.case.code:
            return f"refused with {self.code}, wanted {self.case.code}: {self.error}"
        return ""


def examine(signer: Signer, case: Case, target: Path, root: Path) -> Result:
    """A damaged document gets a second chance where it may need one: with `repair: true`."""
    result = examine_once(signer, case, target, root)
    if result.verdict != "refused" or result.code != "document_malformed" or not case.may_repair:
        return result
    second = examine_once(signer, case, target, root, {"repair": True})
    return replace(second, repaired=True) if second.verdict != "refused" else result


def examine_once(signer: Signer, case: Case, target: Path, root: Path, options: dict | None = None) -> Result:
    answer = signer.sign(case.input, target, password=case.password, options=options)
    if not answer["ok"]:
        return Result(case, refusal(answer), answer.get("code"), answer.get("error", ""))
    result = Result(case, "valid", ms=answer["ms"], rss_mib=answer["rssMiB"], output=target)
    result.why = list(complaints(result, root))
    if result.why:
        result.verdict = "WRONG"
    return result


def refusal(answer: dict) -> str:
    if answer.get("code") == "HANG":
        return "hang"
    return "crash" if broken(answer) else "refused"


def complaints(result: Result, root: Path) -> Iterator[str]:
    """Everything that any judge holds against a signed file."""
    case, output = result.case, result.output
    if case.must_refuse:
        yield "signed what must be refused"
    if not starts_with(output, case.input):
        yield "input bytes changed"
    before, after = (poppler.signatures(path, case.password) for path in (case.input, output))
    yield from poppler.complaints(before, after)
    result.new_field = next((name for name in after if name not in before), None)
    yield from ask_pyhanko(result, root)
    if case.qpdf_accepts:
        yield from qpdf.complaints(output, case.password)
    yield from openssl_cms.complaints(output, root)


def ask_pyhanko(result: Result, root: Path) -> list[str]:
    """A file that pyHanko cannot open as it came says nothing about the signer."""
    try:
        with limit(PYHANKO_TIMEOUT):
            judged = pyhanko_judge.signatures(result.output, root, result.case.password)
    except Exception as error:  # the reader chokes in many ways
        counts = result.case.pyhanko_opens and pyhanko_judge.opens(result.case.input, result.case.password)
        return [f"pyHanko: {type(error).__name__}: {error}"[:120]] if counts else []
    result.earlier_levels = [one.error or one.level for one in judged[:-1]]
    return pyhanko_judge.complaints(judged)


def starts_with(output: Path, source: Path) -> bool:
    with open(output, "rb") as file:
        return file.read(source.stat().st_size) == source.read_bytes()


@contextmanager
def limit(seconds: int) -> Iterator[None]:
    """Ends a judge that loops; works in the main thread of a worker process."""

    def expire(*_):
        raise TimeoutError(f"no verdict after {seconds} s")

    signal.signal(signal.SIGALRM, expire)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
