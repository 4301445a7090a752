//! Made-up crates and folders of TypeScript.

#![allow(clippy::expect_used, dead_code)]

use std::{fs, path::Path};

use rings::{Graph, projects};
use tempfile::TempDir;

/// The modules of each ring of a crate with these files in `src`.
pub(crate) fn rings_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    rings(&of_crate(files))
}

/// The ways round all rings of that crate, as they are printed.
pub(crate) fn ways_of(files: &[(&str, &str)]) -> Vec<String> {
    let rounds = of_crate(files).rings().into_iter().flat_map(|ring| ring.rounds);
    rounds.map(|round| shown(&round)).collect()
}

/// The modules of each ring of a `js/src` with these files.
pub(crate) fn typescript_rings_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let folder = a_crate(&[("lib.rs", "")]);
    write(&folder.path().join("js/src"), files);
    rings(&graph(folder.path(), "js/src"))
}

fn of_crate(files: &[(&str, &str)]) -> Graph {
    graph(a_crate(files).path(), "made-up")
}

fn graph(root: &Path, name: &str) -> Graph {
    let project = projects(root, &[name.to_owned()]).expect("readable").pop().expect("one");
    project.graph
}

fn rings(graph: &Graph) -> Vec<Vec<String>> {
    graph.rings().into_iter().map(|ring| ring.modules).collect()
}

fn shown(round: &rings::Round) -> String {
    let steps: Vec<String> =
        round.iter().map(|(module, names)| format!("{module} →({}) ", names.join(", "))).collect();
    let first = round.first().map_or("", |(module, _)| module);
    format!("{}{first}", steps.concat())
}

fn a_crate(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &[("Cargo.toml", "[package]\nname = \"made-up\"\nedition = \"2024\"\n")]);
    write(&folder.path().join("src"), files);
    folder
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
}
