"""One run: our own documents, the checks, the corpus, and the count of all that."""

import argparse
import os
import re
from dataclasses import dataclass
from pathlib import Path

import cases
import checks
import encrypted
import features
import fixtures
import kept
import permissions
import pictures
import standards
import summary
import upgrade
import upgrade_corpus
from judges import command, dss_judge, verapdf_judge
from pool import default_workers, examine_all
from signing import Signer
from verdict import Result

NO_CORPUS = "no folder given and none beside the repository"
PROGRAMS = ("pdfsig", "pdftoppm", "qpdf", "openssl", "node")


@dataclass
class Tally:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def count(self, name: str, failure: str) -> None:
        if failure:
            self.failed += 1
            print(f"FAILED  {name}: {failure}", flush=True)
        else:
            self.passed += 1

    def skip(self, name: str, reason: str) -> None:
        self.skipped += 1
        print(f"skipped {name}: {reason}", flush=True)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


class Session:
    def __init__(self, options: argparse.Namespace, certificates: Path):
        self.options = options
        self.certificates = certificates
        self.out: Path = options.out
        self.workers = options.workers or default_workers()
        self.tally = Tally()

    def judges_are_here(self) -> bool:
        """On a developer's machine a missing judge skips the run; under CI it fails it."""
        missing = [name for name in PROGRAMS if not command.installed(name)]
        if self.options.dss and not dss_judge.available():
            missing.append("mvn and java for --dss")
        if missing and os.environ.get("CI"):
            self.tally.count("judges", f"not installed: {', '.join(missing)}")
        elif missing:
            self.tally.skip("everything", f"not installed: {', '.join(missing)}")
        return not missing

    def own_documents(self) -> None:
        print("== our own documents", flush=True)
        made = fixtures.make(self.out / "fixtures", self.certificates)
        made += encrypted.make(self.out / "fixtures", self.out / "fixtures" / "form.pdf")
        results = self.examine(made, self.out / "own")
        for result in results:
            refused = "" if result.verdict == "valid" or result.case.must_refuse else f"refused with {result.code}: {result.error}"
            self.tally.count(result.case.name, result.failure or refused)
        self.ask_dss(results)

    def checks(self) -> None:
        print("== several signatures, entries, keys", flush=True)
        signer = Signer(self.options.adapter, self.certificates)
        for check in checks.all_checks(signer, self.out / "fixtures", self.out / "checks", self.root):
            self.tally.count(check.name, "; ".join(check.complaints))
        print("== encrypted documents", flush=True)
        made = encrypted.make(self.out / "fixtures", self.out / "fixtures" / "form.pdf")
        for check in encrypted.all_checks(signer, made, self.out / "encrypted", self.root):
            self.tally.count(check.name, "; ".join(check.complaints))
        print("== fields, locks, certifications, seed values", flush=True)
        bench = permissions.Bench(signer, self.out / "permissions", self.certificates, fixtures.signed)
        for name, complaints in permissions.all_checks(bench, self.out / "fixtures" / "form.pdf"):
            self.tally.count(name, "; ".join(complaints))
        if self.options.adapter == "ours":
            print("== what is seen of a signature", flush=True)
            for name, complaints in pictures.all_checks(signer, self.out / "pictures"):
                self.tally.count(name, "; ".join(complaints))
        signer.close()

    def upgrade(self) -> None:
        print("== signatures made to last: B-T, B-LT, B-LTA", flush=True)
        if not command.installed("cargo"):
            self.tally.skip("upgrade", "cargo is not installed")
            return
        fixtures.make(self.out / "fixtures", self.certificates)
        run = upgrade.Upgrade(self.out / "fixtures", self.out / "upgrade", self.certificates, self.options.dss)
        folder = cases.corpus_folder(self.options.corpus)
        if folder is None:
            self.tally.skip("the corpus made to last", NO_CORPUS)
        found = [case for case in cases.corpus(folder) if re.search(self.options.only, case.name)] if folder else []
        for check in (*run.all_checks(), *upgrade_corpus.all_checks(run, found)):
            self.tally.count(check.name, "; ".join(check.complaints))

    def standards(self) -> None:
        print("== PDF/A and PDF/UA, invisible and visible", flush=True)
        if not verapdf_judge.available():
            reason = "not installed: mvn and java for veraPDF"
            self.tally.count("veraPDF", reason) if os.environ.get("CI") else self.tally.skip("veraPDF", reason)
            return
        folder = cases.corpus_folder(self.options.corpus)
        if folder is None:
            self.tally.skip("PDF/A and PDF/UA of the corpus", NO_CORPUS)
        signer = Signer(self.options.adapter, self.certificates)
        for check in standards.all_checks(signer, self.out / "standards", self.root, folder):
            if check.skipped and not check.complaints:
                self.tally.skip(check.name, check.skipped)
            else:
                self.tally.count(check.name, "; ".join(check.complaints))
        signer.close()

    def corpus(self) -> None:
        folder = cases.corpus_folder(self.options.corpus)
        if folder is None:
            self.tally.skip("corpus", NO_CORPUS)
            return
        print(f"== corpus {folder}", flush=True)
        chosen = [case for case in cases.corpus(folder) if re.search(self.options.only, case.name)]
        results = self.examine(chosen, self.out / "corpus")
        for result in results:
            self.tally.count(result.case.name, result.failure)
        self.ask_dss(results)
        self.share(results)
        self.compare(results)
        self.report(results)

    def share(self, results: list[Result]) -> None:
        minimum, share = self.options.minimum_valid, summary.share_valid(results)
        self.tally.count("share of valid files", "" if share >= minimum else f"{share:.1f} % of those marked `sign`, wanted {minimum:g} %")

    def compare(self, results: list[Result]) -> None:
        """File by file with the kept table; another signer has none."""
        if self.options.adapter != "ours" or self.options.corpus:
            self.tally.skip("the kept table", "it is that of our signer and of the shared corpus")
            return
        if self.options.keep:
            kept.write(results)
        differences = dict(kept.complaints(results, all_files=not self.options.only))
        for name, difference in differences.items():
            self.tally.count(f"{name} in {kept.TABLE.name}", difference)
        self.tally.passed += len(results) - len(differences.keys() & {result.case.name for result in results})

    def report(self, results: list[Result]) -> None:
        summary.write_csv(results, self.out / "result.csv")
        print(features.table(results))
        print(summary.table(results))
        print(f"refusals: {summary.refusals(results)}")
        print(summary.as_json(results, self.options.adapter))
        print(f"signed by us, not by pyHanko: {sum(r.verdict == 'valid' and not r.case.pyhanko_signs for r in results)}; "
              f"by pyHanko, not by us: {' '.join(r.case.name for r in results if r.verdict != 'valid' and r.case.pyhanko_signs) or 'none'}")
        for document in self.options.keep:
            features.keep(results, document)

    def ask_dss(self, results: list[Result]) -> None:
        """The inputs are not asked about: each complaint is about the field that this run signed."""
        valid = [result for result in results if result.verdict == "valid"]
        if not self.options.dss or not valid:
            return
        found = dss_judge.reports([result.output for result in valid], self.root, passwords={result.output.name: result.case.password for result in valid if result.case.password})
        for result in valid:
            name, report = f"{result.case.name} for DSS", found[result.output.name]
            if dss_judge.unreadable(report):
                self.tally.skip(name, report["error"])
            else:
                self.tally.count(name, "; ".join(dss_judge.complaints(report, result.new_field)))

    def examine(self, chosen: list[cases.Case], out: Path) -> list[Result]:
        return list(examine_all(chosen, self.options.adapter, self.certificates, out, self.workers))

    @property
    def root(self) -> Path:
        return self.certificates / "root.pem"
