"""Visible signatures as poppler shows them, held against kept pictures: pages that are turned, cut or scaled, all presets.

    python3 tests/conformance/pictures.py DIR     # keeps the pictures of DIR/*.png: look at each before
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from handwritten import FONT, Body
from PIL import Image, ImageChops
from signing import Signer

KEPT = Path(__file__).resolve().parent / "pictures"
TEXT = "Assinado por\n{name}\nCRM 123456/SP"
POSITIONS = ("top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom", "bottom-right")
CORNER = {"position": "bottom-right", "width": 130, "height": 50, "margin": 10}
CROP = "/MediaBox[-100 -100 500 400]/CropBox[50 60 350 260]"
PAGES = {
    **{f"turned-{degrees}": (f"/MediaBox[0 0 300 200]/Rotate {degrees}", [CORNER]) for degrees in (0, 90, 180, 270)},
    **{f"cropped-{degrees}": (f"{CROP}/Rotate {degrees}", [CORNER, {"rect": {"x": 10, "y": 140, "width": 80, "height": 40}}]) for degrees in (0, 90)},
    "scaled": ("/MediaBox[0 0 300 200]/UserUnit 2", [CORNER]),
    "presets": ("/MediaBox[0 0 300 200]", [{"position": position, "width": 70, "height": 30, "margin": 10, "border": True} for position in POSITIONS]),
    "code": ("/MediaBox[0 0 300 200]/Rotate 180", [{**CORNER, "width": 220, "height": 80, "qr": "https://example.com/v/8Q2M", "border": True}]),
}
DIFFERENT = 96
"""Levels of grey: antialiasing differs between versions of poppler by less."""
DARK = 160
SHARE = 0.15
"""Of the dark pixels; text that moves by a pixel or two is more."""


def all_checks(signer: Signer, out: Path) -> Iterator[tuple[str, list[str]]]:
    out.mkdir(parents=True, exist_ok=True)
    for name, (entries, wishes) in PAGES.items():
        document, complaint = page(out / f"{name}.pdf", entries), ""
        for number, wish in enumerate(wishes):
            target = out / f"{name}-{number}.pdf"
            answer = signer.sign(document, target, options={"appearance": {"text": TEXT, "identifier": "none", **wish}})
            if not answer["ok"]:
                complaint = f"{answer.get('code')}: {answer.get('error')}"
                break
            document = target
        yield f"picture of {name}", [complaint] if complaint else list(differences(rendered(document, out / f"{name}.png"), KEPT / f"{name}.png"))


def page(path: Path, entries: str) -> Path:
    """Lines every 50 units and words along the first axis of user space, so that a wrong turn is seen."""
    body = Body()
    lines = [f"{at} -100 m {at} 400 l -100 {at} m 500 {at} l" for at in range(-100, 501, 50)]
    content = f"0.85 G {' '.join(lines)} S 0.5 g BT /F1 12 Tf 80 100 Td (user space) Tj ET"
    body.object(1, b"<</Type/Catalog/Pages 2 0 R>>")
    body.object(2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
    body.object(3, f"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>{entries}>>".encode())
    body.stream(4, content.encode())
    body.object(5, FONT)
    path.write_bytes(body.finish(6, b""))
    return path


def rendered(document: Path, picture: Path) -> Path:
    command = ["pdftoppm", "-r", "72", "-cropbox", "-png", "-singlefile", document, picture.with_suffix("")]
    subprocess.run(command, check=True, capture_output=True)
    Image.open(picture).convert("P", palette=Image.Palette.ADAPTIVE, colors=16).save(picture, optimize=True)
    return picture


def differences(found: Path, kept: Path) -> Iterator[str]:
    if not kept.is_file():
        yield f"no picture is kept: look at {found}"
        return
    one, other = (Image.open(path).convert("L") for path in (found, kept))
    if one.size != other.size:
        yield f"{found}: {one.size}, kept {other.size}"
        return
    different, dark = sum(ImageChops.difference(one, other).histogram()[DIFFERENT:]), sum(other.histogram()[:DARK])
    if different > SHARE * dark:
        yield f"{found}: {different} pixels differ, {dark} are dark"


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    for made in sorted(Path(sys.argv[1]).glob("*.png")):
        shutil.copy(made, KEPT / made.name)
