//! Paths, followed to the file that defines the item.

use crate::tree::{Meaning, Scope, Tree};

/// The end of a path.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Target {
    Item { file: usize, name: String },
    Module(usize),
}

/// Everything that `path` may stand for in the module `scope`; nothing where it leaves the crate.
pub(crate) fn resolve(tree: &Tree, scope: usize, path: &[String]) -> Vec<Target> {
    from(tree, scope, path, DEEPEST)
}

fn from(tree: &Tree, scope: usize, path: &[String], left: usize) -> Vec<Target> {
    let Some((first, rest)) = path.split_first() else {
        return vec![Target::Module(scope)];
    };
    match first.as_str() {
        "crate" => from(tree, 0, rest, left),
        "self" => from(tree, scope, rest, left),
        "super" => match tree.scopes.get(scope).and_then(|scope| scope.parent) {
            Some(parent) => from(tree, parent, rest, left),
            None => Vec::new(),
        },
        _ => named(tree, scope, first, rest, left),
    }
}

fn named(tree: &Tree, scope: usize, name: &str, rest: &[String], left: usize) -> Vec<Target> {
    let (Some(here), Some(left)) = (tree.scopes.get(scope), left.checked_sub(1)) else {
        return Vec::new();
    };
    let Some(meanings) = here.names.get(name) else {
        return through_globs(tree, scope, here, name, rest, left);
    };
    let mut found = Vec::new();
    for meaning in meanings {
        match meaning {
            Meaning::Value if rest.is_empty() => {
                found.push(Target::Item { file: here.file, name: name.to_owned() })
            }
            Meaning::Value => {}
            Meaning::Type => found.push(Target::Item { file: here.file, name: name.to_owned() }),
            Meaning::Module(module) => found.extend(from(tree, *module, rest, left)),
            Meaning::Import(path) => found.extend(imported(tree, scope, path, name, rest, left)),
        }
    }
    found
}

fn imported(
    tree: &Tree,
    scope: usize,
    path: &[String],
    name: &str,
    rest: &[String],
    left: usize,
) -> Vec<Target> {
    // An import of a crate by its own name leaves: `use other;`.
    if matches!(path, [only] if only == name) {
        return Vec::new();
    }
    let whole: Vec<String> = path.iter().chain(rest).cloned().collect();
    from(tree, scope, &whole, left)
}

fn through_globs(
    tree: &Tree,
    scope: usize,
    here: &Scope,
    name: &str,
    rest: &[String],
    left: usize,
) -> Vec<Target> {
    let modules = here.globs.iter().flat_map(|glob| from(tree, scope, glob, left));
    modules
        .filter_map(|target| match target {
            Target::Module(module) if module != scope => Some(named(tree, module, name, rest, left)),
            _ => None,
        })
        .flatten()
        .collect()
}

/// Re-exports of re-exports end; a glob of a glob of itself does not.
const DEEPEST: usize = 24;
