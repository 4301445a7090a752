//! Keys out of passwords.

use hmac::{Hmac, KeyInit as _, Mac as _};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512, digest::DynDigest};
use zeroize::Zeroizing;

use crate::{
    der::{Reader, tag},
    error::{Error, Result},
    oid,
};

/// The digests that keys are derived and files are authenticated with.
#[derive(Clone, Copy)]
pub(super) enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// The use of derived octets (RFC 7292, appendix B.3).
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    InitializationVector = 2,
    Key = 1,
    Mac = 3,
}

/// `PBKDF2-params` (RFC 8018, appendix A.2).
pub(super) struct Pbkdf2 {
    salt: Zeroizing<Vec<u8>>,
    iterations: u32,
    hash: Hash,
}

/// How many rounds may still be made: a file says how many it wants, and a hostile one must not hang the page.
pub(super) struct Effort(u32);

impl Effort {
    pub(super) const fn of_one_file() -> Self {
        Self(LIMIT)
    }

    fn spend(&mut self, iterations: u32, len: usize, hash: Hash) -> Result<()> {
        let blocks = u32::try_from(len.div_ceil(hash.len())).unwrap_or(u32::MAX);
        let left = iterations.checked_mul(blocks).and_then(|rounds| self.0.checked_sub(rounds));
        self.0 = left.ok_or(Error::TooManyIterations { limit: LIMIT })?;
        Ok(())
    }
}

impl Hash {
    /// The digest with this object identifier.
    pub(super) fn from_oid(contents: &[u8]) -> Result<Self> {
        match contents {
            oid::SHA1 => Ok(Self::Sha1),
            oid::SHA224 => Ok(Self::Sha224),
            oid::SHA256 => Ok(Self::Sha256),
            oid::SHA384 => Ok(Self::Sha384),
            oid::SHA512 => Ok(Self::Sha512),
            _ => Err(Error::unsupported("a digest other than SHA-1 and SHA-2")),
        }
    }

    /// The digest of `hmacWith…` (RFC 8018, appendix B.1.2).
    pub(super) fn from_hmac_oid(contents: &[u8]) -> Result<Self> {
        match contents.strip_prefix(oid::RSADSI_DIGEST) {
            Some([7]) => Ok(Self::Sha1),
            Some([8]) => Ok(Self::Sha224),
            Some([9]) => Ok(Self::Sha256),
            Some([10]) => Ok(Self::Sha384),
            Some([11]) => Ok(Self::Sha512),
            _ => Err(Error::unsupported("a message authentication other than HMAC with SHA-1 and SHA-2")),
        }
    }

