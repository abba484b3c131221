//! The size budgets: what a browser loads, as compressed for transfer, without HTTP headers; and
//! the program itself.
#![expect(clippy::print_stdout, reason = "the table is this command's answer")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use languages::console;
use wire::Language;

use crate::compress::is_packed_alone;
use crate::mode::Mode;
use crate::site::{MANIFEST, names_below};
use crate::{cargo, panel, place};

/// What a host page pays for every visitor, whether or not they chat.
const LOADER_BYTES: u64 = 3 * 1024;
/// What an invitation or a pushed address loads.
const RARE_BYTES: u64 = 2 * 1024;
/// The cost of opening the panel and reading in it: its page and everything the page loads.
const PANEL_BYTES: u64 = 36 * 1024;
/// What a form loads: the Welcome Screen, the off-line form, those below an ended chat.
const FORMS_BYTES: u64 = 9 * 1024;
const PANEL_REQUESTS: usize = 6;
/// What the console loads before it is interactive. An end-to-end test also counts the page and the
/// HTTP headers.
const CONSOLE_BYTES: u64 = 324 * 1024;
/// What it loads in addition once there is a chat, without what is shared with other parts.
const CONVERSATION_BYTES: u64 = 76 * 1024;
/// The cost of the console's texts in a language other than English: one catalogue.
const TEXTS_BYTES: u64 = 48 * 1024;
/// The program `switchboard`, including everything it serves.
const PROGRAM_BYTES: u64 = 45 * 1000 * 1000;

/// One part of the product and its limit.
struct Part {
    title: &'static str,
    files: Vec<Weight>,
    /// The budget. What is loaded on demand has none.
    bytes: Option<u64>,
    requests: Option<usize>,
}

/// The size of one file in bytes, plain and as transferred.
struct Weight {
    name: String,
    plain: u64,
    travels: u64,
}

/// Prints the table.
///
/// # Errors
///
/// If there is no release, or a part of it is over its budget.
pub(crate) fn run() -> anyhow::Result<()> {
    let parts = parts(&place::site()).context("run `make build` first")?;
    for part in &parts {
        part.print();
    }
    let bytes = program_within_budget(&cargo::server_path(Mode::Release))?;
    println!(
        "the program, with all of these in it\n  {:<28} {bytes:>9} of {PROGRAM_BYTES} bytes: ok\n",
        "switchboard"
    );
    let over: Vec<_> = parts.iter().filter(|part| part.is_over()).map(|part| part.title).collect();
    ensure!(over.is_empty(), "over the size budget: {}", over.join(", "));
    Ok(())
}

/// The size of the finished program in bytes.
///
/// # Errors
///
/// If it does not exist, or is over its budget.
pub(crate) fn program_within_budget(program: &Path) -> anyhow::Result<u64> {
    let bytes = fs::metadata(program).with_context(|| format!("no {} was built", program.display()))?.len();
    ensure!(bytes <= PROGRAM_BYTES, "the program is over its size budget: {bytes} of {PROGRAM_BYTES} bytes");
    Ok(bytes)
}

impl Part {
    fn total(&self) -> u64 {
        self.files.iter().map(|file| file.travels).sum()
    }

    fn is_over(&self) -> bool {
        self.bytes.is_some_and(|most| self.total() > most)
            || self.requests.is_some_and(|requests| self.files.len() > requests)
    }

    fn print(&self) {
        println!("{}", self.title);
        for Weight { name, plain, travels } in &self.files {
            println!("  {name:<28} {plain:>9} bytes {travels:>9} brotli");
        }
        let Some(bytes) = self.bytes else { return println!() };
        let requests = match self.requests {
            Some(most) => format!(", {} of {most} requests", self.files.len()),
            None => String::new(),
        };
        let verdict = if self.is_over() { "OVER BUDGET" } else { "ok" };
        println!("  {:<28} {:>25} of {} brotli{requests}: {verdict}\n", "together", self.total(), bytes);
    }
}

