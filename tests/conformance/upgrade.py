"""Signatures that are made to last: B-T by pyHanko, then B-LT and B-LTA by what signer-pdf appends.

The CMS side of a time-stamp is not in the product yet: pyHanko makes the tokens, `examples/upgrade.rs` appends the
security store and the document time-stamp around them, and the judges say which level each file has.
"""

import asyncio
import hashlib
import io
import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import DocumentSecurityStore, validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from checks import Check
from fixtures import PASSWORD
from judges import dss_judge, poppler, qpdf
from validation_data import Authorities

ROOT = Path(__file__).resolve().parent.parent.parent
HOLE = 8192
LATER = timedelta(days=1825)
"""The signer's certificate lasts three years, that of the time-stamping authority ten."""


@dataclass
class Source:
    """A document and how it is signed before it is upgraded."""

    name: str
    document: Path
    password: str = ""
    permission: fields.MDPPerm | None = None
    store: bool = False
    """pyHanko adds a security store of its own first."""
    signatures: int = 1


def sources(folder: Path) -> list[Source]:
    classic = folder / "classic.pdf"
    return [
        Source("classic", classic),
        Source("object-streams", folder / "object-streams.pdf"),
        Source("linearized", folder / "linearized.pdf"),
        Source("two-signatures", classic, signatures=2),
        Source("with-store", classic, store=True),
        Source("certified-1", classic, permission=fields.MDPPerm.NO_CHANGES),
        Source("encrypted", folder / "encrypted.pdf", password=PASSWORD),
    ]


