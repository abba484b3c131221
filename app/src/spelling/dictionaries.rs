//! The available dictionaries, and which one checks an operator's texts (manual B7).

use std::sync::OnceLock;

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::texts::tr_with;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dictionary {
    /// The language tag (BCP 47), which the preferences and the worker use.
    pub(crate) tag: &'static str,
    /// The language's name in that language.
    pub(crate) name: &'static str,
    /// Added by whoever runs the server, and served from there.
    pub(crate) is_added: bool,
}

const ENGLISH: Dictionary = Dictionary { tag: "en", name: "English (US)", is_added: false };

/// The built-in dictionaries, sorted by name.
const BUILT_IN: [Dictionary; 7] = [
    Dictionary { tag: "en-GB", name: "English (UK)", is_added: false },
    ENGLISH,
    Dictionary { tag: "es", name: "Español", is_added: false },
    Dictionary { tag: "fr", name: "Français", is_added: false },
    Dictionary { tag: "pl", name: "Polski", is_added: false },
    Dictionary { tag: "pt", name: "Português (Brasil)", is_added: false },
    Dictionary { tag: "pt-PT", name: "Português (Portugal)", is_added: false },
];

/// Regions that spell like another one; the rest use the language's own dictionary.
const SPELL_AS: [(&str, &[&str]); 2] =
    [("en-GB", &["en-AU", "en-IE", "en-IN", "en-NZ", "en-ZA"]), ("pt-PT", &["pt-AO", "pt-CV", "pt-MZ"])];

/// Languages without spaces between words: word boundaries cannot be found without a dictionary.
const UNSPACED: [&str; 6] = ["ja", "km", "lo", "my", "th", "zh"];

/// All dictionaries, built-in and added, sorted by name.
pub(crate) fn offered() -> &'static [Dictionary] {
    static OFFERED: OnceLock<Vec<Dictionary>> = OnceLock::new();
    OFFERED.get_or_init(|| {
        let meta = document().query_selector("meta[name=dictionaries]").ok().flatten();
        let added = meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default();
        together(&added, |tag| language_name(tag, tag).unwrap_or_else(|| tag.to_owned()))
    })
}

/// The dictionary to use: the chosen one, otherwise the first match among the browser's languages,
/// otherwise American English.
pub(crate) fn used(chosen: &str) -> Dictionary {
    select(offered(), chosen, &browsers())
}

/// A sentence that says why the browser's own language is not available, if it is not.
pub(crate) fn why_not_mine() -> Option<String> {
    let tag = browsers().into_iter().next()?;
    if meant_by(offered(), &tag).is_some() {
        return None;
    }
    let primary = primary(&tag);
    // A tag without a name is not a language: some browsers pass on the tag of a system that has
    // none.
    language_name(&page_language(), primary).map(|name| why_not(primary, &name))
}

fn together(added: &str, name_of: impl Fn(&str) -> String) -> Vec<Dictionary> {
    let mut all = Vec::from(BUILT_IN);
    for tag in added.split_ascii_whitespace() {
        // An added dictionary replaces a built-in one with the same tag.
        if let Some(one) = all.iter_mut().find(|one| one.tag.eq_ignore_ascii_case(tag)) {
            one.is_added = true;
            continue;
        }
        // Once per page load.
        let name: &str = name_of(tag).leak();
        let place = all.iter().position(|one| one.name > name).unwrap_or(all.len());
        all.insert(place, Dictionary { tag: tag.to_owned().leak(), name, is_added: true });
    }
    all
}

fn select(all: &[Dictionary], chosen: &str, browsers: &[String]) -> Dictionary {
    let known = all.iter().find(|one| one.tag == chosen).copied();
    known.or_else(|| browsers.iter().find_map(|tag| meant_by(all, tag))).unwrap_or(ENGLISH)
}

/// The dictionary of the same region, of one that spells alike, of the language in general, or of
/// any of its regions.
fn meant_by(all: &[Dictionary], tag: &str) -> Option<Dictionary> {
    let of = |tag: &str| all.iter().find(|one| one.tag.eq_ignore_ascii_case(tag));
    let alike =
        || SPELL_AS.iter().find(|(_, others)| others.iter().any(|other| other.eq_ignore_ascii_case(tag)));
    let primary = primary(tag);
    let any = || all.iter().find(|one| self::primary(one.tag).eq_ignore_ascii_case(primary));
    of(tag).or_else(|| alike().and_then(|(tag, _)| of(tag))).or_else(|| of(primary)).or_else(any).copied()
}

