//! Which files of a crate import which others.
//!
//! A file imports another by a `use`, or by a path in its code. A path is followed through
//! re-exports to the file that has the item, so a file that only re-exports something is not
//! imported. A re-export is an import of its own file if the code there uses the name.
//!
//! Code for tests is left out. So is the crate's root: it declares all modules, and has the handle
//! that they extend.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// From each file to those that it imports, with the paths of the imports.
pub(crate) type Imports = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// The names of a path, or of a module from the root on.
type Names = Vec<String>;

/// Keywords that precede an item's name.
const KINDS: [&str; 8] = ["const", "enum", "fn", "static", "struct", "trait", "type", "union"];
/// The limit for re-exports in a chain.
const STEPS: usize = 16;

/// Reads a crate from its root, `lib.rs` or `main.rs`. `source` returns the text of a file by its
/// path beside the root.
pub(crate) fn imports(root: &str, source: &dyn Fn(&str) -> Option<String>) -> Imports {
    let mut tree = Tree { source, modules: BTreeMap::new() };
    tree.load(Names::new(), root);
    let mut imports = Imports::new();
    for module in tree.modules.values().filter(|module| module.file != root) {
        let imported = imports.entry(module.file.clone()).or_default();
        let used = module.handed_on.iter().filter(|(name, _)| module.words.contains(name));
        for path in module.named.iter().chain(used.map(|(_, path)| path)) {
            let Some((at, rest)) = tree.start(module, path) else { continue };
            let Some(owner) = tree.owner(at, &rest, STEPS) else { continue };
            if owner.file != module.file && owner.file != root {
                imported.entry(owner.file.clone()).or_default().insert(path.join("::"));
            }
        }
    }
    imports
}

#[derive(Default)]
struct Module {
    path: Names,
    file: String,
    children: BTreeSet<String>,
    /// What it defines.
    items: BTreeSet<String>,
    /// What its `use` brings in, by name.
    uses: BTreeMap<String, Names>,
    /// The path before each `::*`.
    globs: Vec<Names>,
    /// The paths in `use` and in code.
    named: Vec<Names>,
    /// What it re-exports.
    handed_on: Vec<(String, Names)>,
    /// Every word of its code.
    words: BTreeSet<String>,
}

impl Module {
    fn knows(&self, name: &str) -> bool {
        self.children.contains(name) || self.items.contains(name) || self.uses.contains_key(name)
    }

    fn child(&mut self, name: &str) -> Names {
        self.children.insert(name.to_owned());
        self.path.iter().cloned().chain([name.to_owned()]).collect()
    }

    fn brings_in(&mut self, name: String, path: Names, is_handed_on: bool) {
        if name == "*" {
            self.globs.push(path);
            return;
        }
        self.uses.insert(name.clone(), path.clone());
        match is_handed_on {
            true => self.handed_on.push((name, path)),
            false => self.named.push(path),
        }
    }

    /// Of a macro's body, only what begins with `$crate` is known; the rest depends on where the
    /// macro is used.
    fn defines_macro(&mut self, name: &str, body: &[Token]) {
        self.items.insert(name.to_owned());
        for (at, token) in body.iter().enumerate() {
            if *token == Token::Sign('$') {
                let path = path_at(&body[at + 1..]);
                if path.first().is_some_and(|first| first == "crate") {
                    self.named.push(path);
                }
            }
        }
    }
}

struct Tree<'a> {
    source: &'a dyn Fn(&str) -> Option<String>,
    modules: BTreeMap<Names, Module>,
}

