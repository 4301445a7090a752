"""A file that was PDF/A or PDF/UA stays it: veraPDF on inputs and outputs, invisible and visible."""

import itertools
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cases
from handwritten import HEADER, Body
from judges import pyhanko_judge, verapdf_judge
from PIL import Image, ImageCms
from signing import Signer

CLAIMS = (b"pdfaid:part", b"pdfuaid:part")
LOOKS = {"invisible": {}, "visible": {"appearance": {"qr": "https://example.com/v/1", "border": True}}}


@dataclass
class Check:
    name: str
    complaints: list[str] = field(default_factory=list)
    skipped: str = ""


def all_checks(signer: Signer, out: Path, root: Path, corpus: Path | None) -> Iterator[Check]:
    inputs = [*fixtures(out / "fixtures"), *claiming(corpus)]
    looks = {**LOOKS, "with a picture": {"appearance": {"image": picture(out), "page": "first"}}}
    for look, options in looks.items():
        yield from judged(signer, inputs, out / look.replace(" ", "-"), look, options)
    yield from signed_again(signer, out / "fixtures" / "pdfa-2a-pdfua-1.pdf", out / "again", root)


def judged(signer: Signer, inputs: list[Path], out: Path, look: str, options: dict) -> Iterator[Check]:
    out.mkdir(parents=True, exist_ok=True)
    pairs = []
    for source in inputs:
        answer = signer.sign(source, out / source.name, options=options)
        if answer["ok"]:
            pairs.append(source)
        else:
            refusal = f"{answer.get('code')}: {answer.get('error')}"
            yield Check(f"{source.name}, {look}", [] if answer.get("code") else [refusal], skipped=refusal)
    before = verapdf_judge.reports(pairs)
    after = verapdf_judge.reports([out / source.name for source in pairs])
    for source, was, now in zip(pairs, before, after, strict=True):
        yield Check(f"{source.name}, {look}", [*own_fault(source, was), *verapdf_judge.complaints(was, now)])


def picture(folder: Path) -> str:
    """A PNG whose alpha channel is neither full nor empty."""
    path = folder / "stamp.png"
    stamp = Image.new("RGBA", (64, 64), (20, 60, 160, 255))
    stamp.putalpha(Image.linear_gradient("L").resize((64, 64)))
    stamp.save(path)
    return str(path)


def own_fault(source: Path, before: dict) -> list[str]:
    """A fixture of ours that does not conform shows nothing."""
    wanted = source.parent.name == "fixtures"
    conforms = bool(before.get("flavours")) and all(one["compliant"] for one in before["flavours"].values())
    return [f"the fixture does not conform: {before}"] if wanted and not conforms else []


def signed_again(signer: Signer, source: Path, out: Path, root: Path) -> Iterator[Check]:
    """Tagged documents take further signatures, and the earlier ones stay valid."""
    out.mkdir(parents=True, exist_ok=True)
    for number, (look, options) in enumerate(itertools.islice(itertools.cycle(reversed(LOOKS.items())), 3), 1):
        target = out / f"{number}.pdf"
        answer = signer.sign(source, target, options=options)
        name = f"signature {number} of three in a tagged document, {look}"
        if not answer["ok"]:
            yield Check(name, [f"{answer.get('code')}: {answer.get('error')}"])
            return
        found = pyhanko_judge.signatures(target, root)
        yield Check(name, [*pyhanko_judge.complaints(found), *pyhanko_judge.earlier_complaints(found)])
        source = target


def claiming(folder: Path | None) -> list[Path]:
    """Files of the corpus whose metadata say PDF/A or PDF/UA."""
    chosen = [case.input for case in cases.corpus(folder)] if folder else []
    return [path for path in chosen if any(claim in path.read_bytes() for claim in CLAIMS)]


def fixtures(folder: Path) -> list[Path]:
    """The smallest files that conform, written here."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        "pdfa-1b": conforming(claim("pdfaid", part="1", conformance="B"), b"%PDF-1.4"),
        "pdfa-2b-output-intent": conforming(claim("pdfaid", part="2", conformance="B"), b"%PDF-1.7", profile=True),
        "pdfa-3b": conforming(claim("pdfaid", part="3", conformance="B"), b"%PDF-1.7"),
        "pdfa-4": conforming(claim("pdfaid", part="4", rev="2020"), b"%PDF-2.0"),
        "pdfa-2a-pdfua-1": conforming(claim("pdfaid", part="2", conformance="A") + claim("pdfuaid", part="1"), b"%PDF-1.7", tagged=True),
    }
    for name, data in made.items():
        (folder / f"{name}.pdf").write_bytes(data)
    return [folder / f"{name}.pdf" for name in made]


def claim(prefix: str, **entries: str) -> str:
    return "".join(f"<{prefix}:{key}>{value}</{prefix}:{key}>" for key, value in entries.items())


def conforming(claims: str, version: bytes, profile: bool = False, tagged: bool = False) -> bytes:
    """One page with a box in a colour that depends on nothing; no text, so no font."""
    body = Body()
    body.data[: len(version)] = version
    assert bytes(body.data).startswith(version) and len(body.data) == len(HEADER)
    intent = b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/DestOutputProfile 6 0 R>>]" if profile else b""
    tags = b"/Lang(pt-BR)/MarkInfo<</Marked true>>/StructTreeRoot 7 0 R/ViewerPreferences<</DisplayDocTitle true>>" if tagged else b""
    body.object(1, b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R%s%s>>" % (intent, tags))
    body.object(2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
    colours = b"/ColorSpace<</C[/CalRGB<</WhitePoint[0.9505 1 1.089]>>]>>"
    body.object(3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>%s>>" % (colours, b"/StructParents 0" if tagged else b""))
    box = b"/C cs 0.2 0.3 0.6 sc 72 700 200 60 re f"
    body.stream(4, b"/Figure<</MCID 0>>BDC %s EMC" % box if tagged else box)
    body.stream(5, metadata(claims), b"/Type/Metadata/Subtype/XML")
    body.stream(6, zlib.compress(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()), b"/N 3/Filter/FlateDecode")
    body.object(7, b"<</Type/StructTreeRoot/K 8 0 R/ParentTree<</Nums[0[9 0 R]]>>/ParentTreeNextKey 1>>" if tagged else b"null")
    body.object(8, b"<</Type/StructElem/S/Document/P 7 0 R/K[9 0 R]>>" if tagged else b"null")
    body.object(9, b"<</Type/StructElem/S/Figure/P 8 0 R/Pg 3 0 R/K 0/Alt(Uma caixa)/A<</O/Layout/BBox[72 700 272 760]>>>>" if tagged else b"null")
    return body.finish(10, b"")


def metadata(claims: str) -> bytes:
    """XMP (ISO 16684-1) with the extension schema that PDF/A wants for PDF/UA's property."""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
{claims}<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Contrato</rdf:li></rdf:Alt></dc:title>{EXTENSION if "pdfuaid:part" in claims else ""}
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


EXTENSION = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"""
