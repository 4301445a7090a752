//! The files of a crate and the names that each of its modules knows.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use syn::{Expr, Item, ItemMod, ItemUse, Lit, Meta, UseTree, Visibility, ext::IdentExt};

use crate::cfg;

/// One `mod`, in a file of its own or not.
pub(crate) struct Scope {
    pub(crate) file: usize,
    pub(crate) parent: Option<usize>,
    pub(crate) names: BTreeMap<String, Vec<Meaning>>,
    pub(crate) globs: Vec<Vec<String>>,
    pub(crate) items: Vec<Item>,
}

/// One of the things that a name stands for: a function and a module may share theirs.
#[derive(Clone)]
pub(crate) enum Meaning {
    Import(Vec<String>),
    Module(usize),
    /// A struct, enum, trait, union or alias: more of a path may follow.
    Type,
    /// A function, constant, static or macro.
    Value,
}

/// A file and whether it is a face.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) face: bool,
}

/// All modules of one crate, root first.
#[derive(Default)]
pub(crate) struct Tree {
    pub(crate) files: Vec<File>,
    pub(crate) scopes: Vec<Scope>,
    /// Macros by example and their file: they are found by the order of the text, not by paths.
    pub(crate) macros: BTreeMap<String, usize>,
}

/// An import, one name at a time.
pub(crate) struct Import {
    pub(crate) path: Vec<String>,
    /// The name it gets here; none for a glob and for `as _`.
    pub(crate) name: Option<String>,
    pub(crate) glob: bool,
}

impl Tree {
    /// Reads the crate whose root is `root`.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut tree = Self::default();
        let folder = root.parent().unwrap_or(Path::new("")).to_owned();
        tree.read_file(root, &folder, None)?;
        Ok(tree)
    }

    fn read_file(&mut self, path: &Path, children: &Path, parent: Option<usize>) -> Result<usize> {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let parsed = syn::parse_file(&text).with_context(|| path.display().to_string())?;
        let file = self.files.len();
        self.files.push(File { path: path.to_owned(), face: is_face(&parsed.items) });
        self.add_scope(file, parent, parsed.items, children)
    }

    fn add_scope(
        &mut self,
        file: usize,
        parent: Option<usize>,
        items: Vec<Item>,
        children: &Path,
    ) -> Result<usize> {
        let id = self.scopes.len();
        self.scopes.push(Scope {
            file,
            parent,
            names: BTreeMap::new(),
            globs: Vec::new(),
            items: Vec::new(),
        });
        let mut kept = Vec::new();
        for item in items.into_iter().filter(|item| !cfg::is_test(cfg::of_item(item))) {
            match item {
                Item::Mod(module) => self.add_module(id, module, children)?,
                item => {
                    self.declare(id, &item);
                    kept.push(item);
                }
            }
        }
        self.scope_mut(id)?.items = kept;
        Ok(id)
    }

    fn add_module(&mut self, parent: usize, module: ItemMod, children: &Path) -> Result<()> {
        let name = module.ident.unraw().to_string();
        let file = self.scope_mut(parent)?.file;
        let given = path_attribute(&module);
        let child = if let Some((_, items)) = module.content {
            self.add_scope(file, Some(parent), items, &children.join(&name))?
        } else {
            let (path, folder) = self.module_file(file, children, &name, given)?;
            self.read_file(&path, &folder, Some(parent))?
        };
        self.name(parent, name, Meaning::Module(child));
        Ok(())
    }

    /// The file of `mod name;` and the folder of its own children.
    fn module_file(
        &self,
        file: usize,
        children: &Path,
        name: &str,
        given: Option<String>,
    ) -> Result<(PathBuf, PathBuf)> {
        if let Some(given) = given {
            let here = self
                .files
                .get(file)
                .and_then(|file| file.path.parent())
                .context("a file without a folder")?;
            let path = here.join(given);
            let folder = path.parent().unwrap_or(here).to_owned();
            return Ok((path, folder));
        }
        let folder = children.join(name);
        for path in [children.join(format!("{name}.rs")), folder.join("mod.rs")] {
            if path.is_file() {
                return Ok((path, folder));
            }
        }
        bail!("no file for `mod {name};` in {}", children.display())
    }

    /// Makes the names of an item known in its module.
    fn declare(&mut self, scope: usize, item: &Item) {
        let (name, meaning) = match item {
            Item::Const(item) => (&item.ident, Meaning::Value),
            Item::Fn(item) => (&item.sig.ident, Meaning::Value),
            Item::Static(item) => (&item.ident, Meaning::Value),
            Item::Enum(item) => (&item.ident, Meaning::Type),
            Item::Struct(item) => (&item.ident, Meaning::Type),
            Item::Trait(item) => (&item.ident, Meaning::Type),
            Item::Type(item) => (&item.ident, Meaning::Type),
            Item::Union(item) => (&item.ident, Meaning::Type),
            Item::Macro(item) => return self.declare_macro(scope, item),
            Item::Use(item) => return self.declare_use(scope, item),
            _ => return,
        };
        self.name(scope, name.unraw().to_string(), meaning);
    }

    fn declare_macro(&mut self, scope: usize, item: &syn::ItemMacro) {
        if let (Some(name), Some(file)) = (&item.ident, self.scopes.get(scope).map(|scope| scope.file)) {
            self.macros.insert(name.unraw().to_string(), file);
            self.name(scope, name.unraw().to_string(), Meaning::Value);
        }
    }

    /// Also for a `use` in a function: its names are then known in the whole module, which does no harm.
    pub(crate) fn declare_use(&mut self, scope: usize, item: &ItemUse) {
        for import in imports(item) {
            if import.glob {
                self.scopes
                    .get_mut(scope)
                    .into_iter()
                    .for_each(|scope| scope.globs.push(import.path.clone()));
            } else if let Some(name) = import.name {
                self.name(scope, name, Meaning::Import(import.path));
            }
        }
    }

    fn name(&mut self, scope: usize, name: String, meaning: Meaning) {
        if let Some(scope) = self.scopes.get_mut(scope) {
            scope.names.entry(name).or_default().push(meaning);
        }
    }

    fn scope_mut(&mut self, id: usize) -> Result<&mut Scope> {
        self.scopes.get_mut(id).context("a module that was never read")
    }
}

