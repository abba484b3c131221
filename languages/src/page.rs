//! Writes a language's texts into the panel's two pages: `panel.html`, and the page of its forms.
//!
//! | a page has | it is replaced by |
//! |---|---|
//! | `{{text.NAME}}` | that text of the part `page` |
//! | `{{language}}`, `{{direction}}` | the language's tag; `ltr` or `rtl` |
//! | `{{said}}` | the part `said` as a JSON list: texts in name order, then an object of plurals |
//! | `{{said-by-forms}}` | the part `forms` as a JSON list: texts in name order |
//! | `{{panel-forms.html}}` | the same with the language in the name: see [`of_forms`] |
//! | `{{languages}}` | a button for each language, by its own name |
//!
//! Other placeholders are left alone: the build fills in the addresses of files.

use std::fmt::Write;

use serde_json::{Value, json};
use wire::Language;

use crate::{PLURAL, Texts, direction};

/// The page in a language.
///
/// # Errors
///
/// The name of a text that the page asks for and that does not exist.
pub fn written(page: &str, texts: &Texts) -> Result<String, String> {
    let mut written = String::new();
    let mut rest = page;
    while let Some((before, name, after)) = next_placeholder(rest) {
        written.push_str(before);
        match name {
            "language" => written.push_str(texts.language.tag()),
            "direction" => written.push_str(direction(texts.language)),
            "said" => written.push_str(&said(texts)),
            "said-by-forms" => written.push_str(&listed(texts.forms.values().map(|text| json!(text)))),
            "panel-forms.html" => {
                let _ = write!(written, "{{{{{}}}}}", of_forms(texts.language));
            }
            "languages" => written.push_str(&choices(texts.language)),
            _ => match name.strip_prefix("text.") {
                Some(name) => {
                    written.push_str(&escaped(texts.page.get(name).ok_or_else(|| name.to_owned())?))
                }
                None => {
                    let _ = write!(written, "{{{{{name}}}}}");
                }
            },
        }
        rest = after;
    }
    written.push_str(rest);
    Ok(written)
}

/// The name of the forms' page in a language, to which the build adds a hash.
pub fn of_forms(language: Language) -> String {
    format!("panel-forms.{}.html", language.tag())
}

/// The text before the next placeholder, its name, and the text after it.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("{{")?;
    let (name, after) = rest.split_once("}}")?;
    Some((before, name, after))
}

fn said(texts: &Texts) -> String {
    let is_form = |name: &String| name.starts_with(PLURAL);
    let list = texts.said.iter().filter(|(name, _)| !is_form(name)).map(|(_, text)| json!(text));
    let forms = texts
        .said
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix(PLURAL)?.to_owned(), json!(text))));
    let forms = Value::Object(forms.collect());
    listed(list.chain([forms]))
}

/// JSON that can stand in a script element without ending it.
fn listed(values: impl Iterator<Item = Value>) -> String {
    Value::from_iter(values).to_string().replace('<', "\\u003c")
}

/// The list closes by itself, even without a connection, when no other language can be loaded.
const HIDES: &str = r#"popovertarget="languages" popovertargetaction="hide""#;