class Upgrade:
    def __init__(self, folder: Path, out: Path, certificates: Path, dss: bool):
        out.mkdir(parents=True, exist_ok=True)
        self.folder, self.out, self.dss = folder, out, dss
        self.authorities = Authorities(certificates, out / "validation-data")
        self.root = certificates / "root.pem"
        self.signer = signers.SimpleSigner.load(
            str(certificates / "cloud.key"), str(certificates / "cloud.pem"), ca_chain_files=(str(certificates / "chain.pem"),)
        )
        self.stamper = self.authorities.stamper()
        self.program = build()

    def all_checks(self) -> Iterator[Check]:
        done = []
        for source in sources(self.folder):
            steps = {level: self.out / f"{source.name}-{level}.pdf" for level in ("t", "lt", "lta", "lta-lta")}
            yield Check(f"{source.name} is made to last", list(self.upgrade(source, steps)))
            done.append((source, steps))
        if self.dss:
            yield from self.levels(done)

    def upgrade(self, source: Source, steps: dict[str, Path]) -> Iterator[str]:
        steps["t"].write_bytes(self.signed(source))
        self.store(steps["t"], steps["lt"], source.password)
        yield from self.appended(steps["t"], steps["lt"], source, stamps=0)
        yield from without_network(steps["lt"], self.root, source.password)
        self.stamp(steps["lt"], steps["lta"], source.password)
        yield from self.appended(steps["lt"], steps["lta"], source, stamps=1)
        yield from archived(steps["lta"], self.root, source.password)
        # A later renewal: nothing new to store, another time-stamp over the first.
        yield from self.nothing_twice(steps["lta"], source.password)
        self.stamp(steps["lta"], steps["lta-lta"], source.password)
        yield from self.appended(steps["lta"], steps["lta-lta"], source, stamps=2)
        yield from archived(steps["lta-lta"], self.root, source.password)

    def signed(self, source: Source) -> bytes:
        """B-T, or B-LT where the source is to have a store."""
        document = source.document.read_bytes()
        for number in range(source.signatures):
            writer = IncrementalPdfFileWriter(io.BytesIO(document))
            if source.password:
                writer.encrypt(source.password)
            meta = signers.PdfSignatureMetadata(
                field_name=f"Earlier{number}",
                subfilter=fields.SigSeedSubFilter.PADES,
                certify=source.permission is not None,
                docmdp_permissions=source.permission or fields.MDPPerm.FILL_FORMS,
                embed_validation_info=source.store,
                validation_context=self.context() if source.store else None,
            )
            document = signers.PdfSigner(meta, self.signer, timestamper=self.stamper).sign_pdf(writer).getvalue()
        return document

    def context(self) -> ValidationContext:
        authorities = self.authorities
        return ValidationContext(
            trust_roots=[load_cert_from_pemder(str(self.root))],
            other_certs=[load_cert_from_pemder(str(path)) for path in authorities.certificates],
            crls=[path.read_bytes() for path in authorities.crls],
            ocsps=[authorities.ocsp.read_bytes()],
            allow_fetching=False,
            revocation_mode="require",
        )

    def store(self, source: Path, target: Path, password: str) -> None:
        listed = [line.split("\t") for line in self.run(password, "list", source).splitlines()]
        keys = [hashlib.sha1(bytes.fromhex(contents)).hexdigest() for _, _, contents in listed]
        own = self.authorities.options()
        words = [word for key in keys for word in ("--signature", key, *own)]
        self.run(password, "store", source, target, *own, *words)

    def stamp(self, source: Path, target: Path, password: str) -> None:
        """The program says what the token is to cover, and takes the token."""
        start, hole, after, length = json.loads(self.run(password, "timestamp", source, target, HOLE))
        data = target.read_bytes()
        digest = hashlib.sha256(data[start:hole] + data[after : after + length]).digest()
        token = self.out / "token.der"
        token.write_bytes(asyncio.run(self.stamper.async_timestamp(digest, "sha256")).dump())
        self.run(password, "timestamp", source, target, HOLE, token)

    def nothing_twice(self, source: Path, password: str) -> Iterator[str]:
        again = self.out / "again.pdf"
        self.run(password, "store", source, again, *self.authorities.options())
        if again.read_bytes() != source.read_bytes():
            yield "what is stored already was stored again"

    def appended(self, before: Path, after: Path, source: Source, stamps: int) -> Iterator[str]:
        """Old bytes stay, old signatures keep what was said of them, and pyHanko finds nothing but what makes them last."""
        if not after.read_bytes().startswith(before.read_bytes()):
            yield f"{after.name}: input bytes changed"
        said, says = (poppler.signatures(path, source.password) for path in (before, after))
        yield from (f"{after.name}: pdfsig says {says.get(field)} of {field}" for field, verdict in said.items() if says.get(field) != verdict)
        yield from qpdf.complaints(after, source.password)
        reader = opened(after, source.password)
        signatures, found = reader.embedded_regular_signatures, reader.embedded_timestamp_signatures
        if (len(signatures), len(found)) != (source.signatures, stamps):
            yield f"{after.name}: {len(signatures)} signatures and {len(found)} document time-stamps"
        trusted = ValidationContext(trust_roots=[load_cert_from_pemder(str(self.root))], allow_fetching=False)
        for number, signature in enumerate(signatures, start=1):
            status = validate_pdf_signature(signature, trusted, trusted)
            wanted = "LTA_UPDATES" if number == len(signatures) else "FORM_FILLING"
            if not (status.intact and status.valid and status.docmdp_ok and status.modification_level.name in ("LTA_UPDATES", wanted)):
                yield f"{after.name}: pyHanko: {status.summary()} {status.modification_level}"
        for stamp in found:
            status = validate_pdf_timestamp(stamp, trusted)
            if not (status.intact and status.valid and status.trusted):
                yield f"{after.name}: pyHanko on the time-stamp: {status.summary()}"

    def levels(self, done: list[tuple[Source, dict[str, Path]]]) -> Iterator[Check]:
        """DSS, after the signer's certificate has run out; it takes no password."""
        files = {path: level(source, step) for source, steps in done if not source.password for step, path in steps.items()}
        found = dss_judge.reports(list(files), self.root, at=(self.authorities.now + LATER).isoformat().replace("+00:00", "Z"))
        for path, wanted in files.items():
            yield Check(f"{path.stem} for DSS, five years on", list(dss_complaints(found[path.name], wanted)))

    def run(self, password: str, *words: object) -> str:
        environment = os.environ | ({"PASSWORD": password} if password else {})
        done = subprocess.run([self.program, *map(str, words)], capture_output=True, text=True, env=environment)
        if done.returncode != 0:
            raise RuntimeError(f"upgrade {words[0]} {words[1]}: {done.stderr.strip()}")
        return done.stdout