fn primary(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(primary, _)| primary)
}

fn why_not(primary: &str, name: &str) -> String {
    match UNSPACED.iter().any(|unspaced| unspaced.eq_ignore_ascii_case(primary)) {
        true => tr_with(
            "%1 is written without spaces between words, so there are no single words to look up.",
            &[&name],
        ),
        false => tr_with(
            "There is no %1 dictionary on this server. Whoever runs the server can add one.",
            &[&name],
        ),
    }
}

fn page_language() -> String {
    let of_page = document().document_element().and_then(|root| root.get_attribute("lang"));
    of_page.unwrap_or_else(|| "en".into())
}

fn browsers() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// The name of a language in another language, or in itself. `None` for an invalid tag.
fn language_name(within: &str, tag: &str) -> Option<String> {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok();
    let names: Function = get(&get(&js_sys::global(), "Intl")?, "DisplayNames")?.dyn_into().ok()?;
    let options = js_sys::Object::new();
    Reflect::set(&options, &"type".into(), &"language".into()).ok()?;
    Reflect::set(&options, &"fallback".into(), &"none".into()).ok()?;
    let names = Reflect::construct(&names, &Array::of2(&within.into(), &options)).ok()?;
    let of: Function = get(&names, "of")?.dyn_into().ok()?;
    let name: JsValue = of.call1(&names, &JsValue::from(tag)).ok()?;
    name.as_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(all: &[Dictionary], chosen: &str, browsers: &[&str]) -> &'static str {
        let browsers: Vec<_> = browsers.iter().map(|tag| (*tag).to_owned()).collect();
        select(all, chosen, &browsers).tag
    }

    fn names(added: &str) -> Vec<Dictionary> {
        together(added, |tag| if tag == "de" { "Deutsch".into() } else { format!("_{tag}") })
    }

    #[test]
    fn without_a_choice_it_is_the_browsers_first_language_that_has_one() {
        let all = BUILT_IN;
        assert_eq!(tag(&all, "", &["de-DE", "de", "fr-CA", "en-US"]), "fr");
        assert_eq!(tag(&all, "", &["en-US"]), "en");
        assert_eq!(tag(&all, "", &["en-gb"]), "en-GB");
        assert_eq!(tag(&all, "", &["en-NZ"]), "en-GB");
        assert_eq!(tag(&all, "", &["en-CA"]), "en");
        assert_eq!(tag(&all, "", &["pt-BR"]), "pt");
        assert_eq!(tag(&all, "", &["pt-MZ"]), "pt-PT");
        assert_eq!(tag(&all, "", &["ja", "zh-CN"]), "en");
        assert_eq!(tag(&all, "", &[]), "en");
    }

    #[test]
    fn a_choice_holds_as_long_as_there_is_its_dictionary() {
        assert_eq!(tag(&BUILT_IN, "pl", &["fr"]), "pl");
        assert_eq!(tag(&BUILT_IN, "de", &["fr"]), "fr");
        assert_eq!(tag(&names("de"), "de", &["fr"]), "de");
    }

    #[test]
    fn what_was_added_stands_in_its_place_and_wins() {
        let all = names("de FR de-AT");
        assert_eq!(all[0], Dictionary { tag: "de", name: "Deutsch", is_added: true });
        assert!(all.iter().all(|one| one.is_added == ["de", "fr", "de-AT"].contains(&one.tag)));
        assert_eq!(all.len(), BUILT_IN.len() + 2);
        assert_eq!(tag(&all, "", &["de-at"]), "de-AT");
        assert_eq!(tag(&names("nl-BE"), "", &["nl"]), "nl-BE");
    }

    #[test]
    fn what_the_program_brings_is_sorted_by_name() {
        assert!(BUILT_IN.is_sorted_by_key(|one| one.name));
    }

    #[test]
    fn it_is_said_why_there_is_no_dictionary() {
        assert!(why_not("ja", "Japanese").starts_with("Japanese is written without spaces"));
        assert!(why_not("de", "German").starts_with("There is no German dictionary on this server."));
    }
}
