//! A password in the encodings that files use.

use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// Octets that are wiped when dropped.
pub(super) type Secret = Zeroizing<Vec<u8>>;

/// The forms of one password, the right one first. Those of other writers differ from it, so that a password of ASCII has one.
pub(super) struct Password {
    /// For PKCS#12's own derivation.
    pub(super) bmp: Forms,
    /// For PBES2 and PBMAC1.
    pub(super) octets: Forms,
}

/// Encodings of one password, to be tried in their order.
pub(super) struct Forms(Vec<Secret>);

impl Password {
    pub(super) fn new(text: &str) -> Self {
        // BMPString with two zeros at its end (RFC 7292, appendix B.1); a character beyond the BMP is a surrogate pair.
        let mut bmp = vec![bmp_string(text.encode_utf16(), text.len())];
        // UTF-8 (RFC 8018, 3).
        let mut octets = vec![Zeroizing::new(text.as_bytes().to_vec())];
        if text.is_empty() {
            // Some writers leave the two zeros out.
            bmp.push(Zeroizing::default());
        }
        if !text.is_ascii() {
            // OpenSSL before 1.1 takes each octet of UTF-8 for a character.
            bmp.push(bmp_string(text.bytes().map(u16::from), text.len()));
            // node-forge takes the lower octet of each unit of UTF-16.
            octets.push(low_octets(text));
        }
        Self { bmp: Forms(bmp), octets: Forms(octets) }
    }
}

impl Forms {
    /// The outcome of the first form that opens something.
    pub(super) fn first(&self, attempt: &mut dyn FnMut(&[u8]) -> Result<Secret>) -> Result<Secret> {
        self.position(attempt).map(|(_, opened)| opened)
    }

    /// Goes on with the first form that opens something: it need not be looked for again.
    pub(super) fn settle(&mut self, attempt: &mut dyn FnMut(&[u8]) -> Result<Secret>) -> Result<()> {
        let (index, _) = self.position(attempt)?;
        self.0 = vec![self.0.swap_remove(index)];
        Ok(())
    }

    fn position(&self, attempt: &mut dyn FnMut(&[u8]) -> Result<Secret>) -> Result<(usize, Secret)> {
        for (index, form) in self.0.iter().enumerate() {
            match attempt(form) {
                Err(error) if *error == Error::PasswordIncorrect => {}
                outcome => return outcome.map(|opened| (index, opened)),
            }
        }
        Err(Error::PasswordIncorrect.into())
    }
}

/// No octet of UTF-8 becomes more than one unit: no reallocation leaves a copy behind.
fn bmp_string(units: impl Iterator<Item = u16>, octets: usize) -> Secret {
    let mut bmp = Zeroizing::new(Vec::with_capacity(2 * octets + 2));
    units.chain([0]).for_each(|unit| bmp.extend_from_slice(&unit.to_be_bytes()));
    bmp
}

fn low_octets(text: &str) -> Secret {
    let mut octets = Zeroizing::new(Vec::with_capacity(text.len()));
    octets.extend(text.encode_utf16().map(|unit| unit.to_be_bytes()[1]));
    octets
}
