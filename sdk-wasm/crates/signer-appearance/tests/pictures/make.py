"""Makes the pictures of the tests: every kind of PNG, JPEGs of every orientation, a logo and a signature by hand. Needs Pillow."""
import math
import random
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
WIDTH, HEIGHT = 13, 11
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(samples, depth):
    if depth >= 8:
        return b"".join(sample.to_bytes(depth // 8, "big") for sample in samples)
    bits = "".join(f"{sample:0{depth}b}" for sample in samples)
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


def paeth(left, up, corner):
    estimate = left + up - corner
    return min((left, up, corner), key=lambda byte: abs(estimate - byte))


def filtered(rows, pixel, dice):
    above, out = bytes(len(rows[0])), b""
    for row in rows:
        kind = dice.randrange(5)
        left = bytes(pixel) + row
        corner = bytes(pixel) + above
        guess = {
            0: lambda i: 0, 1: lambda i: left[i], 2: lambda i: above[i], 3: lambda i: (left[i] + above[i]) // 2,
            4: lambda i: paeth(left[i], above[i], corner[i]),
        }[kind]
        out += bytes([kind]) + bytes((byte - guess(i)) % 256 for i, byte in enumerate(row))
        above = row
    return out


def seen(pixels, colour, depth, palette, alphas, hidden):
    """Red, green, blue and alpha of every pixel, 8 bits each: of 16 bits the upper ones."""
    byte = (lambda sample: sample >> 8) if depth == 16 else lambda sample: sample * 255 // ((1 << depth) - 1)
    out = b""
    for pixel in sum(pixels, []):
        if colour == 3:
            alpha = alphas[pixel[0]] if pixel[0] < len(alphas) else 255
            out += palette[3 * pixel[0]:3 * pixel[0] + 3] + bytes([alpha])
        else:
            alpha = byte(pixel[-1]) if colour in (4, 6) else 0 if pixel == hidden else 255
            colours = pixel[:3] if colour in (2, 6) else pixel[:1] * 3
            out += bytes([*map(byte, colours), alpha])
    return out


def png(colour, depth, interlaced, transparent):
    dice = random.Random(f"{colour} {depth} {interlaced} {transparent}")
    top = (1 << depth) - 1
    pixels = [[[dice.randint(0, top) for _ in range(SAMPLES[colour])] for _ in range(WIDTH)] for _ in range(HEIGHT)]
    data = b""
    for left, down, right, step in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        rows = [packed(sum(row[left::right], []), depth) for row in pixels[down::step] if row[left::right]]
        data += filtered(rows, max(1, SAMPLES[colour] * depth // 8), dice) if rows else b""
    file = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour, 0, 0, interlaced))
    file += chunk(b"tEXt", b"Comment\0not looked at")
    palette, alphas, hidden = b"", b"", None
    if colour == 3:
        palette = bytes(dice.randrange(256) for _ in range(3 << depth))
        file += chunk(b"PLTE", palette)
    if transparent:
        colours = bytes(dice.randrange(256) for _ in range(max(1, (1 << depth) // 2)))
        alphas, hidden = (colours, None) if colour == 3 else (b"", pixels[3][4])
        file += chunk(b"tRNS", alphas if colour == 3 else struct.pack(f">{SAMPLES[colour]}H", *hidden))
    half = zlib.compress(data)
    file += chunk(b"IDAT", half[:20]) + chunk(b"IDAT", half[20:]) + chunk(b"IEND", b"")
    return file, seen(pixels, colour, depth, palette, alphas, hidden)


def every_png():
    (HERE / "png").mkdir(exist_ok=True)
    drawn = {}
    for colour, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in (0, 1):
                for transparent in (0, 1) if colour in (0, 2, 3) else (0,):
                    name = f"colour{colour}-depth{depth}{'-interlaced' * interlaced}{'-transparent' * transparent}.png"
                    file, drawn[name] = png(colour, depth, interlaced, transparent)
                    (HERE / "png" / name).write_bytes(file)
    # Pixels that a reader has to find in them, in the order of their names.
    (HERE / "png.rgba").write_bytes(b"".join(drawn[name] for name in sorted(drawn)))


def letter():
    """An F: it looks different in each of the eight orientations."""
    image = Image.new("RGB", (48, 64), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, 8, 17, 55), fill=(20, 40, 120))
    draw.rectangle((8, 8, 39, 17), fill=(180, 30, 30))
    draw.rectangle((8, 26, 29, 35), fill=(20, 120, 40))
    return image


def every_jpeg():
    (HERE / "jpeg").mkdir(exist_ok=True)
    turns = {
        1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
    }
    for orientation, turn in turns.items():
        exif = Image.Exif()
        exif[0x0112] = orientation
        exif[0x010F] = "Secret camera"
        stored = letter().transpose(turn) if turn is not None else letter()
        stored.save(HERE / "jpeg" / f"orientation{orientation}.jpg", quality=95, subsampling=0, exif=exif)
    letter().save(HERE / "jpeg" / "progressive.jpg", quality=95, subsampling=0, progressive=True)
    letter().convert("L").save(HERE / "jpeg" / "grey.jpg", quality=95)
    letter().convert("CMYK").save(HERE / "jpeg" / "cmyk.jpg", quality=95)


def logo():
    image = Image.new("RGBA", (640, 640))
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 20, 620, 620), fill=(17, 94, 89))
    draw.ellipse((60, 60, 580, 580), outline=(204, 251, 241), width=14)
    draw.polygon([(190, 330), (285, 425), (455, 225), (495, 262), (287, 500), (150, 368)], fill=(240, 253, 250))
    image.resize((160, 160), Image.Resampling.LANCZOS).save(HERE / "logo.png", optimize=True)


def by_hand():
    image = Image.new("RGBA", (1280, 480), (20, 40, 120, 0))
    draw = ImageDraw.Draw(image)
    at = [t / 40 for t in range(0, 1200)]
    points = [(60 + 38 * t + 60 * math.sin(1.9 * t), 250 + 150 * math.sin(2.1 * t) * math.exp(-t / 22) * math.cos(t / 5)) for t in at]
    for x, y in points:
        draw.ellipse((x - 5, y - 5, x + 5, y + 5), fill=(20, 40, 120, 255))
    image.resize((320, 120), Image.Resampling.LANCZOS).save(HERE / "by-hand.png", optimize=True)


every_png()
every_jpeg()
logo()
by_hand()