/// A button for each language. A visitor who reads none of the others still finds their own.
fn choices(current: Language) -> String {
    let mut choices = String::new();
    for language in Language::ALL {
        let (tag, name) = (language.tag(), language.own_name());
        let mark = if language == current { r#" aria-current="true""# } else { "" };
        let _ = write!(
            choices,
            r#"<button type="button" class="quiet" data-do="speak" {HIDES} lang="{tag}"{mark}>{name}</button>"#,
        );
    }
    choices
}

pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::of;

    const PANEL: &str = include_str!("../../widget/panel.html");
    const FORMS: &str = include_str!("../../widget/panel-forms.html");

    fn of_panel(language: Language) -> String {
        written(PANEL, of(language)).unwrap()
    }

    /// The names of the texts that a page asks for.
    fn asked(page: &str) -> BTreeSet<&str> {
        page.split("{{text.").skip(1).filter_map(|rest| rest.split("}}").next()).collect()
    }

    #[test]
    fn the_pages_ask_for_each_text_that_there_is() {
        let there: BTreeSet<_> = of(Language::English).page.keys().map(String::as_str).collect();
        assert_eq!(&asked(PANEL) | &asked(FORMS), there);
    }

    #[test]
    fn the_panels_page_has_no_text_of_the_forms() {
        for language in Language::ALL {
            let (texts, page) = (of(language), of_panel(language));
            let whole = |text: &str| [format!(">{}<", escaped(text)), json!(text).to_string()];
            let is_there = |text: &String| whole(text).iter().any(|text| page.contains(text));
            let in_markup = (&asked(FORMS) - &asked(PANEL)).into_iter().map(|name| &texts.page[name]);
            let found: Vec<_> = in_markup.chain(texts.forms.values()).filter(|text| is_there(text)).collect();
            // The input of the chat has the same name as the field of the off-line form.
            let known = [&texts.page["message"]];
            let others: Vec<_> = found.into_iter().filter(|text| !known.contains(text)).collect();
            assert_eq!(others, Vec::<&String>::new(), "{language:?}");
            // Otherwise a page without texts would pass.
            assert!(is_there(&texts.said["away"]) && is_there(&texts.page["stopped"]), "{language:?}");
        }
    }

    #[test]
    fn the_panels_page_names_the_page_of_its_forms_in_its_language() {
        assert!(of_panel(Language::Chinese).contains(r#"data-forms="{{panel-forms.zh-Hans.html}}""#));
        let forms = written(FORMS, of(Language::Chinese)).unwrap();
        assert!(forms.contains(&json!(of(Language::Chinese).forms["thanks"]).to_string()));
        assert!(!forms.contains("{{"), "nothing is left to the build: {forms}");
    }

    #[test]
    fn a_text_that_does_not_exist_is_named() {
        assert_eq!(written("<p>{{text.nonsense}}</p>", of(Language::German)), Err("nonsense".to_owned()));
    }

    #[test]
    fn texts_are_characters_and_files_are_left_to_the_build() {
        let mut texts = of(Language::German).clone();
        texts.page.insert("end".into(), r#"<b> & "{{said}}""#.into());
        texts.said = [("wait", "</script>"), ("unread-other", "%")]
            .map(|(name, text)| (name.into(), text.into()))
            .into();
        let page = written(r#"<p title="{{text.end}}">{{panel.css}} {{said}}"#, &texts).unwrap();
        assert_eq!(
            page,
            r#"<p title="&lt;b&gt; &amp; &quot;{{said}}&quot;">{{panel.css}} ["\u003c/script>",{"other":"%"}]"#
        );
    }

    #[test]
    fn a_page_says_which_language_it_is_and_offers_all() {
        let arabic = of_panel(Language::Arabic);
        assert!(arabic.contains(r#"<html lang="ar" dir="rtl">"#));
        assert!(of_panel(Language::Chinese).contains(r#"<html lang="zh-Hans" dir="ltr">"#));
        for language in Language::ALL {
            assert!(arabic.contains(language.own_name()), "{language:?}");
        }
        assert_eq!(arabic.matches("aria-current").count(), 1);
        assert!(arabic.contains(r#"lang="ar" aria-current="true">العربية<"#));
    }

    #[test]
    fn no_page_has_a_sentence_of_another_language() {
        let both = |language| of_panel(language) + &written(FORMS, of(language)).unwrap();
        let english = of(Language::English);
        let sentences = || {
            english
                .page
                .values()
                .chain(english.said.values())
                .chain(english.forms.values())
                .filter(|text| text.contains(' '))
        };
        assert!(sentences().count() > 60);
        for language in Language::ALL.into_iter().filter(|language| *language != Language::English) {
            let page = both(language);
            let found: Vec<_> = sentences().filter(|sentence| page.contains(&**sentence)).collect();
            assert_eq!(found, Vec::<&String>::new(), "{language:?}");
        }
        let page = both(Language::English);
        assert!(sentences().all(|sentence| page.contains(&**sentence)), "the English pages have them all");
    }
}
