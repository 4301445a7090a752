//! The two ways in which a database fails.

use std::error::Error as StdError;

/// A question or act that the database did not answer; nothing of the act was kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// A row that this program would not have written.
    #[error("damaged row: {0}")]
    Damaged(String),
    /// Not reached, locked for too long, full, or of another make.
    #[error("database: {0}")]
    Database(#[source] Box<dyn StdError + Send + Sync>),
}

pub(crate) type Result<T> = std::result::Result<T, Error>;
