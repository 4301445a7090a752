//! `rings [FOLDER] [CRATE…]`: the table of modules and rings, and failure where there is a ring.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use rings::{projects, report};

fn main() -> Result<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    let root = PathBuf::from(arguments.next().unwrap_or_else(|| ".".into()));
    let wanted: Vec<String> = arguments.collect();
    let (text, rings) = report(&projects(&root, &wanted)?);
    print!("{text}");
    Ok(if rings == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
