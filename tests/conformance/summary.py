"""The end of a run: a table by expectation, result.csv, one line of JSON."""

import csv
import json
from collections import Counter
from pathlib import Path

from verdict import Result

COLUMNS = ["file", "expect", "verdict", "code", "error", "why", "ms", "rss_mib", "repaired", "earlier_levels", "features", "output"]


def table(results: list[Result]) -> str:
    counted = Counter((result.case.expect, result.verdict) for result in results)
    return "\n".join(f"{expect:45} {verdict:8} {count}" for (expect, verdict), count in sorted(counted.items()))


def refusals(results: list[Result]) -> str:
    """Codes of the refusals, most frequent first."""
    counted = Counter(result.code for result in results if result.verdict == "refused")
    return ", ".join(f"{code or 'no code'} {count}" for code, count in counted.most_common())


def write_csv(results: list[Result], path: Path) -> None:
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(row(result) for result in results)


def row(result: Result) -> dict:
    return {
        "file": result.case.name,
        "expect": result.case.expect,
        "verdict": result.verdict,
        "code": result.code,
        "error": result.error,
        "why": "; ".join(result.why),
        "ms": result.ms,
        "rss_mib": result.rss_mib,
        "repaired": result.repaired,
        "earlier_levels": " ".join(map(str, result.earlier_levels)),
        "features": result.case.features,
        "output": result.output.name if result.output else "",
    }


def as_json(results: list[Result], adapter: str) -> str:
    verdicts = Counter(result.verdict for result in results)
    uncoded = sum(result.verdict == "refused" and not result.code for result in results)
    repaired = sum(result.repaired for result in results)
    return json.dumps({"adapter": adapter, "files": len(results), **verdicts, "repaired": repaired, "uncoded": uncoded})


def share_valid(results: list[Result], expect: str = "sign") -> float:
    """Percentage of the files so marked that came out valid; 100 where there are none."""
    wanted = [result for result in results if result.case.expect == expect]
    return 100 * sum(result.verdict == "valid" for result in wanted) / len(wanted) if wanted else 100.0