fn parts(site: &Path) -> anyhow::Result<Vec<Part>> {
    let manifest = fs::read(site.join(MANIFEST)).context("there is no built site")?;
    let manifest: BTreeMap<String, String> = serde_json::from_slice(&manifest)?;
    let named = |logical: &str| manifest.get(logical).with_context(|| format!("no {logical} was built"));
    let weigh = |name: &String| weigh(site, name);
    let first = [named("console.css")?, named("app.js")?, named("app.wasm")?];
    let conversation = named("app.conversation.wasm")?;
    let checker = [named("spell.js")?, named("spell.wasm")?];
    // The panel's page and its script name these as well, but do not load them.
    let pages_of_forms = Language::ALL.map(|language| named(&languages::page::of_forms(language)));
    let pages_of_forms = pages_of_forms.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let forms: Vec<_> = on_demand(&manifest, "panel").chain([named("panel-more.css")?]).collect();
    let catalogues = console::translated().map(|language| weigh(named(&console::asset_name(language))?));
    let catalogue =
        catalogues.collect::<anyhow::Result<Vec<_>>>()?.into_iter().max_by_key(|file| file.travels);
    let dictionaries = manifest.iter().filter(|(logical, _)| logical.starts_with("dictionary-"));
    Ok(vec![
        Part {
            title: "the loader, in every host page",
            files: vec![weigh(&"widget.js".to_owned())?],
            bytes: Some(LOADER_BYTES),
            requests: None,
        },
        Part {
            title: "what the loader brings with an invitation or a pushed address",
            files: vec![weigh(named("rare.js")?)?],
            bytes: Some(RARE_BYTES),
            requests: None,
        },
        Part {
            title: "the panel, once a visitor opens it, in the language whose page is the largest",
            files: brought_by(site, &largest_panel(site)?)?
                .iter()
                .filter(|name| !forms.contains(name) && !pages_of_forms.contains(name))
                .map(weigh)
                .collect::<Result<_, _>>()?,
            bytes: Some(PANEL_BYTES),
            requests: Some(PANEL_REQUESTS),
        },
        Part {
            title: "what a form brings to the panel, and its second file also what is sent beside text",
            files: forms
                .iter()
                .copied()
                .chain([largest(site, &pages_of_forms)?])
                .map(weigh)
                .collect::<Result<_, _>>()?,
            bytes: Some(FORMS_BYTES),
            requests: Some(3),
        },
        Part {
            title: "the console, the first time (beside its page)",
            files: first.into_iter().map(weigh).collect::<Result<_, _>>()?,
            bytes: Some(CONSOLE_BYTES),
            requests: None,
        },
        Part {
            title: "the console's texts in another language, the largest of them",
            files: catalogue.into_iter().collect(),
            bytes: Some(TEXTS_BYTES),
            requests: None,
        },
        Part {
            title: "what a chat brings to the console",
            files: vec![weigh(conversation)?],
            bytes: Some(CONVERSATION_BYTES),
            requests: None,
        },
        Part {
            title: "the console's other parts, each when it is first needed",
            files: on_demand(&manifest, "app")
                .filter(|name| *name != conversation)
                .map(weigh)
                .collect::<Result<_, _>>()?,
            bytes: None,
            requests: None,
        },
        Part {
            title: "the spell checker, when it is first used",
            files: checker.into_iter().map(weigh).collect::<Result<_, _>>()?,
            bytes: None,
            requests: None,
        },
        Part {
            title: "its dictionaries, of which one is loaded; packed by gzip",
            files: dictionaries.map(|(_, name)| weigh(name)).collect::<Result<_, _>>()?,
            bytes: None,
            requests: None,
        },
    ])
}

/// The heaviest page of the panel. A visitor loads one.
fn largest_panel(site: &Path) -> anyhow::Result<String> {
    let pages = Language::ALL.map(panel::file_name);
    Ok(largest(site, &pages.iter().collect::<Vec<_>>())?.clone())
}

/// The heaviest of these files.
fn largest<'a>(site: &Path, names: &[&'a String]) -> anyhow::Result<&'a String> {
    let weights = names.iter().map(|name| Ok((weigh(site, name)?.travels, *name)));
    let weights = weights.collect::<anyhow::Result<Vec<_>>>()?;
    let largest = weights.into_iter().max_by_key(|(travels, _)| *travels).context("there is no language")?;
    Ok(largest.1)
}

/// The modules of a program apart from its first.
fn on_demand<'a>(manifest: &'a BTreeMap<String, String>, program: &str) -> impl Iterator<Item = &'a String> {
    let (first, others) = (format!("{program}.wasm"), format!("{program}."));
    let is_part =
        move |logical: &str| logical != first && logical.starts_with(&others) && logical.ends_with(".wasm");
    manifest.iter().filter(move |(logical, _)| is_part(logical)).map(|(_, name)| name)
}

/// The file and all files of the site that it names, directly or through scripts and style sheets.
fn brought_by(site: &Path, first: &str) -> anyhow::Result<BTreeSet<String>> {
    let mut names = names_below(site)?;
    // Of programs there are only the compressed forms.
    let programs: Vec<_> = names
        .iter()
        .filter_map(|name| name.strip_suffix(".gz"))
        .filter(|name| is_packed_alone(name))
        .collect();
    names = names.iter().map(String::as_str).chain(programs).map(str::to_owned).collect();
    let mut brought = BTreeSet::new();
    let mut open = vec![first.to_owned()];
    while let Some(name) = open.pop() {
        if !is_packed_alone(&name) {
            let content = fs::read(site.join(&name)).with_context(|| format!("no {name} was built"))?;
            let text = String::from_utf8_lossy(&content);
            open.extend(names.iter().filter(|other| *other != &name && mentions(&text, other)).cloned());
        }
        brought.insert(name);
        open.retain(|name| !brought.contains(name));
    }
    Ok(brought)
}