impl Tree<'_> {
    fn load(&mut self, path: Names, file: &str) {
        let source = (self.source)(file).unwrap_or_else(|| panic!("there is no {file}"));
        let stream = source.parse::<TokenStream>().unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut tokens = Vec::new();
        flatten(stream, &mut tokens);
        self.read(path, file, &tokens);
    }

    fn read(&mut self, path: Names, file: &str, tokens: &[Token]) {
        let mut module = Module { path, file: file.to_owned(), ..Module::default() };
        let (mut at, mut depth) = (0, 0_usize);
        while at < tokens.len() {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            let rest = &tokens[at..];
            at += match rest {
                [Token::Sign('#'), Token::Sign('['), ..] if is_for_tests(rest) => test_item(rest),
                [Token::Word(word), Token::Word(name), Token::Sign(';'), ..] if word == "mod" => {
                    let child = module.child(name);
                    let file = format!("{}.rs", child.join("/"));
                    self.load(child, &file);
                    3
                }
                [Token::Word(word), Token::Word(name), Token::Sign('{'), ..] if word == "mod" => {
                    let end = 2 + end_of(&rest[2..]);
                    let child = module.child(name);
                    self.read(child, file, &rest[3..end]);
                    end + 1
                }
                [Token::Word(word), Token::Sign('!'), Token::Word(name), ..] if word == "macro_rules" => {
                    let end = 3 + end_of(&rest[3..]);
                    module.defines_macro(name, &rest[3..end]);
                    end + 1
                }
                [Token::Word(word), next, ..] if word == "use" && *next != Token::Sign('<') => {
                    let is_handed_on = match before {
                        Some(Token::Word(before)) => before == "pub",
                        // The end of `pub(crate)`.
                        before => before == Some(&Token::Sign(')')),
                    };
                    let mut found = Vec::new();
                    let length = use_tree(&rest[1..], &[], &mut found);
                    for (name, path) in found {
                        module.brings_in(name, path, is_handed_on);
                    }
                    1 + length
                }
                [Token::Word(word), ..] => {
                    if let Some(Token::Word(name)) = rest.get(1)
                        && depth == 0
                        && KINDS.contains(&word.as_str())
                    {
                        module.items.insert(name.clone());
                    }
                    let path = path_at(rest);
                    let length = 2 * path.len() - 1;
                    module.words.extend(path.iter().cloned());
                    let begins = !matches!(before, Some(Token::Path | Token::Sign('.')));
                    if begins && path.len() > 1 {
                        module.named.push(path);
                    }
                    length
                }
                [Token::Sign('{'), ..] => {
                    depth += 1;
                    1
                }
                [Token::Sign('}'), ..] => {
                    depth = depth.saturating_sub(1);
                    1
                }
                _ => 1,
            };
        }
        self.modules.insert(module.path.clone(), module);
    }

    /// The module in which a path begins, and the rest of the path; none if it is in another crate.
    fn start(&self, module: &Module, path: &[String]) -> Option<(Names, Names)> {
        let first = path.first()?;
        match first.as_str() {
            "crate" => Some((Names::new(), path[1..].to_vec())),
            "self" | "super" => {
                let steps = path.iter().take_while(|name| matches!(name.as_str(), "self" | "super"));
                let up = steps.clone().filter(|name| *name == "super").count();
                let at = module.path[..module.path.len().saturating_sub(up)].to_vec();
                Some((at, path[steps.count()..].to_vec()))
            }
            _ if module.knows(first) => Some((module.path.clone(), path.to_vec())),
            _ => self.through_globs(module, first).map(|at| (at, path.to_vec())),
        }
    }

    /// The module whose `*` brings in this name.
    fn through_globs(&self, module: &Module, name: &str) -> Option<Names> {
        let is_own = |first: &String| {
            matches!(first.as_str(), "crate" | "self" | "super") || module.children.contains(first)
        };
        module.globs.iter().filter(|glob| glob.first().is_some_and(is_own)).find_map(|glob| {
            let (mut at, rest) = self.start(module, glob)?;
            at.extend(rest);
            let is_there = at != module.path && self.modules.get(&at)?.knows(name);
            is_there.then_some(at)
        })
    }

    /// The module that has the item at the end of the path; none if the path names only a module,
    /// or another crate's item.
    fn owner(&self, mut at: Names, mut path: &[String], steps: usize) -> Option<&Module> {
        loop {
            let module = self.modules.get(&at)?;
            let (first, rest) = path.split_first()?;
            if module.children.contains(first) {
                at.push(first.clone());
                path = rest;
                continue;
            }
            if module.items.contains(first) {
                return Some(module);
            }
            let Some(target) = module.uses.get(first) else {
                return match self.through_globs(module, first) {
                    Some(at) if steps > 0 => self.owner(at, path, steps - 1),
                    // A macro made it.
                    _ => Some(module),
                };
            };
            // A crate's own name, as in `use tokio::{self, time}`.
            if steps == 0 || target.len() == 1 && target.contains(first) {
                return None;
            }
            let (at, mut whole) = self.start(module, target)?;
            whole.extend_from_slice(rest);
            return self.owner(at, &whole, steps - 1);
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Path,
    /// Any other sign, and the brackets of groups.
    Sign(char),
    Literal,
}

/// The tokens in sequence, without lifetimes.
fn flatten(stream: TokenStream, tokens: &mut Vec<Token>) {
    let mut stream = stream.into_iter().peekable();
    while let Some(token) = stream.next() {
        match token {
            TokenTree::Ident(word) => tokens.push(Token::Word(word.to_string())),
            TokenTree::Literal(_) => tokens.push(Token::Literal),
            TokenTree::Punct(sign) if sign.as_char() == '\'' => {
                stream.next();
            }
            TokenTree::Punct(sign) => {
                let is_colon =
                    |next: &TokenTree| matches!(next, TokenTree::Punct(next) if next.as_char() == ':');
                let is_path = sign.as_char() == ':' && sign.spacing() == Spacing::Joint;
                if is_path && stream.next_if(is_colon).is_some() {
                    tokens.push(Token::Path);
                } else {
                    tokens.push(Token::Sign(sign.as_char()));
                }
            }
            TokenTree::Group(group) => {
                let brackets = match group.delimiter() {
                    Delimiter::Parenthesis => Some(('(', ')')),
                    Delimiter::Brace => Some(('{', '}')),
                    Delimiter::Bracket => Some(('[', ']')),
                    Delimiter::None => None,
                };
                tokens.extend(brackets.map(|(open, _)| Token::Sign(open)));
                flatten(group.stream(), tokens);
                tokens.extend(brackets.map(|(_, close)| Token::Sign(close)));
            }
        }
    }
}

/// The position of the bracket that closes the first one.
fn end_of(tokens: &[Token]) -> usize {
    let mut open = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign('(' | '[' | '{') => open += 1,
            Token::Sign(')' | ']' | '}') if open > 1 => open -= 1,
            Token::Sign(')' | ']' | '}') => return at,
            _ => {}
        }
    }
    tokens.len()
}