/// Every name that a `use` brings; `use ::other::…` reaches another crate and brings none of ours.
pub(crate) fn imports(item: &ItemUse) -> Vec<Import> {
    let mut found = Vec::new();
    if item.leading_colon.is_none() {
        flatten(&item.tree, &mut Vec::new(), &mut found);
    }
    found
}

/// A re-export hands a name on and is no use of it.
pub(crate) fn is_reexport(item: &ItemUse) -> bool {
    !matches!(item.vis, Visibility::Inherited)
}

fn flatten(tree: &UseTree, before: &mut Vec<String>, found: &mut Vec<Import>) {
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.unraw().to_string());
            flatten(&path.tree, before, found);
            before.pop();
        }
        UseTree::Name(name) => found.push(import(before, &name.ident, Some(&name.ident))),
        UseTree::Rename(name) => found.push(import(before, &name.ident, Some(&name.rename))),
        UseTree::Glob(_) => found.push(Import { path: before.clone(), name: None, glob: true }),
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, before, found)),
    }
}

/// `use a::b::{self}` names `b` itself.
fn import(before: &[String], last: &syn::Ident, name: Option<&syn::Ident>) -> Import {
    let mut path = before.to_vec();
    let is_self = last == "self" && !path.is_empty();
    if !is_self {
        path.push(last.unraw().to_string());
    }
    let name = name.map(|name| name.unraw().to_string()).filter(|name| name != "_");
    let name = if is_self && name.as_deref() == Some("self") { path.last().cloned() } else { name };
    Import { path, name, glob: false }
}

/// A file of nothing but `mod name;` and `use`.
fn is_face(items: &[Item]) -> bool {
    items.iter().filter(|item| !cfg::is_test(cfg::of_item(item))).all(|item| match item {
        Item::Mod(module) => module.content.is_none(),
        Item::Use(_) | Item::ExternCrate(_) => true,
        _ => false,
    })
}

fn path_attribute(module: &ItemMod) -> Option<String> {
    module.attrs.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

/// Files that are modules, in the order of the graph.
pub(crate) fn modules(tree: &Tree) -> BTreeMap<usize, usize> {
    let real: BTreeSet<usize> =
        tree.files.iter().enumerate().filter(|(_, file)| !file.face).map(|(id, _)| id).collect();
    real.into_iter().enumerate().map(|(at, file)| (file, at)).collect()
}
