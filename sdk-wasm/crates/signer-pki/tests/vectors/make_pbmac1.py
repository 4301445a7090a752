"""Replaces the MAC of a PKCS#12 file by a PBMAC1 one (RFC 9579): PBKDF2 with HMAC-SHA-256, HMAC-SHA-512."""
import hashlib, hmac, sys

from make_ber import children, der, read

HMAC_SHA256 = der(0x30, bytes.fromhex("06082a864886f70d0209") + b"\5\0")
HMAC_SHA512 = der(0x30, bytes.fromhex("06082a864886f70d020b") + b"\5\0")
PBKDF2 = bytes.fromhex("06092a864886f70d01050c")
PBMAC1 = bytes.fromhex("06092a864886f70d01050e")

source, password, target = sys.argv[1:]
_, pfx, _ = read(open(source, "rb").read())
version, content_info, _ = children(pfx)
_, safes, _ = read(list(children(content_info[1]))[1][1])
salt = bytes(range(16))
mac = hmac.new(hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 2048, 32), safes, "sha512").digest()
derivation = der(0x30, PBKDF2 + der(0x30, der(4, salt) + der(2, b"\x08\0") + der(2, b"\x20") + HMAC_SHA256))
algorithm = der(0x30, PBMAC1 + der(0x30, derivation + HMAC_SHA512))
mac_data = der(0x30, der(0x30, algorithm + der(4, mac)) + der(4, b"NOT USED") + der(2, b"\1"))
open(target, "wb").write(der(0x30, der(*version) + der(*content_info) + mac_data))
