//! Reads what a signature needs of a PDF and appends the incremental update.
