#!/usr/bin/env python3
"""Puts faults into the code, one at a time, and counts how many the native tests notice (cargo-mutants).

    run.py [--package NAME]… [--shards N] [--missed] [--report] [--forget]

The mutants of a package are cut into shards. A finished shard is written to target/mutants and skipped the next time, so that a run
can be stopped at any moment and gone on with. --shards ends after so many. --missed tries again only those that no test noticed, or
that ran out of time: for after a test was written. What a shard found is good until the code of the package changes; its tests may change.
The table at the end names what was missed; survivors.md says of each which outer test notices it, or why nothing can.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "target" / "mutants"
TREE = KEPT / "tree"
"""A copy of the working tree that is mutated in place: what is compiled of one shard is there for the next."""
SURVIVORS = Path(__file__).resolve().parent / "survivors.md"
PACKAGES = {
    "signer-cms": ("sdk-wasm/crates/signer-cms", [], []),
    "signer-pki": ("sdk-wasm/crates/signer-pki", [], []),
    "signer-flow": ("sdk-wasm/crates/signer-flow", [], ["--lib"]),
    "signer-agent": ("agent-bridge", ["agent-bridge/src/reading.rs", "agent-bridge/src/reading/**"], []),
}
"""Folder, the files that are meant (none: all), and which of its tests are to run (none: all): the flow has them all in itself."""
SHARD = 25
"""Mutants a shard: some minutes, which is what stopping a run costs."""
TIMEOUT = 60
"""Seconds for the tests of one mutant. An endless loop ends so, and on a busy machine anything: it counts as not caught, and --missed tries it again."""


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--package", action="append", choices=PACKAGES, help="only this one; may be repeated")
    parser.add_argument("--shards", type=int, metavar="N", help="ends after so many")
    parser.add_argument("--missed", action="store_true", help="only what no test noticed")
    parser.add_argument("--report", action="store_true", help="only the tables of what is known")
    parser.add_argument("--forget", action="store_true", help="begins anew")
    return parser.parse_args()


def main() -> int:
    chosen = options()
    names = chosen.package or list(PACKAGES)
    if chosen.forget:
        for name in names:
            shutil.rmtree(KEPT / name, ignore_errors=True)
    if not chosen.report:
        copy_tree()
        left = chosen.shards
        for name in names:
            left = run(Package(name), chosen.missed, left)
            if left == 0:
                break
    return report([Package(name) for name in names])


class Package:
    """One package, its mutants and what is known of them."""

    def __init__(self, name: str):
        self.name = name
        self.folder, self.files, self.tests = PACKAGES[name]
        self.kept = KEPT / name / digest(ROOT / self.folder / "src")

    def mutants(self) -> int:
        listed = self.cargo("--list", "--json", capture_output=True, text=True, check=True)
        return len(json.loads(listed.stdout))

    def cargo(self, *words: str, **how) -> subprocess.CompletedProcess:
        wanted = [word for file in self.files for word in ("--file", file)]
        command = ["cargo", "mutants", "--dir", str(TREE), "--package", self.name, "--no-shuffle", *wanted, *words]
        return subprocess.run(command, **how)

    def results(self) -> dict[str, str]:
        """Mutant → outcome, the newest last."""
        found = {}
        for file in sorted(self.kept.glob("*.json"), key=lambda file: file.stat().st_mtime):
            found |= json.loads(file.read_text())
        return found


def digest(folder: Path) -> str:
    """Of the code without its tests: these are what one writes between two runs."""
    hashed = hashlib.sha256()
    for file in sorted(folder.rglob("*.rs")):
        inside = file.relative_to(folder)
        if "tests" not in inside.parts and file.name != "tests.rs":
            hashed.update(str(inside).encode() + file.read_bytes())
    return hashed.hexdigest()[:12]


def copy_tree() -> None:
    """Everything that Git knows or would add; what is equal keeps its time, so that Cargo compiles no more than it must."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    wanted = {Path(name) for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()}
    wanted.discard(Path("biome.json"))  # A second one below the root is an error for biome.
    for name in wanted:
        target = TREE / name
        if not target.is_file() or target.read_bytes() != (ROOT / name).read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
    for file in [file for folder in ("sdk-wasm", "agent-bridge") for file in (TREE / folder).rglob("*.rs")]:
        if file.relative_to(TREE) not in wanted:
            file.unlink()


def run(package: Package, missed: bool, left: int | None) -> int | None:
    """Runs what is left of the package, at most `left` shards; returns how many more may run."""
    shards = -(-package.mutants() // SHARD)
    package.kept.mkdir(parents=True, exist_ok=True)
    todo = again(package) if missed else [(f"{number}-of-{shards}", ["--shard", f"{number}/{shards}"]) for number in range(shards)]
    todo = [(name, words) for name, words in todo if missed or not (package.kept / f"{name}.json").exists()]
    if left is not None:
        todo = todo[:left]
    if todo:
        baseline(package)
    for name, words in todo:
        print(f"== {package.name} {name}", flush=True)
        (package.kept / f"{name}.json").write_text(json.dumps(one_shard(package, words), indent=1))
    return None if left is None else left - len(todo)


def again(package: Package) -> list[tuple[str, list[str]]]:
    """What was missed, or ran out of time, as one shard of its own."""
    names = [name for name, outcome in package.results().items() if outcome in ("missed", "timeout")]
    return [("again", [word for name in names for word in ("--re", f"^{escaped(name)}$")])] if names else []


def escaped(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in " _/:<>,-'" else f"\\{letter}" for letter in name)


def baseline(package: Package) -> None:
    """The tests must pass before faults are put in; this also compiles everything once."""
    if subprocess.run(["cargo", "test", "--quiet", "--package", package.name], cwd=TREE, stdout=subprocess.DEVNULL).returncode:
        sys.exit(f"the tests of {package.name} fail without any mutant")


def one_shard(package: Package, words: list[str]) -> dict[str, str]:
    out = KEPT / "running"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    how = ["--in-place", "--baseline", "skip", "--timeout", str(TIMEOUT), "--output", str(out), "--no-times", "--colors", "never"]
    status = package.cargo(*how, *words, "--", *package.tests).returncode
    if status not in (0, 2, 3):  # caught all, missed some, ran out of time
        sys.exit(f"cargo mutants ended with {status}")
    outcomes = json.loads((out / "mutants.out" / "outcomes.json").read_text())["outcomes"]
    return {one["scenario"]["Mutant"]["name"]: OUTCOMES[one["summary"]] for one in outcomes if "Mutant" in one["scenario"]}


OUTCOMES = {"CaughtMutant": "caught", "MissedMutant": "missed", "Unviable": "unviable", "Timeout": "timeout", "Success": "missed", "Failure": "caught"}


def report(packages: list[Package]) -> int:
    """The table, and each mutant that was missed and that survivors.md does not explain."""
    known = SURVIVORS.read_text().replace("\\|", "|")
    print(f"{'':14} {'caught':>7} {'missed':>7} {'timeout':>7} {'unviable':>8}  caught of the viable")
    missed = []
    for package in packages:
        results = package.results()
        counted = Counter(results.values())
        viable = len(results) - counted["unviable"]
        share = f"{100 * counted['caught'] / viable:.1f} %" if viable else "–"
        print(f"{package.name:14} {counted['caught']:7} {counted['missed']:7} {counted['timeout']:7} {counted['unviable']:8}  {share}")
        missed += [(outcome, name) for name, outcome in results.items() if outcome in ("missed", "timeout")]
    for outcome, name in missed:
        print(f"{outcome}{', explained' if name.partition(': ')[2] in known else ''}: {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
