//! The form that rates a chat. The server sends it, in the visitor's language, to panels whose chat
//! has ended on a site that asks for ratings. So no other visitor pays for its texts.
//!
//! The panel knows it by the ids `rate` (the form), `rate-words`, `rate-fault` and `rate-again`
//! (`widget/src/view/rating.rs`); `data-given` says whether the chat is rated, and `data-thanks`
//! what is said then.

use std::fmt::Write;

use wire::{
    rating::{Rating, Scale, ToRate},
    text::MAX_TEXT,
};

use crate::{Texts, page::escaped};

/// The form as HTML. Whatever people wrote in it is text.
pub fn form(texts: &Texts, asked: &ToRate) -> String {
    let text = |name: &str| escaped(texts.rating.get(name).map(String::as_str).unwrap_or_default());
    let question = if asked.question.is_empty() { text("question") } else { escaped(&asked.question) };
    let given = asked.given.as_ref();
    let chosen = given.map(|rating| closest(rating, asked.scale));
    let words = given.map(|rating| escaped(&rating.words)).unwrap_or_default();
    let (class, choices) = match asked.scale {
        Scale::Stars => ("stars", STARS),
        Scale::Thumbs => ("thumbs", THUMBS),
    };
    let mut radios = String::new();
    for &(stars, name) in choices {
        let (label, mark) = (text(name), if chosen == Some(stars) { " checked" } else { "" });
        // The sign is drawn by the style sheet.
        let _ = write!(
            radios,
            r#"<label title="{label}"><input type="radio" name="stars" value="{stars}" aria-label="{label}"{mark}><span aria-hidden="true"></span></label>"#,
        );
    }
    // The chat makes the form another one for each chat, so that the panel draws it anew. The line
    // break before the words is the one that HTML drops.
    format!(
        r#"<form id="rate" novalidate data-chat="{}" data-given="{}" data-thanks="{}"><fieldset><legend>{question}</legend><div class="{class}">{radios}</div></fieldset><div id="rate-more"><label for="rate-words">{}</label><textarea id="rate-words" rows="2" maxlength="{MAX_TEXT}" dir="auto">
{words}</textarea><p id="rate-fault" class="fault" role="alert"></p><button class="main">{}</button></div></form><button type="button" id="rate-again" class="link" data-do="rate-again" hidden>{}</button>"#,
        asked.chat.0.simple(),
        given.is_some(),
        text("thanks"),
        text("words"),
        text("send"),
        text("change"),
    )
}

const STARS: &[(u8, &str)] = &[(1, "star-1"), (2, "star-2"), (3, "star-3"), (4, "star-4"), (5, "star-5")];
/// The better one first, as people expect it.
const THUMBS: &[(u8, &str)] = &[(5, "thumb-up"), (1, "thumb-down")];

/// The choice that shows this rating, which may be from before the site changed its scale.
fn closest(rating: &Rating, scale: Scale) -> u8 {
    match scale {
        Scale::Stars => rating.stars,
        Scale::Thumbs if rating.stars >= 4 => 5,
        Scale::Thumbs => 1,
    }
}

#[cfg(test)]
mod tests {
    use wire::{ChatId, Language, Timestamp};

    use super::*;
    use crate::of;

    fn asked(scale: Scale, question: &str, given: Option<(u8, &str)>) -> ToRate {
        let given = given.map(|(stars, words)| Rating { stars, words: words.to_owned(), at: Timestamp(0) });
        ToRate { chat: ChatId::v7(1, &[1; 10]), scale, question: question.to_owned(), given }
    }

    #[test]
    fn each_language_asks_in_its_own_words() {
        for language in Language::ALL {
            let texts = of(language);
            for scale in [Scale::Stars, Scale::Thumbs] {
                let form = form(texts, &asked(scale, "", None));
                assert!(form.contains(&escaped(&texts.rating["question"])), "{language:?}");
                assert!(form.contains(r#"data-given="false""#) && !form.contains(" checked"), "{form}");
                assert_eq!(form.matches("type=\"radio\"").count(), if scale == Scale::Stars { 5 } else { 2 });
                assert!(!form.contains(r#""""#), "{language:?}: no text is empty: {form}");
                assert!(form.len() < 2_500, "{language:?}: {}", form.len());
            }
        }
    }

    #[test]
    fn what_people_wrote_stays_text_and_what_was_chosen_is_chosen() {
        let texts = of(Language::English);
        let form = form(texts, &asked(Scale::Stars, "<b>Well?</b>", Some((4, "</textarea><script>"))));
        assert!(form.contains("<legend>&lt;b&gt;Well?&lt;/b&gt;</legend>"), "{form}");
        assert!(form.contains("\n&lt;/textarea&gt;&lt;script&gt;</textarea>"), "{form}");
        assert!(form.contains(r#"value="4" aria-label="4 of 5 — good" checked"#), "{form}");
        assert_eq!(form.matches(" checked").count(), 1);
    }

    #[test]
    fn stars_become_thumbs_when_the_site_changes_its_mind() {
        for (stars, value) in [(1, 1), (2, 1), (3, 1), (4, 5), (5, 5)] {
            let given = Rating { stars, words: String::new(), at: Timestamp(0) };
            assert_eq!(closest(&given, Scale::Thumbs), value);
            assert_eq!(closest(&given, Scale::Stars), stars);
        }
    }
}
