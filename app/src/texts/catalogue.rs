//! The texts in the page's language, in the browser. The page names their catalogue, unless it is
//! in English.

use std::sync::OnceLock;

use leptos::prelude::{document, window};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local; // Leptos's version waits for a view, and there is none
use wire::Language;

/// The attribute with the language that the operator has chosen, if any.
const CHOSEN: &str = "data-language";

/// Pairs of the English text and its translation, in byte order of the English texts.
struct Catalogue(Vec<(&'static str, &'static str)>);

static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();

impl Catalogue {
    /// Parses a list that alternates English and translated texts, each terminated by NUL. The
    /// texts live as long as the page.
    fn of(list: String) -> Catalogue {
        let list: &'static str = list.leak();
        let mut texts = list.split_terminator('\0');
        let mut pairs = Vec::new();
        while let (Some(english), Some(text)) = (texts.next(), texts.next()) {
            pairs.push((english, text));
        }
        Catalogue(pairs)
    }

    fn text(&self, english: &str) -> Option<&'static str> {
        let at = self.0.binary_search_by(|(one, _)| (*one).cmp(english)).ok()?;
        self.0.get(at).map(|(_, text)| *text)
    }
}

pub(super) fn translation(english: &str) -> Option<&'static str> {
    CATALOGUE.get()?.text(english)
}

/// Runs `begin` once the texts are loaded. If that fails, the page is in English.
pub(crate) fn before(begin: fn()) {
    let meta = document().query_selector("meta[name=texts]").ok().flatten();
    let Some(address) = meta.and_then(|meta| meta.get_attribute("content")) else { return begin() };
    spawn_local(async move {
        match texts_at(&address).await.ok().and_then(|list| list.as_string()) {
            Some(list) => {
                // Fails only if already set, and a page begins once.
                let _ = CATALOGUE.set(Catalogue::of(list));
            }
            None => say_it_is_english(),
        }
        begin();
    });
}

/// For screen readers.
fn say_it_is_english() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", "en"); // cannot fail: the name is valid
    }
}

pub(super) fn page_language() -> String {
    of_root("lang").unwrap_or_default()
}

/// The language that the operator has chosen; `None`: the browser's is used.
pub(crate) fn chosen_language() -> Option<Language> {
    of_root(CHOSEN).as_deref().and_then(Language::of_console)
}

/// The language tag for dates and times: the page's. If the page is in English only because the
/// console does not support the browser's language, dates and times use the browser's.
pub(crate) fn language_tag() -> String {
    let browsers = window().navigator().language().unwrap_or_default();
    written_in(&page_language(), chosen_language().is_some(), &browsers)
}

fn written_in(page: &str, is_chosen: bool, browsers: &str) -> String {
    let primary = browsers.split(['-', '_', '@', '.']).next().unwrap_or_default();
    let is_tag = matches!(primary.len(), 2 | 3) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_stopgap = page == "en" && !is_chosen && is_tag;
    if is_stopgap { primary.to_ascii_lowercase() } else { page.to_owned() }
}

fn of_root(name: &str) -> Option<String> {
    document().document_element().and_then(|root| root.get_attribute(name))
}

#[wasm_bindgen(module = "/src/texts/catalogue.js")]
extern "C" {
    /// The texts at this URL, as [`Catalogue::of`] takes them; undefined if they cannot be loaded.
    #[wasm_bindgen(catch, js_name = textsAt)]
    async fn texts_at(address: &str) -> Result<JsValue, JsValue>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_found_and_no_other() {
        let catalogue = Catalogue::of("%1 line\0%1 Zeile\0Save\0Speichern\0…\0….\0".into());
        let found = ["%1 line", "Save", "…", "", "Sav", "Speichern"].map(|english| catalogue.text(english));
        assert_eq!(found, [Some("%1 Zeile"), Some("Speichern"), Some("…."), None, None, None]);
        assert_eq!(Catalogue::of(String::new()).text("Save"), None);
        assert_eq!(translation("Save"), None, "no page has begun");
    }

    #[test]
    fn dates_are_written_in_the_language_of_the_page_unless_that_is_a_stopgap() {
        for (page, is_chosen, browsers, expected) in [
            ("de", false, "de-AT", "de"),
            ("fr", true, "de-AT", "fr"),
            ("de", false, "nl", "de"),
            ("en", false, "sv-SE", "sv"),
            ("en", false, "pl_PL@euro", "pl"),
            ("en", true, "sv-SE", "en"),
            ("en", false, "en-GB", "en"),
            ("en", false, "C", "en"),
            ("en", false, "", "en"),
        ] {
            assert_eq!(written_in(page, is_chosen, browsers), expected, "{page} {is_chosen} {browsers}");
        }
    }
}
