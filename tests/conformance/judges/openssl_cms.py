"""openssl cms -verify on the CMS and the ByteRange bytes, both cut out of the file by hand."""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .command import run

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")


@dataclass
class Extracted:
    """The newest signature of a file: its DER without the padding, and what it covers."""

    cms: bytes
    content: bytes
    dictionary: bytes
    """The bytes around `/ByteRange`, enough to see the entries beside it."""


def extract(path: Path) -> Extracted | None:
    """The signature whose second range ends where the file ends, ISO 32000-2, 12.8.1."""
    data = path.read_bytes()
    for match in BYTE_RANGE.finditer(data):
        start, length, resume, rest = map(int, match.groups())
        if start == 0 and resume + rest == len(data) and length < resume:
            hole = data[length:resume].strip(b"<> \r\n")
            around = data[data.rfind(b" obj", 0, match.start()) : data.find(b"endobj", match.end())]
            return Extracted(unpadded(bytes.fromhex(hole.decode("ascii"))), data[:length] + data[resume:], around)
    return None


def unpadded(der: bytes) -> bytes:
    """The first DER value: the hole is larger than the CMS and ends in zeros."""
    if len(der) < 2 or der[1] < 0x80:
        return der[: 2 + der[1]] if len(der) > 1 else der
    octets = der[1] & 0x7F
    return der[: 2 + octets + int.from_bytes(der[2 : 2 + octets])]


def complaints(path: Path, root: Path) -> list[str]:
    """`-cades` insists on a signing certificate attribute that matches the signer, RFC 5035."""
    extracted = extract(path)
    if extracted is None:
        return ["openssl: no ByteRange reaches the end of the file"]
    with tempfile.TemporaryDirectory(prefix="conformance-") as folder:
        cms, content = Path(folder, "signature.der"), Path(folder, "content")
        cms.write_bytes(extracted.cms)
        content.write_bytes(extracted.content)
        words = ["-inform", "DER", "-in", cms, "-binary", "-content", content, "-CAfile", root, "-purpose", "any", "-out", "/dev/null"]
        status, text = run("openssl", "cms", "-verify", "-cades", *words)
    return [] if status == 0 else ["openssl: " + " ".join(text.split())[:160]]