/// Whether an attribute begins here that restricts an item to tests.
fn is_for_tests(tokens: &[Token]) -> bool {
    let word = |token: &Token, is: &str| matches!(token, Token::Word(word) if word == is);
    match &tokens[2..] {
        [cfg, Token::Sign('('), test, Token::Sign(')'), ..] if word(test, "test") => word(cfg, "cfg"),
        [cfg, Token::Sign('('), all, Token::Sign('('), test, ..] => {
            word(cfg, "cfg") && word(all, "all") && word(test, "test")
        }
        _ => false,
    }
}

/// The number of tokens in this item, with its attributes.
fn test_item(tokens: &[Token]) -> usize {
    let mut at = 0;
    while let [Token::Sign('#'), Token::Sign('['), ..] = &tokens[at..] {
        at += 2 + end_of(&tokens[at + 1..]);
    }
    while let Some(token) = tokens.get(at) {
        match token {
            Token::Sign(';') => return at + 1,
            Token::Sign('{') => return at + end_of(&tokens[at..]) + 1,
            Token::Sign('(' | '[') => at += end_of(&tokens[at..]) + 1,
            // It was the last field or variant.
            Token::Sign('}') => return at,
            _ => at += 1,
        }
    }
    at
}

/// The path at the start of these tokens.
fn path_at(mut tokens: &[Token]) -> Names {
    let mut path = Names::new();
    while let [Token::Word(word), rest @ ..] = tokens {
        path.push(word.clone());
        let [Token::Path, next @ ..] = rest else { break };
        tokens = next;
    }
    path
}

