"""A certification authority at work, for signatures to last: a time-stamping authority, CRLs and OCSP responses."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from asn1crypto import keys, x509
from cryptography import x509 as pki
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

# The certificates may be a second old, and what is said of them may not be older.
VALID = timedelta(days=30)


@dataclass
class Authorities:
    """The test's authorities (demo/certificates) at work: all that it takes besides the signer's own key."""

    folder: Path
    out: Path

    def __post_init__(self):
        self.out.mkdir(parents=True, exist_ok=True)
        self.now = datetime.now(timezone.utc).replace(microsecond=0)
        self.stamper_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.stamper_certificate = self._stamper()
        self.certificates = [self._write(f"{name}.der", self._load(name)) for name in ("cloud", "intermediate", "root")]
        self.certificates.append(self._write("stamper.der", self.stamper_certificate))
        self.crls = [self._write(f"{name}.crl", self._crl(name)) for name in ("root", "intermediate")]
        self.ocsp = self._write("cloud.ocsp", self._ocsp("cloud", "intermediate"))

    def stamper(self) -> DummyTimeStamper:
        """pyHanko's own, with the chain in its tokens."""
        chain = [_asn1(certificate) for certificate in (self.stamper_certificate, self._load("root"))]
        key = self.stamper_key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return DummyTimeStamper(chain[0], keys.PrivateKeyInfo.load(key), certs_to_embed=chain)

    def options(self) -> list[str]:
        """All of it, as the example program takes it."""
        words = [("--certificate", path) for path in self.certificates] + [("--crl", path) for path in self.crls]
        return [str(word) for pair in [*words, ("--ocsp", self.ocsp)] for word in pair]

    def _stamper(self) -> pki.Certificate:
        name = pki.Name([pki.NameAttribute(NameOID.COUNTRY_NAME, "BR"), pki.NameAttribute(NameOID.COMMON_NAME, "ACT de Teste")])
        usage = pki.KeyUsage(True, *[False] * 8)
        builder = pki.CertificateBuilder(self._load("root").subject, name, self.stamper_key.public_key(), pki.random_serial_number())
        builder = builder.not_valid_before(self.now - timedelta(days=365)).not_valid_after(self.now + timedelta(days=3650))
        builder = builder.add_extension(usage, critical=True).add_extension(pki.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return builder.sign(self._key("root"), hashes.SHA256())

    def _crl(self, issuer: str) -> pki.CertificateRevocationList:
        builder = pki.CertificateRevocationListBuilder().issuer_name(self._load(issuer).subject)
        builder = builder.last_update(self.now).next_update(self.now + VALID).add_extension(pki.CRLNumber(1), critical=False)
        builder = builder.add_extension(pki.AuthorityKeyIdentifier.from_issuer_public_key(self._load(issuer).public_key()), critical=False)
        return builder.sign(self._key(issuer), hashes.SHA256())

    def _ocsp(self, subject: str, issuer: str) -> ocsp.OCSPResponse:
        authority = self._load(issuer)
        builder = ocsp.OCSPResponseBuilder().add_response(
            self._load(subject), authority, hashes.SHA256(), ocsp.OCSPCertStatus.GOOD, self.now, self.now + VALID, None, None
        )
        return builder.responder_id(ocsp.OCSPResponderEncoding.HASH, authority).sign(self._key(issuer), hashes.SHA256())

    def _load(self, name: str) -> pki.Certificate:
        return pki.load_pem_x509_certificate((self.folder / f"{name}.pem").read_bytes())

    def _key(self, name: str):
        return serialization.load_pem_private_key((self.folder / f"{name}.key").read_bytes(), None)

    def _write(self, name: str, value) -> Path:
        path = self.out / name
        path.write_bytes(value.public_bytes(serialization.Encoding.DER))
        return path


def _asn1(certificate: pki.Certificate) -> x509.Certificate:
    return x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
