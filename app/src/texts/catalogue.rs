//! The texts of the page's language in the browser: the page names their catalogue, unless it is in English.

use std::sync::OnceLock;

use leptos::prelude::{document, window};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local; // Leptos's own waits for a view to be drawn, and there is none
use wire::Language;

/// Where the page says which language the operator has chosen, if any.
const CHOSEN: &str = "data-language";

/// English texts in the order of their bytes, each with the page's language's.
struct Catalogue(Vec<(&'static str, &'static str)>);

static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();

impl Catalogue {
    /// Of texts by turns in English and in the other language, each ended by a NUL. They stay for as long as the page does.
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

/// The text in the page's language, if it has one.
pub(super) fn translation(english: &str) -> Option<&'static str> {
    CATALOGUE.get()?.text(english)
}

/// Has the page begin when its texts are there, or cannot be had: it is in English then.
pub(crate) fn before(begin: fn()) {
    let meta = document().query_selector("meta[name=texts]").ok().flatten();
    let Some(address) = meta.and_then(|meta| meta.get_attribute("content")) else { return begin() };
    spawn_local(async move {
        match texts_at(&address).await.ok().and_then(|list| list.as_string()) {
            Some(list) => {
                let _ = CATALOGUE.set(Catalogue::of(list)); // a page begins once
            }
            None => say_it_is_english(),
        }
        begin();
    });
}

/// For whoever reads the page aloud.
fn say_it_is_english() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", "en"); // a valid name cannot fail
    }
}

/// The tag of the language that the page is in.
pub(super) fn page_language() -> String {
    of_root("lang").unwrap_or_default()
}

/// The language that the operator has chosen; none: the browser's is used.
pub(crate) fn chosen_language() -> Option<Language> {
    of_root(CHOSEN).as_deref().and_then(Language::of_console)
}

/// The tag of the language in which dates and times are written: the page's. Where it is English because the console does not
/// speak the browser's language, theirs keep the browser's.
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
    /// The texts at this address, as [`Catalogue::of`] takes them; undefined if they cannot be had.
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
