//! The embedded database: sessions, their digests and signatures, and answers already given.

mod sqlite;

pub(crate) use sqlite::Store;