/// Whether a file's name is in a text as an address: between quotes, brackets or slashes, not
/// within a longer name.
fn mentions(text: &str, name: &str) -> bool {
    let part_of_name =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte));
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (&text.as_bytes()[..at], &text.as_bytes()[at + name.len()..]);
        !part_of_name(before.last()) && !part_of_name(after.first())
    })
}

fn weigh(site: &Path, name: &str) -> anyhow::Result<Weight> {
    let plain = match fs::read(site.join(format!("{name}.gz"))) {
        // Its original length is at the end of gzip's output (RFC 1952, 2.3.1).
        Ok(packed) if is_packed_alone(name) => {
            packed.last_chunk().map_or(0, |length| u32::from_le_bytes(*length).into())
        }
        _ => fs::metadata(site.join(name)).with_context(|| format!("no {name} was built"))?.len(),
    };
    // A release has a companion beside every file that it makes smaller; a debug build has none and
    // cannot be measured.
    let travels = fs::metadata(site.join(format!("{name}.br"))).map_or(plain, |companion| companion.len());
    Ok(Weight { name: name.to_owned(), plain, travels })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> std::path::PathBuf {
        let folder = place::empty();
        for (name, content) in files {
            fs::write(folder.join(name), content).unwrap();
        }
        folder
    }

    #[test]
    fn a_page_brings_what_it_and_its_scripts_name() {
        let site = site(&[
            ("panel.html", r#"<link href="/assets/panel.1.css"><script src="/assets/panel.2.js">"#),
            ("panel.1.css", "@font-face{src:url(/panel.woff2)}"),
            ("panel.2.js", r#"new URL("panel.3.wasm",import.meta.url);x="/panel.html""#),
            ("panel.3.wasm", "app.4.js"),
            ("panel.woff2", ""),
            ("app.4.js", ""),
            ("css", ""),
        ]);
        let brought = brought_by(&site, "panel.html").unwrap();
        let expected = ["panel.1.css", "panel.2.js", "panel.3.wasm", "panel.html", "panel.woff2"];
        assert_eq!(brought, expected.map(str::to_owned).into());
    }

    #[test]
    fn of_the_panels_pages_the_heaviest_counts() {
        let site = place::empty();
        for language in Language::ALL {
            let words = if language == Language::Arabic { "many words" } else { "words" };
            fs::write(site.join(panel::file_name(language)), words).unwrap();
        }
        assert_eq!(largest_panel(&site).unwrap(), "panel.ar.html");
        fs::write(site.join("panel.ar.html.br"), "few").unwrap();
        assert_ne!(largest_panel(&site).unwrap(), "panel.ar.html");
    }

    #[test]
    fn a_program_that_grew_too_large_is_refused() {
        let program = place::empty().join("switchboard");
        assert!(program_within_budget(&program).is_err());
        let file = fs::File::create(&program).unwrap();
        file.set_len(PROGRAM_BYTES).unwrap();
        assert_eq!(program_within_budget(&program).unwrap(), PROGRAM_BYTES);
        file.set_len(PROGRAM_BYTES + 1).unwrap();
        assert!(program_within_budget(&program).is_err());
    }

    #[test]
    fn a_file_weighs_what_travels() {
        let site = site(&[("widget.js", "0123456789"), ("widget.js.br", "01234"), ("tiny", "0")]);
        let weight = weigh(&site, "widget.js").unwrap();
        assert_eq!((weight.plain, weight.travels), (10, 5));
        assert_eq!(weigh(&site, "tiny").unwrap().travels, 1);
    }

    #[test]
    fn only_the_parts_of_a_program_are_loaded_on_demand() {
        let logical = ["app.js", "app.messages.wasm", "app.wasm", "apple.pie.wasm", "panel.wasm"];
        let manifest = logical.map(|name| (name.to_owned(), format!("hashed {name}"))).into();
        let found: Vec<_> = on_demand(&manifest, "app").collect();
        assert_eq!(found, ["hashed app.messages.wasm"]);
    }

    #[test]
    fn the_bytes_and_the_requests_both_count() {
        let part = |sizes: &[u64]| Part {
            title: "part",
            files: sizes
                .iter()
                .map(|&travels| Weight { name: String::new(), plain: travels, travels })
                .collect(),
            bytes: Some(10),
            requests: Some(2),
        };
        assert!(!part(&[5, 5]).is_over());
        assert!(part(&[5, 6]).is_over());
        assert!(part(&[1, 1, 1]).is_over());
    }
}
