//! The graph of a crate's files.

use std::path::{Component, Path};

use anyhow::Result;

use crate::{
    graph::Graph,
    tree::{Tree, modules},
    uses::{declare_inner_uses, uses},
};

/// Reads the crate whose root file is `root`, and every module below it.
pub(crate) fn graph(root: &Path) -> Result<Graph> {
    let mut tree = Tree::read(root)?;
    declare_inner_uses(&mut tree);
    let places = modules(&tree);
    let folder = root.parent().unwrap_or(Path::new(""));
    let names = places.keys().filter_map(|file| tree.files.get(*file)).map(|file| name(folder, &file.path));
    let mut graph = Graph::new(names.collect());
    for scope in 0..tree.scopes.len() {
        for found in uses(&tree, scope) {
            if let (Some(&user), Some(&used)) = (places.get(&found.user), places.get(&found.used)) {
                graph.add(user, used, &found.name);
            }
        }
    }
    Ok(graph)
}

/// `encryption/mod.rs` is `encryption`, `form.rs` is `form`.
fn name(folder: &Path, file: &Path) -> String {
    let path = file.strip_prefix(folder).unwrap_or(file).with_extension("");
    let path = if path.ends_with("mod") && path.components().count() > 1 {
        path.parent().unwrap_or(&path)
    } else {
        &path
    };
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(part) => part.to_str(),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}