    pub(super) const fn len(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    const fn block_len(self) -> usize {
        match self {
            Self::Sha1 | Self::Sha224 | Self::Sha256 => 64,
            Self::Sha384 | Self::Sha512 => 128,
        }
    }

    /// One code for all of them: five copies of the derivation would be several kB of wasm.
    fn hasher(self) -> Box<dyn DynDigest> {
        match self {
            Self::Sha1 => Box::new(Sha1::default()),
            Self::Sha224 => Box::new(Sha224::default()),
            Self::Sha256 => Box::new(Sha256::default()),
            Self::Sha384 => Box::new(Sha384::default()),
            Self::Sha512 => Box::new(Sha512::default()),
        }
    }

    fn iterated(self, parts: &[&[u8]], iterations: u32) -> Result<Zeroizing<Vec<u8>>> {
        let mut hasher = self.hasher();
        let mut digest = Zeroizing::new(vec![0; self.len()]);
        parts.iter().for_each(|part| hasher.update(part));
        for round in 0..iterations.max(1) {
            if round > 0 {
                hasher.update(&digest);
            }
            hasher.finalize_into_reset(&mut digest).map_err(|_| Error::malformed(KEY_DERIVATION))?;
        }
        Ok(digest)
    }

    /// True where `mac` is the HMAC (RFC 2104) of `message`, compared in constant time.
    pub(super) fn verifies(self, key: &[u8], message: &[u8], mac: &[u8]) -> bool {
        macro_rules! verifies {
            ($hash:ty) => {
                Hmac::<$hash>::new_from_slice(key)
                    .is_ok_and(|hmac| hmac.chain_update(message).verify_slice(mac).is_ok())
            };
        }
        match self {
            Self::Sha1 => verifies!(Sha1),
            Self::Sha224 => verifies!(Sha224),
            Self::Sha256 => verifies!(Sha256),
            Self::Sha384 => verifies!(Sha384),
            Self::Sha512 => verifies!(Sha512),
        }
    }
}

/// The derivation of RFC 7292, appendix B.2; `iterations`, `u`, `v`, `D`, `S`, `P`, `I`, `A` and `B` are named as there.
pub(super) fn pkcs12(
    hash: Hash,
    purpose: Purpose,
    password: &[u8],
    (salt, iterations): (&[u8], u32),
    len: usize,
    effort: &mut Effort,
) -> Result<Zeroizing<Vec<u8>>> {
    effort.spend(iterations, len, hash)?;
    let v = hash.block_len();
    let d = vec![purpose as u8; v];
    let mut i = Zeroizing::new(Vec::with_capacity(salt.len() + password.len() + 2 * v));
    for string in [salt, password] {
        i.extend(string.iter().cycle().take(string.len().next_multiple_of(v)));
    }
    let mut derived = Zeroizing::new(Vec::with_capacity(len + hash.len()));
    while derived.len() < len {
        let a = hash.iterated(&[&d, &i], iterations)?;
        derived.extend_from_slice(&a);
        let b: Zeroizing<Vec<u8>> = Zeroizing::new(a.iter().copied().cycle().take(v).collect());
        i.chunks_exact_mut(v).for_each(|block| add(block, &b));
    }
    derived.truncate(len);
    Ok(derived)
}

/// I_j = (I_j + B + 1) mod 2^v
fn add(block: &mut [u8], b: &[u8]) {
    let mut carry = 1_u16;
    for (octet, addend) in block.iter_mut().zip(b).rev() {
        let [high, low] = (u16::from(*octet) + u16::from(*addend) + carry).to_be_bytes();
        *octet = low;
        carry = high.into();
    }
}

impl Pbkdf2 {
    /// Reads an `AlgorithmIdentifier` that has to be PBKDF2's and derives keys of `len` octets:
    /// SEQUENCE { salt OCTET STRING, iterationCount, keyLength OPTIONAL, prf DEFAULT hmacWithSHA1 }
    pub(super) fn read(algorithm: &mut Reader<'_>, len: Option<usize>) -> Result<(Self, Option<usize>)> {
        match algorithm.object_identifier(KEY_DERIVATION)? {
            oid::PBKDF2 => {}
            _ => return Err(Error::unsupported("a key derivation other than PBKDF2")),
        }
        let mut parameters = algorithm.sequence(KEY_DERIVATION)?;
        let salt = parameters.octet_string(KEY_DERIVATION)?;
        let iterations = parameters.small_integer(KEY_DERIVATION)?;
        let written_len = match parameters.peek() {
            Some(tag::INTEGER) => usize::try_from(parameters.small_integer(KEY_DERIVATION)?).ok(),
            _ => None,
        };
        if len.is_some() && written_len.is_some() && len != written_len {
            return Err(Error::malformed(KEY_DERIVATION));
        }
        let hash = match parameters.optional(tag::SEQUENCE)? {
            Some(prf) => Hash::from_hmac_oid(prf.inside().object_identifier(KEY_DERIVATION)?)?,
            None => Hash::Sha1,
        };
        Ok((Self { salt, iterations, hash }, len.or(written_len)))
    }

    pub(super) fn derive(
        &self,
        password: &[u8],
        len: usize,
        effort: &mut Effort,
    ) -> Result<Zeroizing<Vec<u8>>> {
        effort.spend(self.iterations, len, self.hash)?;
        let derive = match self.hash {
            Hash::Sha1 => pbkdf2_hmac::<Sha1>,
            Hash::Sha224 => pbkdf2_hmac::<Sha224>,
            Hash::Sha256 => pbkdf2_hmac::<Sha256>,
            Hash::Sha384 => pbkdf2_hmac::<Sha384>,
            Hash::Sha512 => pbkdf2_hmac::<Sha512>,
        };
        let mut key = Zeroizing::new(vec![0; len]);
        derive(password, &self.salt, self.iterations, &mut key);
        Ok(key)
    }
}

const KEY_DERIVATION: &str = "a key derivation";
/// A few seconds in a browser; real files have at most 600 000 for each of three derivations.
const LIMIT: u32 = 10_000_000;
