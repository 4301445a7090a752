//! The arrows of a module: each path in its code that ends in another file.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Expr, ImplItem, ImplItemFn, Item, ItemFn, ItemUse, LitStr, Macro, Meta, PatIdent, Path, Stmt,
    Token, TraitItem, TraitItemFn, ext::IdentExt, parse::Parser, punctuated::Punctuated, visit::Visit,
};

use crate::{
    cfg,
    resolve::{Target, resolve},
    tokens,
    tree::{Tree, imports, is_reexport},
};

/// The use of a name that another file defines.
pub(crate) struct Use {
    pub(crate) user: usize,
    pub(crate) used: usize,
    pub(crate) name: String,
}

/// Every use in the module `scope`.
pub(crate) fn uses(tree: &Tree, scope: usize) -> Vec<Use> {
    let Some(here) = tree.scopes.get(scope) else { return Vec::new() };
    let mut reader = Reader { tree, scope, file: here.file, bound: Vec::new(), found: Vec::new() };
    here.items.iter().for_each(|item| reader.visit_item(item));
    reader.found
}

/// Brings the names of each `use` in a function into the tree, before anything is resolved.
pub(crate) fn declare_inner_uses(tree: &mut Tree) {
    for scope in 0..tree.scopes.len() {
        let mut inner = InnerUses(Vec::new());
        if let Some(here) = tree.scopes.get(scope) {
            here.items
                .iter()
                .filter(|item| !matches!(item, Item::Use(_)))
                .for_each(|item| inner.visit_item(item));
        }
        inner.0.iter().for_each(|item| tree.declare_use(scope, item));
    }
}

struct InnerUses(Vec<ItemUse>);

impl<'ast> Visit<'ast> for InnerUses {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.0.push(item.clone());
    }
}

struct Reader<'tree> {
    tree: &'tree Tree,
    scope: usize,
    file: usize,
    /// Names that a function binds itself: a local `value` is no use of a function `value`.
    bound: Vec<BTreeSet<String>>,
    found: Vec<Use>,
}

impl Reader<'_> {
    fn count(&mut self, path: &[String]) {
        for target in resolve(self.tree, self.scope, path) {
            self.count_target(target);
        }
    }

    fn count_target(&mut self, target: Target) {
        if let Target::Item { file: used, name } = target {
            self.found.push(Use { user: self.file, used, name });
        }
    }

    fn is_bound(&self, path: &[String]) -> bool {
        matches!(path, [name] if self.bound.iter().any(|bound| bound.contains(name)))
    }

    fn count_path(&mut self, path: &Path) {
        let names: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
        if path.leading_colon.is_none() && !self.is_bound(&names) {
            self.count(&names);
        }
    }

    /// A lone lower-case word among tokens may be anything, unless it is called.
    fn count_tokens(&mut self, tokens: TokenStream) {
        for found in tokens::paths(tokens) {
            let lone_word = matches!(&found.path[..], [name] if name.starts_with(char::is_lowercase));
            if (found.called || !lone_word) && !self.is_bound(&found.path) {
                self.count(&found.path);
            }
        }
    }

    fn count_macro_name(&mut self, path: &Path) {
        let before = self.found.len();
        self.count_path(path);
        let Some(name) = path.get_ident().map(ToString::to_string) else { return };
        if let (true, Some(&used)) = (self.found.len() == before, self.tree.macros.get(&name)) {
            self.found.push(Use { user: self.file, used, name: format!("{name}!") });
        }
    }

    /// A path of at least two names; that of a module stands for the functions in it.
    fn count_quoted(&mut self, text: &str) {
        let Ok(path) = syn::parse_str::<Path>(text) else { return };
        let names: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect();
        let targets = if names.len() > 1 { resolve(self.tree, self.scope, &names) } else { Vec::new() };
        for target in targets {
            match target {
                Target::Module(module) => self.count_module(module, text),
                item => self.count_target(item),
            }
        }
    }

    fn count_module(&mut self, module: usize, text: &str) {
        if let Some(module) = self.tree.scopes.get(module) {
            self.found.push(Use { user: self.file, used: module.file, name: text.to_owned() });
        }
    }

    fn within(&mut self, bound: BTreeSet<String>, visit: impl FnOnce(&mut Self)) {
        self.bound.push(bound);
        visit(self);
        self.bound.pop();
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !cfg::is_test(cfg::of_item(item)) {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        if !cfg::is_test(cfg::of_impl_item(item)) {
            syn::visit::visit_impl_item(self, item);
        }
    }

    fn visit_trait_item(&mut self, item: &'ast TraitItem) {
        if !cfg::is_test(cfg::of_trait_item(item)) {
            syn::visit::visit_trait_item(self, item);
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if !cfg::is_test(cfg::of_statement(statement)) {
            syn::visit::visit_stmt(self, statement);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        let mut bound = Bound::default();
        bound.visit_item_fn(item);
        self.within(bound.0, |reader| syn::visit::visit_item_fn(reader, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        let mut bound = Bound::default();
        bound.visit_impl_item_fn(item);
        self.within(bound.0, |reader| syn::visit::visit_impl_item_fn(reader, item));
    }

    fn visit_trait_item_fn(&mut self, item: &'ast TraitItemFn) {
        let mut bound = Bound::default();
        bound.visit_trait_item_fn(item);
        self.within(bound.0, |reader| syn::visit::visit_trait_item_fn(reader, item));
    }

    /// An import is a use, but where it brings a module of the same name too: then the code decides.
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if is_reexport(item) {
            return;
        }
        for import in imports(item) {
            let targets = resolve(self.tree, self.scope, &import.path);
            if !targets.iter().any(|target| matches!(target, Target::Module(_))) {
                targets.into_iter().for_each(|target| self.count_target(target));
            }
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        self.count_path(path);
        syn::visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.count_macro_name(&call.path);
        match Punctuated::<Expr, Token![,]>::parse_terminated.parse2(call.tokens.clone()) {
            Ok(arguments) => arguments.iter().for_each(|argument| Visit::visit_expr(self, argument)),
            Err(_) => self.count_tokens(call.tokens.clone()),
        }
    }

    /// A constant in a pattern looks like a binding.
    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        let name = pattern.ident.unraw().to_string();
        if !is_local(&name) {
            self.count(&[name]);
        }
        syn::visit::visit_pat_ident(self, pattern);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            strings(list.tokens.clone()).iter().for_each(|text| self.count_quoted(text));
        }
    }
}

/// Names that a function's patterns bind.
#[derive(Default)]
struct Bound(BTreeSet<String>);

impl<'ast> Visit<'ast> for Bound {
    fn visit_pat_ident(&mut self, pattern: &'ast PatIdent) {
        let name = pattern.ident.unraw().to_string();
        if is_local(&name) {
            self.0.insert(name);
        }
        syn::visit::visit_pat_ident(self, pattern);
    }
}

fn is_local(name: &str) -> bool {
    !name.starts_with(char::is_uppercase)
}

/// The texts in an attribute: `#[serde(with = "crate::hex")]` names a module.
fn strings(tokens: TokenStream) -> Vec<String> {
    let texts = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Literal(literal) => syn::parse_str::<LitStr>(&literal.to_string()).ok(),
        _ => None,
    });
    texts.map(|text| text.value()).collect()
}
