"""Documents written byte by byte, so that what is unusual about them is there on purpose."""

import zlib

IDENTIFIER = b"/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


class Body:
    """Objects and where they begin."""

    def __init__(self, eol: bytes = b"\n"):
        self.eol = eol
        self.data = bytearray(HEADER.replace(b"\n", eol))
        self.offsets: dict[int, int] = {}

    def object(self, number: int, value: bytes) -> None:
        self.offsets[number] = len(self.data)
        self.data += b"%d 0 obj" % number + self.eol + value + self.eol + b"endobj" + self.eol

    def stream(self, number: int, content: bytes, entries: bytes = b"") -> None:
        """`stream` ends its line in CR LF or LF, never in CR alone: ISO 32000-2, 7.3.8.1."""
        after = b"\r\n" if self.eol == b"\r" else self.eol
        value = b"<<%s/Length %d>>stream" % (entries, len(content)) + after + content + self.eol + b"endstream"
        self.object(number, value)

    def finish(self, size: int, trailer: bytes, hidden: tuple[int, ...] = ()) -> bytes:
        """The classic cross-reference table: every entry has 20 bytes, whatever ends a line."""
        at = len(self.data)
        end = self.eol if len(self.eol) == 2 else b" " + self.eol
        rows = [b"0000000000 65535 f" if n == 0 or n in hidden else b"%010d 00000 n" % self.offsets[n] for n in range(size)]
        table = b"".join(row + end for row in rows)
        lines = [b"xref", b"0 %d" % size, table + b"trailer", b"<</Size %d/Root 1 0 R%s%s>>" % (size, IDENTIFIER, trailer), b"startxref", b"%d" % at, b"%%EOF", b""]
        return bytes(self.data) + self.eol.join(lines)


def classic(eol: bytes = b"\n", form: bool = False) -> bytes:
    """One page under a cross-reference table; with a text field where a form is asked for."""
    body = Body(eol)
    body.object(1, b"<</Type/Catalog/Pages 2 0 R%s>>" % (b"/AcroForm<</Fields[6 0 R]/DA(/F1 0 Tf 0 g)/DR<</Font<</F1 5 0 R>>>>>>" if form else b""))
    body.object(2, b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>")
    body.object(3, b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>%s>>" % (b"/Annots[6 0 R]" if form else b""))
    body.stream(4, b"BT /F1 18 Tf 72 720 Td (Contrato de teste) Tj ET")
    body.object(5, FONT)
    if form:
        body.object(6, b"<</Type/Annot/Subtype/Widget/FT/Tx/T(nome)/Rect[72 600 300 620]/P 3 0 R/DA(/F1 10 Tf 0 g)>>")
    return body.finish(7 if form else 6, b"")


def hybrid() -> bytes:
    """A table for old readers, and /XRefStm for the font that lies in an object stream: ISO 32000-2, 7.5.8.4."""
    body = Body()
    body.object(1, b"<</Type/Catalog/Pages 2 0 R>>")
    body.object(2, b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>")
    body.object(3, b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 6 0 R>>>>>>")
    body.stream(4, b"BT /F1 18 Tf 72 720 Td (Hybrid-reference file) Tj ET")
    body.stream(5, zlib.compress(b"6 0 " + FONT), b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode")
    at = len(body.data)
    rows = bytes([2, 0, 0, 5, 0]) + bytes([1]) + at.to_bytes(3, "big") + bytes([0])
    body.stream(7, zlib.compress(rows), b"/Type/XRef/Size 8/W[1 3 1]/Index[6 2]/Root 1 0 R/Filter/FlateDecode")
    return body.finish(8, b"/XRefStm %d" % at, hidden=(6,))
