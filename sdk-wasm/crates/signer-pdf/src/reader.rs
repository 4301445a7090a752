//! The reader, by which callers ask about one document.

use crate::document::embedded_signature::{self, EmbeddedSignature};
use crate::error::{Error, Result};
use crate::file::objects::File;
use crate::file::open;
use crate::file::opening::Opening;
use crate::repair::rebuild::{self, Repair};
use crate::repair::scan::Scan;
use crate::sign::prepare;
use crate::sign::prepared::Prepared;
use crate::sign::request::{AppearanceBox, SignatureRequest};
use crate::store::append;
use crate::store::data::SecurityStore;

/// A sparse, resumable view of a document.
///
/// Each question about it may be answered by [`Error::Missing`], which asks for (at least) that range: insert it
/// and ask again, and the answer goes on where it stopped.
#[derive(Debug)]
pub struct Reader {
    opening: Opening,
    file: File,
    /// A damaged document's repair, as far as it has come.
    repair: Option<Repair>,
}

impl Reader {
    /// A view of a document of `len` bytes, none of which is known yet.
    pub fn new(len: u64) -> Self {
        Self::with(len, Opening::default())
    }

    /// The same, for a document that takes a password or is to be repaired.
    pub fn with(len: u64, opening: Opening) -> Self {
        Self { opening, file: File::new(len), repair: None }
    }

    /// Adds the bytes that were read at `offset`.
    pub fn insert(&mut self, offset: u64, bytes: Vec<u8>) {
        self.file.source.insert(offset, bytes);
    }

    /// Plans the signature.
    pub fn prepare(&mut self, request: &SignatureRequest) -> Result<Prepared> {
        prepare::check_timestamp(request)?;
        self.mending(|file| prepare::prepare(file, request))
    }

    /// The room for the appearance, before anything is drawn: see [`Appearance::objects`].
    ///
    /// [`Appearance::objects`]: crate::Appearance::objects
    pub fn appearance_box(&mut self, request: &SignatureRequest) -> Result<AppearanceBox> {
        self.mending(|file| prepare::appearance_box(file, request))
    }

    /// All signatures, in the order of the form's fields.
    pub fn signatures(&mut self) -> Result<Vec<EmbeddedSignature>> {
        self.mending(embedded_signature::signatures)
    }

    /// The update that adds `store` to the document; empty if all of it is there already.
    ///
    /// All that the document's store holds stays, also an entry for a signature that has one: earlier
    /// signatures and time-stamps may be judged by it. The same data is not stored twice. Allowed in
    /// every document, also where a certification allows no changes (ISO 32000-2, table 257, `P` 1).
    pub fn append_security_store(&mut self, store: &SecurityStore) -> Result<Vec<u8>> {
        self.mending(|file| append::append(file, store))
    }

    /// Takes `road`, and once more with a new cross-reference if the document is damaged and shall be
    /// repaired: one that reads fine is left as it is.
    fn mending<T>(&mut self, road: impl Fn(&mut File) -> Result<T>) -> Result<T> {
        loop {
            let done = self.open().and_then(|()| road(&mut self.file));
            match &done {
                Err(error) if self.begins_repair(error) => {}
                _ => return done,
            }
        }
    }

    fn open(&mut self) -> Result<()> {
        match &mut self.repair {
            Some(stage) => rebuild::go_on(stage, &mut self.file, &self.opening),
            None => open::open(&mut self.file, &self.opening),
        }
    }

    /// Forgets all that was made of a document that may be damaged.
    fn begins_repair(&mut self, error: &Error) -> bool {
        let begins = error.is_fault() && self.opening.repair && self.repair.is_none();
        if begins {
            self.file = File::new(self.file.len());
            self.file.source.is_lenient = true;
            self.repair = Some(Repair::Scan(Scan::default()));
        }
        begins
    }
}
