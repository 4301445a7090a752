//! One thing to be signed, as a signer elsewhere is asked for it.

use crate::error::Result;
use crate::format::seam::{SignatureValue, ToBeSigned};

/// All that one document has to be signed.
pub struct Asked<'a> {
    /// Its place in the call.
    pub place: usize,
    /// The document's name for a person to read.
    pub name: &'a str,
    /// Its bytes.
    pub size: u64,
    /// At least one.
    pub to_be_signed: &'a [ToBeSigned],
}

/// The values of one document, in the order of its [`ToBeSigned`].
pub(crate) type Values = Result<Vec<SignatureValue>>;

/// One thing to be signed, under the number by which its value comes back.
pub(crate) struct Numbered<'a> {
    pub(crate) id: String,
    pub(crate) document: &'a Asked<'a>,
    pub(crate) to_be_signed: &'a ToBeSigned,
}

/// All things to be signed, from 1 on.
pub(crate) fn numbered<'a>(documents: &'a [Asked<'a>]) -> Vec<Numbered<'a>> {
    let mut all = Vec::new();
    for document in documents {
        for to_be_signed in document.to_be_signed {
            all.push(Numbered { id: (all.len() + 1).to_string(), document, to_be_signed });
        }
    }
    all
}

/// Gives each document its own values: `read` has the one for each number, and one that failed fails its document.
pub(crate) fn by_document(
    documents: &[Asked<'_>],
    read: &dyn Fn(&str) -> Result<SignatureValue>,
) -> Vec<Values> {
    let (mut number, mut all) = (0_usize, Vec::new());
    for document in documents {
        let mut own: Values = Ok(Vec::new());
        for _ in document.to_be_signed {
            number += 1;
            if let Ok(values) = &mut own {
                match read(&number.to_string()) {
                    Ok(value) => values.push(value),
                    Err(error) => own = Err(error),
                }
            }
        }
        all.push(own);
    }
    all
}