/// Collects the names and paths of a `use` tree; returns its number of tokens.
fn use_tree(tokens: &[Token], before: &[String], found: &mut Vec<(String, Names)>) -> usize {
    let mut path = before.to_vec();
    let mut at = 0;
    loop {
        match tokens.get(at) {
            Some(Token::Path) => at += 1,
            Some(Token::Sign('*')) => {
                found.push(("*".to_owned(), path));
                return at + 1;
            }
            Some(Token::Sign('{')) => {
                at += 1;
                loop {
                    match tokens.get(at) {
                        Some(Token::Sign('}')) | None => return at + 1,
                        Some(Token::Sign(',')) => at += 1,
                        Some(_) => at += use_tree(&tokens[at..], &path, found),
                    }
                }
            }
            Some(Token::Word(word)) => {
                at += 1;
                // In braces, it is what comes before them.
                if word != "self" || path.is_empty() {
                    path.push(word.clone());
                }
                match (tokens.get(at), tokens.get(at + 1)) {
                    (Some(Token::Path), _) => {}
                    (Some(Token::Word(rename)), Some(Token::Word(name))) if rename == "as" => {
                        found.push((name.clone(), path));
                        return at + 2;
                    }
                    _ => {
                        let name = path.last().cloned().unwrap_or_default();
                        found.push((name, path));
                        return at;
                    }
                }
            }
            _ => return at.max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a crate with these files imports: `a.rs b.rs` means that the first imports the second.
    fn of(files: &[(&str, &str)]) -> Vec<String> {
        let source =
            |name: &str| files.iter().find(|(file, _)| *file == name).map(|(_, text)| (*text).to_owned());
        let all = imports("lib.rs", &source);
        all.iter().flat_map(|(from, to)| to.keys().map(move |to| format!("{from} {to}"))).collect()
    }

    const ROOT: (&str, &str) = ("lib.rs", "mod a; mod b; mod c; pub use b::Thing; pub struct Handle;");

    #[test]
    fn each_way_to_name_another_file_is_found() {
        let b = ("b.rs", "pub struct Thing; pub fn act() {} pub const MOST: usize = 1;");
        for code in [
            "use crate::b::Thing;",
            "use super::b::{act, Thing as Other};",
            "use crate::{Handle, b::{self, MOST}}; const A: usize = MOST;",
            "use crate::b; fn f() { b::act() }",
            "use crate::b as other; fn f() { other::act() }",
            "use super::b::*; fn f(_: Thing) {}  fn g() { Thing::new() }",
            "fn f(_: &'static crate::b::Thing) {}",
            "fn f() { println!(\"{}\", super::b::MOST) }",
            "mod within { fn f() { super::super::b::act() } }",
            "macro_rules! m { () => { $crate::b::act() } }",
            "use crate::Thing;",
            "#[cfg(any(feature = \"x\", test))] use crate::b::Thing;",
            "#[cfg(test)] mod tests { struct T { a: u8 } } use crate::b::Thing;",
        ] {
            let found = of(&[ROOT, ("a.rs", code), b, ("c.rs", "")]);
            assert_eq!(found, ["a.rs b.rs"], "{code}");
        }
    }

    #[test]
    fn what_names_no_file_of_the_crate_is_none() {
        let b = ("b.rs", "pub struct Thing; pub fn act() {}");
        for code in [
            "//! See crate::b::act.\n/* crate::b::act() */ const A: &str = \"crate::b::act()\";",
            "use crate::Handle; use std::fmt; fn f() -> fmt::Result { Ok(()) }",
            "use crate::b;",
            "use tokio::{self, time}; fn f() { tokio::spawn(time::sleep()) }",
            "fn act() {} fn f() { self::act(); Self::act(); x.b::<u8>(); }",
            "macro_rules! m { () => { mod x { use super::Thing; } } }",
            "#[cfg(test)] use crate::b::Thing;",
            "#[cfg(all(test, unix))] #[expect(x)] fn f<'a>(_: &'a [u8]) { crate::b::act() }",
            "#[cfg(test)] mod tests;",
            "fn f() -> impl Iterator + use<'_> { todo() }",
        ] {
            let found = of(&[ROOT, ("a.rs", code), b, ("c.rs", "")]);
            assert_eq!(found, Vec::<String>::new(), "{code}");
        }
    }

    #[test]
    fn re_exports_are_followed_to_what_they_stand_for() {
        let found = of(&[
            ROOT,
            ("a.rs", "use crate::b::{Far, deep};\nfn f() { deep::act() }"),
            ("b.rs", "mod deep2; pub mod deep; pub(crate) use deep2::Far; pub struct Thing;"),
            ("b/deep.rs", "pub use super::deep2::act;"),
            ("b/deep2.rs", "pub struct Far; pub fn act() {}"),
            ("c.rs", "use crate::b::Thing;"),
        ]);
        assert_eq!(found, ["a.rs b/deep2.rs", "c.rs b.rs"]);
        let found = of(&[
            ROOT,
            ("a.rs", "use crate::c::*;\nfn f(_: Near) { Near::new() }"),
            ("b.rs", "mod deep; pub use deep::Far; pub struct Thing(Far);"),
            ("b/deep.rs", "pub struct Far;"),
            ("c.rs", "pub use crate::b::Far as Near;"),
        ]);
        assert_eq!(found, ["a.rs b/deep.rs", "b.rs b/deep.rs"], "what uses what it re-exports imports it");
    }

    #[test]
    fn what_a_macro_makes_belongs_to_the_file_that_calls_it() {
        let found = of(&[
            ROOT,
            ("a.rs", "use crate::b::Made;"),
            ("b.rs", "ids! { Made }"),
            ("c.rs", "macro_rules! ids { () => {} } pub(crate) use ids;"),
        ]);
        assert_eq!(found, ["a.rs b.rs"]);
    }

    #[test]
    fn names_in_functions_are_no_items() {
        let found = of(&[
            ROOT,
            ("a.rs", "use crate::c::act;"),
            ("b.rs", "pub fn act() {}"),
            ("c.rs", "pub use crate::b::act; impl X { fn act(&self) {} }"),
        ]);
        assert_eq!(found, ["a.rs b.rs", "c.rs b.rs"]);
    }
}
