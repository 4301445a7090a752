//! The crates of a workspace and the TypeScript beside them.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::{graph::Graph, rust, typescript};

/// A crate, one of its programs, or the TypeScript of the package.
pub struct Project {
    /// The crate's name as Cargo has it, or the folder.
    pub name: String,
    /// Its modules and their arrows.
    pub graph: Graph,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
}

/// Every library and program of the workspace at `root`, and `js/src`; with `wanted`, those of these names.
///
/// # Errors
/// A file that cannot be read or parsed, and a name that nothing has.
pub fn projects(root: &Path, wanted: &[String]) -> Result<Vec<Project>> {
    let mut found = Vec::new();
    for package in metadata(root)?.packages {
        for target in package.targets.iter().filter(|target| is_shipped(target)) {
            if is_wanted(wanted, &package.name) {
                let name = shown(&package, target);
                found.push(Project { name, graph: rust::graph(&target.src_path)? });
            }
        }
    }
    let folder = root.join(TYPESCRIPT);
    if folder.is_dir() && is_wanted(wanted, TYPESCRIPT) {
        found.push(Project { name: TYPESCRIPT.to_owned(), graph: typescript::graph(&folder)? });
    }
    if found.is_empty() {
        bail!("nothing here is called {}", wanted.join(" or "));
    }
    Ok(found)
}

fn is_wanted(wanted: &[String], name: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|wanted| wanted == name)
}

fn is_shipped(target: &Target) -> bool {
    target.kind.iter().any(|kind| matches!(kind.as_str(), "lib" | "bin" | "cdylib" | "rlib" | "proc-macro"))
}

/// A program that is not all of its crate is named apart.
fn shown(package: &Package, target: &Target) -> String {
    let is_program = target.kind.iter().any(|kind| kind == "bin");
    let alone = package.targets.iter().filter(|target| is_shipped(target)).count() == 1;
    if is_program && !alone {
        format!("{}, program {}", package.name, target.name)
    } else {
        package.name.clone()
    }
}

fn metadata(root: &Path) -> Result<Metadata> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"])
        .arg(root.join("Cargo.toml"))
        .output()
        .context("cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("the answer of cargo metadata")
}

const TYPESCRIPT: &str = "js/src";
