//! The texts that the console's sources mark, and those they show without a mark.

use std::{collections::BTreeMap, fs, path::Path};

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};

/// Attributes of HTML that a person reads or hears.
const SHOWN: [&str; 6] = ["alt", "aria-description", "aria-label", "label", "placeholder", "title"];

/// Names that are the same in all languages.
const SAME: [&str; 5] = ["Switchboard", "HTML", "URL", "SIP", "WebSocket"];

#[derive(Default)]
pub(super) struct Sources {
    /// Each text that is marked for translation, with its first location: file and line.
    pub(super) marked: BTreeMap<String, String>,
    /// What is shown and not marked, each with its location.
    pub(super) unmarked: Vec<String>,
}

impl Sources {
    /// Those of the crate `app`, and the server's other texts for operators.
    pub(super) fn of_console() -> Sources {
        let mut sources = Sources::default();
        for folder in ["app/src", "server/src"] {
            sources.read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), folder);
        }
        sources
    }

    fn read_folder(&mut self, folder: &Path, name: &str) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            let name = format!("{name}/{}", path.file_name().unwrap().to_string_lossy());
            if path.is_dir() {
                self.read_folder(&path, &name);
            } else if name.ends_with(".rs") {
                self.read(&fs::read_to_string(&path).unwrap(), &name);
            }
        }
    }

    fn read(&mut self, source: &str, file: &str) {
        let tokens = source.parse::<TokenStream>().unwrap_or_else(|error| panic!("{file}: {error}"));
        self.walk(tokens, file);
    }

    fn walk(&mut self, tokens: TokenStream, file: &str) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if is_for_tests(&tokens[at..]) {
                at += 2;
                at += tokens[at..].iter().take_while(|token| !ends_item(token)).count() + 1;
                continue;
            }
            match (token, tokens.get(at + 1), tokens.get(at + 2)) {
                (TokenTree::Ident(name), Some(TokenTree::Group(arguments)), _) => {
                    self.mark(&name.to_string(), arguments, file);
                }
                (TokenTree::Ident(name), Some(bang), Some(TokenTree::Group(view)))
                    if name == "view" && is(bang, '!') =>
                {
                    self.look_at_view(&view.stream().into_iter().collect::<Vec<_>>(), file);
                }
                _ => {}
            }
            if let TokenTree::Group(group) = token {
                self.walk(group.stream(), file);
            }
            at += 1;
        }
    }

    /// Records the texts of a call, if it marks any.
    fn mark(&mut self, function: &str, arguments: &Group, file: &str) {
        let arguments: Vec<_> = arguments.stream().into_iter().collect();
        let arguments = arguments.split(|token| is(token, ','));
        let texts: Vec<_> = match function {
            "tr" | "tr_with" | "tr_later" => arguments.take(1).collect(),
            "tr_count" => arguments.skip(1).take(2).collect(),
            _ => return,
        };
        for literal in texts.into_iter().flat_map(literals) {
            if let Some(text) = text_of(&literal) {
                self.marked.entry(text).or_insert_with(|| place(file, &literal));
            }
        }
    }

    /// Looks for what a view shows and does not mark: texts between elements, and in attributes.
    fn look_at_view(&mut self, tokens: &[TokenTree], file: &str) {
        let mut is_component = false;
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Punct(_) if is(token, '<') => {
                    if let Some(TokenTree::Ident(tag)) = tokens.get(at + 1) {
                        is_component = tag.to_string().starts_with(char::is_uppercase);
                    }
                }
                TokenTree::Literal(literal) => {
                    let Some(text) = text_of(literal) else { continue };
                    let is_shown = match attribute(&tokens[..at]) {
                        None => true,
                        Some(name) => SHOWN.contains(&&*name) || is_component && reads_like_words(&text),
                    };
                    if is_shown {
                        self.note(literal, &text, file);
                    }
                }
                TokenTree::Group(block)
                    if block.delimiter() == Delimiter::Brace && attribute(&tokens[..at]).is_none() =>
                {
                    self.look_at_block(block, file);
                }
                _ => {}
            }
        }
    }

    /// Looks for texts that are a block's value, including in its branches. Whether arguments of
    /// functions are shown is unknown.
    fn look_at_block(&mut self, block: &Group, file: &str) {
        let tokens: Vec<_> = block.stream().into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            match token {
                TokenTree::Literal(literal) => {
                    let is_compared = before.is_some_and(|before| is(before, '=') || is(before, ':'));
                    let is_pattern = tokens.get(at + 1).is_some_and(|next| is(next, '=') || is(next, '|'));
                    if let Some(text) = text_of(literal).filter(|text| reads_like_words(text))
                        && !is_compared
                        && !is_pattern
                    {
                        self.note(literal, &text, file);
                    }
                }
                // A macro's braces are no block: a view within this one is examined separately.
                TokenTree::Group(inner)
                    if inner.delimiter() == Delimiter::Brace
                        && before.is_none_or(|before| !is(before, '!')) =>
                {
                    self.look_at_block(inner, file);
                }
                _ => {}
            }
        }
    }

    fn note(&mut self, literal: &Literal, text: &str, file: &str) {
        if text.chars().any(char::is_alphabetic) && !SAME.contains(&text.trim()) && !is_code(text) {
            self.unmarked.push(format!("{}: {text:?}", place(file, literal)));
        }
    }
}

/// Whether an item follows that is compiled only for tests.
fn is_for_tests(tokens: &[TokenTree]) -> bool {
    let [hash, TokenTree::Group(attribute), ..] = tokens else { return false };
    let attribute = attribute.stream().to_string().replace(char::is_whitespace, "");
    is(hash, '#') && (attribute == "cfg(test)" || attribute.starts_with("cfg(all(test"))
}

