//! The graph of a folder of TypeScript, from its imports; those of types count.

use std::{
    collections::BTreeMap,
    fs,
    path::{Component, Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::graph::Graph;

/// Tokens of TypeScript, without comments and strings.
mod lexer;

use lexer::{Token, tokens};

/// One `import … from "./other.js"` or `export … from`.
struct Import {
    from: String,
    /// The names as the other file exports them; `*` is all of them.
    names: Vec<Name>,
    exported: bool,
}

struct Name {
    there: String,
    here: String,
}

struct Source {
    imports: Vec<Import>,
    face: bool,
}

/// Reads every `.ts` below `folder`, but tests and declarations.
pub(crate) fn graph(folder: &Path) -> Result<Graph> {
    let mut sources = BTreeMap::new();
    for path in files(folder)? {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        sources.insert(path, read(&text));
    }
    let real: Vec<&PathBuf> =
        sources.iter().filter(|(_, source)| !source.face).map(|(path, _)| path).collect();
    let place = |path: &Path| real.iter().position(|real| real.as_path() == path);
    let mut graph = Graph::new(real.iter().map(|path| name(folder, path)).collect());
    for (path, source) in sources.iter().filter(|(_, source)| !source.face) {
        for import in &source.imports {
            for taken in &import.names {
                let defined = definition(&sources, &target(path, &import.from), &taken.there, 16);
                for (file, name) in defined {
                    if let (Some(user), Some(used)) = (place(path), place(&file)) {
                        graph.add(user, used, &name);
                    }
                }
            }
        }
    }
    Ok(graph)
}

/// Through faces to the file that defines `name`.
fn definition(
    sources: &BTreeMap<PathBuf, Source>,
    file: &Path,
    name: &str,
    left: usize,
) -> Vec<(PathBuf, String)> {
    match (sources.get(file), left.checked_sub(1)) {
        (Some(source), Some(left)) if source.face => {
            let handed_on = source
                .imports
                .iter()
                .flat_map(|import| import.names.iter().map(move |taken| (import, taken)));
            let wanted =
                handed_on.filter(|(_, taken)| name == "*" || taken.here == name || taken.here == "*");
            wanted
                .flat_map(|(import, taken)| {
                    let there = if taken.here == "*" { name } else { &taken.there };
                    definition(sources, &target(file, &import.from), there, left)
                })
                .collect()
        }
        (Some(_), Some(_)) => vec![(file.to_owned(), name.to_owned())],
        _ => Vec::new(),
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if is_source(&path) {
            found.push(path);
        }
    }
    Ok(found)
}

fn is_source(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.ends_with(".ts") && !name.ends_with(".d.ts") && !name.ends_with(".test.ts")
}

/// `./wire.js`, `./wire.ts` or `./wire`, seen from `file`: the source that stands behind it.
fn target(file: &Path, from: &str) -> PathBuf {
    let mut path = file.parent().unwrap_or(Path::new("")).to_owned();
    for part in Path::new(from).components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::Normal(part) => path.push(part),
            _ => {}
        }
    }
    let bare = match path.extension().and_then(|end| end.to_str()) {
        Some("js" | "ts") => path.with_extension(""),
        _ => path,
    };
    let of_folder = bare.join("index.ts");
    if of_folder.is_file() { of_folder } else { PathBuf::from(format!("{}.ts", bare.display())) }
}

fn name(folder: &Path, file: &Path) -> String {
    file.strip_prefix(folder).unwrap_or(file).with_extension("").display().to_string()
}

fn read(text: &str) -> Source {
    let tokens = tokens(text);
    let mut imports = Vec::new();
    let mut rest = tokens.as_slice();
    let mut face = true;
    while let Some((first, after)) = rest.split_first() {
        if let Some((import, after)) = statement(first, after) {
            face &= import.exported;
            imports.push(import);
            rest = after;
        } else {
            face &= matches!(first, Token::Mark(';'));
            rest = after;
        }
    }
    imports.retain(|import| import.from.starts_with('.'));
    Source { imports, face: face && !tokens.is_empty() }
}

/// An import, a re-export, or `import("./other.js")` as a call or a type.
fn statement<'tokens>(first: &Token, after: &'tokens [Token]) -> Option<(Import, &'tokens [Token])> {
    let exported = match first {
        Token::Word(word) if word == "export" => true,
        Token::Word(word) if word == "import" => false,
        _ => return None,
    };
    if let [Token::Mark('('), Token::Text(from), after @ ..] | [Token::Text(from), after @ ..] = after {
        return (!exported).then(|| (Import { from: from.clone(), names: vec![all()], exported }, after));
    }
    let end = after.iter().position(|token| !is_clause(token))?;
    let (clause, after) = after.split_at_checked(end)?;
    let [between @ .., Token::Word(word)] = clause else { return None };
    match (word.as_str(), after) {
        ("from", [Token::Text(from), after @ ..]) => {
            Some((Import { from: from.clone(), names: names(between), exported }, after))
        }
        _ => None,
    }
}

fn is_clause(token: &Token) -> bool {
    matches!(token, Token::Word(_) | Token::Mark('{' | '}' | ',' | '*'))
}

/// `Default, { type a as b, c }` or `* as all`.
fn names(clause: &[Token]) -> Vec<Name> {
    let mut found = Vec::new();
    for part in clause.split(|token| matches!(token, Token::Mark(',' | '{' | '}'))) {
        let words: Vec<&str> = part.iter().map(Token::text).filter(|word| *word != "type").collect();
        match words.as_slice() {
            [] => {}
            ["*", ..] => found.push(all()),
            [there, "as", here] => found.push(Name { there: (*there).into(), here: (*here).into() }),
            [only, ..] => found.push(Name { there: (*only).into(), here: (*only).into() }),
        }
    }
    found
}

fn all() -> Name {
    Name { there: "*".into(), here: "*".into() }
}
