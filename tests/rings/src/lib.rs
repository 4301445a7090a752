//! Rings of modules: files of one crate, or of `js/src`, that use each other directly or in a loop.
//!
//! A module is a file. An arrow is the use of an item that another file of the same crate defines, followed through
//! every re-export to the file that defines it. A file of `mod` and `use` alone is a face and no module; a re-export
//! is no use. What stands under `#[cfg(test)]` does not count. Methods are not followed: that takes types.

mod cfg;
mod graph;
mod project;
mod report;
mod resolve;
mod rust;
mod tokens;
mod tree;
mod typescript;
mod uses;

pub use graph::{Graph, Ring, Round};
pub use project::{Project, projects};
pub use report::report;