fn ends_item(token: &TokenTree) -> bool {
    is(token, ';') || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// The name of the attribute whose value begins here; empty if it is a comparison that continues.
fn attribute(before: &[TokenTree]) -> Option<String> {
    let (equals, before) = before.split_last()?;
    if !is(equals, '=') {
        return None;
    }
    let name = before.iter().rev().map_while(|token| match token {
        TokenTree::Ident(part) => Some(part.to_string()),
        TokenTree::Punct(_) if is(token, '-') || is(token, ':') => Some("-".to_owned()),
        _ => None,
    });
    // Two adjacent names belong to two attributes, or to the element and its first attribute.
    let mut parts: Vec<String> = Vec::new();
    for part in name {
        if part != "-" && parts.last().is_some_and(|last| last != "-") {
            break;
        }
        parts.push(part);
    }
    Some(parts.into_iter().rev().collect())
}

fn literals(tokens: &[TokenTree]) -> Vec<Literal> {
    let within = |token: &TokenTree| match token {
        TokenTree::Literal(literal) => vec![literal.clone()],
        TokenTree::Group(group) => literals(&group.stream().into_iter().collect::<Vec<_>>()),
        _ => Vec::new(),
    };
    tokens.iter().flat_map(within).collect()
}

/// Whether it is something people type, or belongs in settings and classes: a command, a colour, a
/// variable.
fn is_code(text: &str) -> bool {
    let is_state = |word: &str| word.starts_with("is-") || word.starts_with("has-");
    text.starts_with(['/', '#']) || text.contains('_') || text.split(' ').any(is_state)
}

/// Whether it begins like a sentence or a name, or has several words, unlike classes and keys.
fn reads_like_words(text: &str) -> bool {
    text.contains(' ') || text.starts_with(char::is_uppercase)
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn place(file: &str, literal: &Literal) -> String {
    format!("{file}:{}", literal.span().start().line)
}

fn text_of(literal: &Literal) -> Option<String> {
    let source = literal.to_string();
    if let Some(raw) = source.strip_prefix('r') {
        return Some(raw.trim_matches('#').strip_prefix('"')?.strip_suffix('"')?.to_owned());
    }
    Some(unescaped(source.strip_prefix('"')?.strip_suffix('"')?))
}

fn unescaped(source: &str) -> String {
    let mut text = String::new();
    let mut rest = source.chars();
    while let Some(sign) = rest.next() {
        if sign != '\\' {
            text.push(sign);
            continue;
        }
        match rest.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('u') => {
                let code: String = rest.by_ref().skip(1).take_while(|sign| *sign != '}').collect();
                text.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
            }
            Some('\n') => rest = rest.as_str().trim_start().chars(),
            Some(other) => text.push(other),
            None => {}
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> Sources {
        let mut sources = Sources::default();
        sources.read(source, "a.rs");
        sources
    }

    #[test]
    fn each_text_that_is_marked_is_found() {
        let marked = of(r##"
            const A: &str = tr_later("A");
            fn b() { tr_with("“%1” \u{2019}\"B\" and \
                more", &[&"no", &tr(if x { "C" } else { "D" })]); }
            fn c() { view! { <p title=tr("E")>{tr_count(n, "F", "Fs")}</p> } }
            fn d() { tr(r#"G "g""#); tr(name); truth("no"); other("no"); }
            #[cfg(test)]
            mod tests { fn t() { tr("no"); } }
            #[cfg(all(test, feature = "ssr"))]
            mod more { fn t() { tr("no"); } }
            #[cfg(any(feature = "csr", test))]
            fn e() { tr("H"); }
        "##)
        .marked;
        let texts: Vec<_> = marked.keys().map(String::as_str).collect();
        assert_eq!(texts, ["A", "C", "D", "E", "F", "Fs", "G \"g\"", "H", "“%1” ’\"B\" and more"]);
        assert_eq!(marked["A"], "a.rs:2");
    }

    #[test]
    fn what_is_shown_without_a_mark_is_found() {
        let found = |view: &str| {
            let unmarked = of(&format!("fn a() {{ view! {{ {view} }} }}")).unmarked;
            unmarked
                .iter()
                .map(|one| one.split_once(": ").unwrap().1.trim_matches('"').to_owned())
                .collect::<Vec<_>>()
        };
        for (view, text) in [
            (r#"<p>"text"</p>"#, "text"),
            (r#"<p class="a">{x} " of "</p>"#, " of "),
            (r#"<button aria-label="Back"></button>"#, "Back"),
            (r#"<input type="text" placeholder="name" />"#, "name"),
            (r#"<Switch name="Sound" />"#, "Sound"),
            (r#"<p>{move || if a { "Yes" } else { tr("No") }}</p>"#, "Yes"),
            (r#"<p>{match a { "b" => "Be", _ => tr("No") }}</p>"#, "Be"),
            (r#"<p>{a.then(|| view! { <b>"deep"</b> })}</p>"#, "deep"),
        ] {
            assert_eq!(found(view), [text], "{view}");
        }
        for view in [
            r#"<p class="quiet-note is-padded" id="Text" translate="no">{tr("Text")} ": " {x} " · "</p>"#,
            r#"<p title=tr("Title") class=a == "b" data-x="Some text">"Switchboard"</p>"#,
            r#"<Code name="sound" is_on=|mine| mine.sound />"#,
            r#"<p>{a.map(|one| one.with("A class"))} {match a { "A b" => 1, _ => 2 }}</p>"#,
            r#"<p>{let a = "Some text"; a}</p>"#,
            r#"<p>{if a { "button is-main" } else { "/t Vera" }}</p>"#,
        ] {
            assert_eq!(found(view), Vec::<String>::new(), "{view}");
        }
    }
}
