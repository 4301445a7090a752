//! A private key in PKCS#8.

use zeroize::Zeroizing;

use crate::{
    certificate::Certificate,
    der::{self, Reader, tag},
    error::Result,
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

    /// The DER without what may follow the key: attributes that not every browser imports.
    pub(super) fn private_key_info(&self) -> Zeroizing<Vec<u8>> {
        let octets = Zeroizing::new(der::octet_string(&self.octets));
        Zeroizing::new(der::sequence(&[&der::integer(&[0]), &self.algorithm, &octets]))
    }

    /// True where the certificate is for this key; none where the private key does not tell.
    pub(super) fn belongs_to(&self, certificate: &Certificate) -> Option<bool> {
        let public_key = certificate.public_key_octets().ok()?;
        let algorithm = Reader::ber(&self.algorithm).sequence(KEY).ok()?.object_identifier(KEY).ok()?;
        let certified = Reader::ber(certificate.subject_public_key_info()).sequence(KEY).ok()?;
        if certified.clone().sequence(KEY).ok()?.object_identifier(KEY).ok()? != algorithm {
            return Some(false);
        }
        match algorithm {
            oid::RSA_ENCRYPTION => Some(self.modulus().ok()? == rsa_modulus(public_key).ok()?),
            oid::EC_PUBLIC_KEY => Some(self.point().ok()?? == public_key),
            _ => None,
        }
    }

    /// RSAPrivateKey ::= SEQUENCE { version, modulus INTEGER, … } (RFC 8017, appendix A.1.2)
    fn modulus(&self) -> Result<&[u8]> {
        let mut fields = Reader::ber(&self.octets).sequence(KEY)?;
        fields.tagged(tag::INTEGER, KEY)?;
        fields.tagged(tag::INTEGER, KEY)?.unsigned()
    }

    /// ECPrivateKey ::= SEQUENCE { version, privateKey, parameters \[0\] OPTIONAL, publicKey \[1\] OPTIONAL } (RFC 5915, 3)
    fn point(&self) -> Result<Option<&[u8]>> {
        let mut fields = Reader::ber(&self.octets).sequence(KEY)?;
        fields.tagged(tag::INTEGER, KEY)?;
        fields.tagged(tag::OCTET_STRING, KEY)?;
        fields.optional(0xa0)?;
        fields.optional(0xa1)?.map(|point| point.only()?.bits()).transpose()
    }
}

const KEY: &str = "a private key";
