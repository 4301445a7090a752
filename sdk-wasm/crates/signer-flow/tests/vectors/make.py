"""PFX files with several keys or several certificates of one key: folder, file, keys, certificates. In the clear, under a MAC."""

import hashlib
import hmac
import subprocess
import sys

folder, file, keys, certificates = sys.argv[1:]


def der(kind, form):
    return subprocess.run(["openssl", kind, *form, "-outform", "DER"], capture_output=True, check=True).stdout


def tlv(tag, *parts):
    contents = b"".join(parts)
    length = len(contents)
    octets = length.to_bytes(max(1, (length.bit_length() + 7) // 8), "big")
    return bytes([tag]) + (octets if length < 128 else bytes([128 + len(octets)]) + octets) + contents


def oid(hexadecimal):
    return tlv(6, bytes.fromhex(hexadecimal))


DATA = oid("2a864886f70d010701")


def bag(number, value):
    return tlv(0x30, oid("2a864886f70d010c0a01" + f"{number:02x}"), tlv(0xA0, value))


def content_info(octets):
    return tlv(0x30, DATA, tlv(0xA0, tlv(4, octets)))


def mac_key(password, salt):
    """RFC 7292, appendix B.2, for one block of SHA-256 and one iteration."""
    fill = lambda text: (text * 64)[: 64 * ((len(text) + 63) // 64)]
    return hashlib.sha256(b"\3" * 64 + fill(salt) + fill(password.encode("utf-16-be") + b"\0\0")).digest()


bags = []
for name in keys.split(","):
    bags.append(bag(1, der("pkcs8", ["-topk8", "-nocrypt", "-in", f"{folder}/{name}.key"])))
for name in certificates.split(","):
    octets = tlv(4, der("x509", ["-in", f"{folder}/{name}.pem"]))
    bags.append(bag(3, tlv(0x30, oid("2a864886f70d01091601"), tlv(0xA0, octets))))
safes = tlv(0x30, content_info(tlv(0x30, *bags)))
salt = b"sal de so"
mac = hmac.new(mac_key("segredo", salt), safes, hashlib.sha256).digest()
digest_info = tlv(0x30, tlv(0x30, oid("608648016503040201"), b"\5\0"), tlv(4, mac))
with open(file, "wb") as out:
    out.write(tlv(0x30, b"\2\1\3", content_info(safes), tlv(0x30, digest_info, tlv(4, salt), b"\2\1\1")))
