//! A private key in PKCS#8.

use zeroize::Zeroizing;

use crate::{
    certificate::Certificate,
    der::{self, Reader, tag},
    error::{Error, Result},
    oid,
    public_key::rsa_modulus,
};

/// `PrivateKeyInfo ::= SEQUENCE { version, privateKeyAlgorithm, privateKey OCTET STRING, … }` (RFC 5958, 2).
pub(super) struct PrivateKey {
    algorithm: Vec<u8>,
    octets: Zeroizing<Vec<u8>>,
}

impl PrivateKey {
    pub(super) fn read(private_key_info: &[u8]) -> Result<Self> {
        let mut fields = Reader::ber(private_key_info).sequence(KEY)?;
        fields.small_integer(KEY)?;
        let algorithm = fields.tagged(tag::SEQUENCE, KEY)?.encoded().to_vec();
        Ok(Self { algorithm, octets: fields.octet_string(KEY)? })
    }

    /// The DER without what may follow the key: attributes that not every browser imports. Refuses a key that none does.
    pub(super) fn private_key_info(&self, certificate: &Certificate) -> Result<Zeroizing<Vec<u8>>> {
        if self.is(oid::RSA_ENCRYPTION) {
            self.check_primes()?;
        }
        let rewritten = if self.is(oid::EC_PUBLIC_KEY) { self.with_point_of(certificate)? } else { None };
        let octets = Zeroizing::new(der::octet_string(rewritten.as_ref().unwrap_or(&self.octets)));
        Ok(Zeroizing::new(der::sequence(&[&der::integer(&[0]), &self.algorithm, &octets])))
    }

    /// True where the certificate is for this key; none where the private key does not tell.
    pub(super) fn belongs_to(&self, certificate: &Certificate) -> Option<bool> {
        let public_key = certificate.public_key_octets().ok()?;
        let mut certified = Reader::ber(certificate.subject_public_key_info()).sequence(KEY).ok()?;
        let mut certified = certified.sequence(KEY).ok()?;
        let mut own = Reader::ber(&self.algorithm).sequence(KEY).ok()?;
        let algorithm = own.object_identifier(KEY).ok()?;
        if certified.object_identifier(KEY).ok()? != algorithm {
            return Some(false);
        }
        match algorithm {
            oid::RSA_ENCRYPTION => Some(self.modulus().ok()? == rsa_modulus(public_key).ok()?),
            // The curve is the parameter.
            oid::EC_PUBLIC_KEY if own.rest() != certified.rest() => Some(false),
            oid::EC_PUBLIC_KEY => Some(is_same_point(self.point().ok()??, public_key)),
            _ => None,
        }
    }

    fn is(&self, algorithm: &[u8]) -> bool {
        let own = Reader::ber(&self.algorithm).sequence(KEY).and_then(|mut own| own.object_identifier(KEY));
        own.is_ok_and(|own| own == algorithm)
    }

    /// RSAPrivateKey ::= SEQUENCE { version, modulus INTEGER, … } (RFC 8017, appendix A.1.2)
    fn modulus(&self) -> Result<&[u8]> {
        let mut fields = Reader::ber(&self.octets).sequence(KEY)?;
        fields.tagged(tag::INTEGER, KEY)?;
        fields.tagged(tag::INTEGER, KEY)?.unsigned()
    }

    /// … publicExponent, privateExponent, prime1, prime2, exponent1, exponent2, coefficient: all that browsers sign with. Some
    /// writers leave zeros in place of what follows from the others.
    fn check_primes(&self) -> Result<()> {
        let mut fields = Reader::ber(&self.octets).sequence(KEY)?;
        fields.tagged(tag::INTEGER, KEY)?;
        for _ in 0..8 {
            let number = fields.optional(tag::INTEGER)?.map(|number| number.unsigned()).transpose()?;
            if number.is_none_or(<[u8]>::is_empty) {
                return Err(Error::unsuitable("its private key lacks primes, which browsers sign with"));
            }
        }
        Ok(())
    }

    /// ECPrivateKey ::= SEQUENCE { version, privateKey, parameters \[0\] OPTIONAL, publicKey \[1\] OPTIONAL } (RFC 5915, 3)
    fn point(&self) -> Result<Option<&[u8]>> {
        let mut fields = Reader::ber(&self.octets).sequence(KEY)?;
        fields.tagged(tag::INTEGER, KEY)?;
        fields.tagged(tag::OCTET_STRING, KEY)?;
        fields.optional(0xa0)?;
        fields.optional(0xa1)?.map(|point| point.only()?.bits()).transpose()
    }

    /// The same with the certificate's point, where its own is missing or compressed: not every browser imports that.
    fn with_point_of(&self, certificate: &Certificate) -> Result<Option<Zeroizing<Vec<u8>>>> {
        let public_key = certificate.public_key_octets()?;
        if matches!(self.point()?, Some([UNCOMPRESSED, ..])) || !matches!(public_key, [UNCOMPRESSED, ..]) {
            return Ok(None);
        }
        let mut fields = Reader::ber(&self.octets).sequence(KEY)?;
        let (version, private_key) = (fields.read()?, fields.read()?);
        let point = der::explicit(1, &[&der::tlv(tag::BIT_STRING, &[&[0], public_key])]);
        Ok(Some(Zeroizing::new(der::sequence(&[version.encoded(), private_key.encoded(), &point]))))
    }
}

/// True of one point in any of its two forms (SEC 1, 2.3.3): both coordinates, or the first and the second's lowest bit.
fn is_same_point(one: &[u8], other: &[u8]) -> bool {
    match (one, other) {
        ([UNCOMPRESSED, both @ ..], [form @ (2 | 3), first @ ..])
        | ([form @ (2 | 3), first @ ..], [UNCOMPRESSED, both @ ..]) => {
            let second = both.strip_prefix(first).filter(|second| second.len() == first.len());
            second.and_then(|second| second.last()).is_some_and(|last| last & 1 == form & 1)
        }
        _ => one == other,
    }
}

/// The first octet of a point with both coordinates.
const UNCOMPRESSED: u8 = 4;
const KEY: &str = "a private key";
