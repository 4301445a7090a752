"""Rewrites a PKCS#12 file as Brazilian A1 files are: indefinite lengths, octet strings in segments, a SHA-1 MAC over that."""
import hashlib, hmac, sys


def read(data, at=0):
    tag, length, at = data[at], data[at + 1], at + 2
    if length & 0x80:
        count = length & 0x7F
        length, at = int.from_bytes(data[at : at + count], "big"), at + count
    return tag, data[at : at + length], at + length


def children(data):
    at = 0
    while at < len(data):
        tag, contents, at = read(data, at)
        yield tag, contents


def der(tag, contents):
    n = len(contents)
    if n < 128:
        return bytes([tag, n]) + contents
    octets = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + contents


def ber(tag, contents):
    if tag & 0x20:
        return bytes([tag, 0x80]) + b"".join(ber(*child) for child in children(contents)) + b"\0\0"
    if tag == 0x04 and len(contents) > 100:
        return segments(0x24, contents)
    if tag == 0x80:  # encryptedContent [0] IMPLICIT
        return segments(0xA0, contents)
    return der(tag, contents)


def segments(tag, contents):
    pieces = [der(0x04, contents[at : at + 1000]) for at in range(0, len(contents), 1000)]
    return bytes([tag, 0x80]) + b"".join(pieces) + b"\0\0"


def mac_key(password, salt, iterations):  # RFC 7292, B.2, for one block of SHA-1
    fill = lambda s: (s * (64 // len(s) + 1))[:64] if s else b""
    secret = (password + "\0").encode("utf-16-be")
    digest = b"\3" * 64 + fill(salt) + fill(secret)
    for _ in range(iterations):
        digest = hashlib.sha1(digest).digest()
    return digest


if __name__ == "__main__":
    source, password, target = sys.argv[1:]
    _, pfx, _ = read(open(source, "rb").read())
    version, (_, content_info), (_, mac_data) = children(pfx)
    (_, oid), (_, explicit) = children(content_info)
    _, safes, _ = read(explicit)
    tag, contents, _ = read(safes)
    safes = ber(tag, contents)
    (_, info), (_, salt), (_, iterations) = children(mac_data)
    (_, algorithm), _ = children(info)
    mac = hmac.new(mac_key(password, salt, int.from_bytes(iterations, "big")), safes, "sha1").digest()
    mac_data = der(0x30, der(0x30, der(0x30, algorithm) + der(4, mac)) + der(4, salt) + der(2, iterations))
    content_info = b"\x30\x80" + der(6, oid) + b"\xa0\x80" + segments(0x24, safes) + b"\0\0" + b"\0\0"
    open(target, "wb").write(b"\x30\x80" + der(*version) + content_info + mac_data + b"\0\0")
