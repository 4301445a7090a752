"""Makes grey.icc and srgb.icc: the least of a profile of ICC.1:1998-09 (version 2, as PDF/A-1 wants) with the tone curve of sRGB."""
import struct
from pathlib import Path

HERE = Path(__file__).parent
WHITE = (0.9642, 1.0, 0.8249)  # D50
PRIMARIES = {"rXYZ": (0.4361, 0.2225, 0.0139), "gXYZ": (0.3851, 0.7169, 0.0971), "bXYZ": (0.1431, 0.0606, 0.7141)}
SAMPLES = 52


def fixed(values):
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def linear(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def profile(space, name, colorants, curves):
    curve = [round(linear(index / (SAMPLES - 1)) * 65535) for index in range(SAMPLES)]
    trc = b"curv" + bytes(4) + struct.pack(f">I{SAMPLES}H", SAMPLES, *curve)
    description = name.encode() + b"\0"
    data = {
        "cprt": b"text" + bytes(4) + b"CC0\0",
        "desc": b"desc" + bytes(4) + struct.pack(">I", len(description)) + description + bytes(4 + 4 + 2 + 1 + 67),
        "wtpt": b"XYZ " + bytes(4) + fixed(WHITE),
        **{tag: b"XYZ " + bytes(4) + fixed(value) for tag, value in colorants.items()},
        **dict.fromkeys(curves, trc),
    }
    start = 128 + 4 + 12 * len(data)
    body, table, places = b"", b"", {}
    for tag, value in data.items():
        if value not in places:
            places[value] = start + len(body)
            body += value + bytes(-len(value) % 4)
        table += tag.encode() + struct.pack(">II", places[value], len(value))
    size = start + len(body)
    header = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02100000, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + fixed(WHITE)
    return header.ljust(128, b"\0") + struct.pack(">I", len(data)) + table + body


(HERE / "grey.icc").write_bytes(profile(b"GRAY", "grey", {}, ["kTRC"]))
(HERE / "srgb.icc").write_bytes(profile(b"RGB ", "sRGB", PRIMARIES, ["rTRC", "gTRC", "bTRC"]))