def build() -> Path:
    subprocess.run(["cargo", "build", "--quiet", "-p", "signer-pdf", "--example", "upgrade"], cwd=ROOT, check=True)
    return Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug" / "examples" / "upgrade"


def opened(path: Path, password: str) -> PdfFileReader:
    reader = PdfFileReader(io.BytesIO(path.read_bytes()))
    if password:
        reader.decrypt(password)
    return reader


def without_network(path: Path, root: Path, password: str) -> Iterator[str]:
    """The store alone is enough to show that nothing was revoked."""
    reader = opened(path, password)
    store = DocumentSecurityStore.read_dss(reader)
    context = store.as_validation_context({"trust_roots": [load_cert_from_pemder(str(root))], "allow_fetching": False, "revocation_mode": "require"})
    if len(store.vri_entries) != len(reader.embedded_signatures):
        yield f"{path.name}: {len(store.vri_entries)} entries for {len(reader.embedded_signatures)} signatures"
    for signature in reader.embedded_regular_signatures:
        status = validate_pdf_signature(signature, context, context)
        if not (status.trusted and status.timestamp_validity and status.timestamp_validity.trusted):
            yield f"{path.name}: pyHanko from the store alone: {status.summary()}"


def archived(path: Path, root: Path, password: str) -> Iterator[str]:
    """EN 319 102-1, 5.6.3: validation of signatures that provide long term availability."""
    trust = SimpleTrustManager.build(trust_roots=[load_cert_from_pemder(str(root))])
    policy = CertValidationPolicySpec(trust_manager=trust, revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO), time_tolerance=timedelta(seconds=10))
    usage = KeyUsageConstraints(key_usage={"non_repudiation"})
    spec = PdfSignatureValidationSpec(SignatureValidationSpec(cert_validation_policy=policy, key_usage_settings=usage))
    for signature in opened(path, password).embedded_regular_signatures:
        result = asyncio.run(ades_lta_validation(signature, spec))
        if result.ades_subindic.status.name != "PASSED" or result.oldest_evidence_record_timestamp is None:
            yield f"{path.name}: pyHanko LTA: {result.ades_subindic} {result.failure_msg}"


def level(source: Source, step: str) -> str:
    return "PAdES-BASELINE-" + {"t": "LT" if source.store else "T", "lt": "LT"}.get(step, "LTA")


def dss_complaints(report: dict, level: str) -> Iterator[str]:
    """Without a store the signature is lost by then, which shows that it is the store that keeps it."""
    if "error" in report:
        yield f"DSS: {report['error']}"[:160]
        return
    lasts = level != "PAdES-BASELINE-T"
    wanted = {"format": level, "byteRangeValid": True, "signatureIntact": True, "signatureValid": True, "undefinedChanges": 0}
    wanted["indication"] = "TOTAL_PASSED" if lasts else "INDETERMINATE"
    for signature in report["signatures"]:
        yield from (f"DSS: {key} is {signature.get(key)}, wanted {value}" for key, value in wanted.items() if signature.get(key) != value)
    for stamp in report["timestamps"]:
        if not (stamp["imprintIntact"] and stamp["signatureValid"] and (stamp["indication"] == "PASSED") == lasts):
            yield f"DSS on a time-stamp: {stamp}"
