#!/usr/bin/env python3
"""Makes our own small documents, one feature each: fixtures.py DIR CERTIFICATES.

Written by hand here, or by qpdf, pikepdf and pyHanko from those; nothing is copied from elsewhere.
"""

import io
import subprocess
import sys
from pathlib import Path

import pikepdf
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from cases import Case
from handwritten import classic, hybrid

PASSWORD = "abrir"


def make(folder: Path, certificates: Path) -> list[Case]:
    folder.mkdir(parents=True, exist_ok=True)
    plain = write(folder, "classic.pdf", classic())
    form = write(folder, "form.pdf", classic(form=True))
    return [
        Case("classic", plain, "sign"),
        Case("form", form, "sign"),
        Case("carriage returns", write(folder, "carriage-returns.pdf", classic(eol=b"\r")), "sign"),
        Case("no final newline", write(folder, "no-final-newline.pdf", classic().rstrip()), "sign"),
        Case("hybrid", write(folder, "hybrid.pdf", hybrid()), "sign"),
        Case("object streams", qpdf(folder, "object-streams.pdf", form, "--object-streams=generate"), "sign"),
        Case("linearized", qpdf(folder, "linearized.pdf", form, "--linearize"), "sign"),
        Case("indirect arrays", indirect_arrays(folder, form), "sign"),
        Case("signed once", signed(folder, "signed-once.pdf", plain, certificates), "sign"),
        Case("certified, forms allowed", certified(folder, "certified-2.pdf", plain, certificates, fields.MDPPerm.FILL_FORMS), "sign"),
        Case("certified, nothing allowed", certified(folder, "certified-1.pdf", plain, certificates, fields.MDPPerm.NO_CHANGES), "refuse:certified", code="document_locked"),
        Case("empty field", empty_field(folder, plain), "sign"),
        Case("encrypted", encrypted(folder, plain), "refuse:encrypted", code="document_encrypted"),
        Case("damaged", write(folder, "damaged.pdf", damaged(classic())), "refuse:damaged", code="document_malformed"),
    ]


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def qpdf(folder: Path, name: str, source: Path, *options: str) -> Path:
    target = folder / name
    subprocess.run(["qpdf", "--static-id", *options, source, target], check=True)
    return target


def encrypted(folder: Path, source: Path) -> Path:
    """AES-256 under a password that the signer is not given."""
    return qpdf(folder, "encrypted.pdf", source, "--encrypt", PASSWORD, "owner", "256", "--")


def indirect_arrays(folder: Path, source: Path) -> Path:
    """`/AcroForm`, `/Fields` and `/Annots` behind references, all of them legal."""
    target = folder / "indirect-arrays.pdf"
    with pikepdf.open(source) as pdf:
        pdf.Root.AcroForm = pdf.make_indirect(pdf.Root.AcroForm)
        pdf.Root.AcroForm.Fields = pdf.make_indirect(pdf.Root.AcroForm.Fields)
        for page in pdf.pages:
            page.Annots = pdf.make_indirect(page.Annots)
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable, static_id=True)
    return target


def damaged(data: bytes) -> bytes:
    """No cross-reference section, no trailer, and the catalog lost: nothing to append to."""
    return data[: data.index(b"xref")].replace(b"/Catalog", b"/Cat\0log", 1)


def signed(folder: Path, name: str, source: Path, certificates: Path, field: str = "Earlier", box: tuple | None = None, **metadata) -> Path:
    meta = signers.PdfSignatureMetadata(field_name=field, subfilter=fields.SigSeedSubFilter.PADES, **metadata)
    signer = signers.SimpleSigner.load(str(certificates / "cloud.key"), str(certificates / "cloud.pem"), ca_chain_files=(str(certificates / "chain.pem"),))
    new_field = fields.SigFieldSpec(field, box=box) if box else None
    output = signers.PdfSigner(meta, signer, new_field_spec=new_field).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(source.read_bytes())))
    return write(folder, name, output.getvalue())


def certified(folder: Path, name: str, source: Path, certificates: Path, permission: fields.MDPPerm) -> Path:
    return signed(folder, name, source, certificates, certify=True, docmdp_permissions=permission)


def empty_field(folder: Path, source: Path) -> Path:
    writer = IncrementalPdfFileWriter(io.BytesIO(source.read_bytes()))
    fields.append_signature_field(writer, fields.SigFieldSpec("Assinatura", on_page=0, box=(300, 100, 500, 150)))
    output = io.BytesIO()
    writer.write(output)
    return write(folder, "empty-field.pdf", output.getvalue())


if __name__ == "__main__":
    for case in make(Path(sys.argv[1]), Path(sys.argv[2])):
        print(f"{case.input.stat().st_size:>8} {case.input.name:25} {case.expect}")
