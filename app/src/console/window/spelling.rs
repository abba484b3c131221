//! The Spell Checker window (manual B7): goes through the text in the input, word by word.

use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};

use crate::{
    console::window::{head::Head, open::OpenWindow},
    drawn::{flag, text},
    parts::roving::{self, Roving},
    spelling::{Checker, review::Review},
    texts::{tr, tr_with},
};

const SUGGESTIONS: u32 = 6;

#[component]
pub(super) fn Spelling() -> impl IntoView {
    let window = expect_context::<OpenWindow>();
    let checker = expect_context::<Checker>();
    let spelled = checker.spelled;
    let review = RwSignal::new(spelled.take_review());
    // `None` while loading.
    let words = RwSignal::new(None::<Vec<String>>);
    let field = NodeRef::<html::Input>::new();
    let with = |review: &Option<Review>, which: fn((&str, &str, &str)) -> String| {
        review.as_ref().and_then(|review| review.current().map(which)).unwrap_or_default()
    };
    let before = text(move || review.with(|review| with(review, |(before, ..)| last_of(before))));
    let word = text(move || review.with(|review| with(review, |(_, word, _)| word.to_owned())));
    let after = text(move || review.with(|review| with(review, |(.., after)| first_of(after))));
    let left = text(move || match review.with(|review| review.as_ref().map_or(0, Review::left)) {
        1 => tr("The last word").into(),
        n => tr_with("%1 words", &[&n]),
    });

    // Each word gets its own suggestions, with the best one already in the field.
    Effect::new(move |_| {
        let wanted = word.get();
        words.set(None);
        if let Some(field) = field.get_untracked() {
            field.set_value(&wanted);
        }
        if wanted.is_empty() {
            return;
        }
        spawn_local(async move {
            let found = checker.suggest(&wanted, SUGGESTIONS).await.unwrap_or_default();
            if word.try_get_untracked().as_ref() == Some(&wanted) {
                if let (Some(field), Some(first)) = (field.get_untracked(), found.first()) {
                    field.set_value(first);
                    field.select();
                }
                words.set(Some(found));
            }
        });
    });
    let go_on = move |change: &dyn Fn(&mut Review)| {
        let is_over = review.try_update(|review| {
            review.as_mut().is_none_or(|review| {
                change(review);
                review.left() == 0
            })
        });
        if is_over == Some(true) {
            window.set(None);
            if let Some(review) = review.get_untracked() {
                spelled.finish(review.text());
            }
        }
    };
    let typed = move || field.get_untracked().map(|field| field.value()).unwrap_or_default();
    let change = move |event: SubmitEvent| {
        event.prevent_default();
        go_on(&|review| review.change(&typed()));
    };
    let add = move |_| {
        checker.add(&word.get_untracked());
        go_on(&|review| review.ignore_all());
    };
    let count = move || words.read().as_ref().map_or(0, Vec::len) as u128;
    let roving = Roving::new(move || (0..count()).map(uuid::Uuid::from_u128).collect());
    view! {
        <Head words=Signal::stored(tr("Spell Checker").to_owned()) />
        <p class="spelled" dir="auto">
            {before}
            <mark>{word}</mark>
            {after}
        </p>
        <p class="quiet-note">{left}</p>
        <form on:submit=change>
            <div class="change-to">
                <label class="field">
                    <span>{tr("Change to")}</span>
                    <input node_ref=field dir="auto" autofocus autocomplete="off" spellcheck="false" />
                </label>
                <button type="submit" class="button is-main">
                    {tr("Change")}
                </button>
            </div>
            <ul class="suggestions" aria-label=tr("Suggestions") on:keydown=roving::on_key>
                <For
                    each=move || words.get().unwrap_or_default().into_iter().enumerate()
                    key=|(_, word)| word.clone()
                    children=move |(nr, word)| {
                        let key = uuid::Uuid::from_u128(nr as u128);
                        let chosen = word.clone();
                        view! {
                            <li>
                                <button
                                    type="button"
                                    class="suggestion"
                                    data-item
                                    tabindex=roving.tabindex(key)
                                    on:focus=move |_| roving.focused(key)
                                    on:click=move |_| go_on(&|review| review.change(&chosen))
                                >
                                    {word}
                                </button>
                            </li>
                        }
                    }
                />
            </ul>
            <p class="quiet-note" hidden=flag(move || words.read().as_ref().is_none_or(|words| !words.is_empty()))>
                {tr("No suggestion.")}
            </p>
            <div class="dialog-buttons">
                <button type="button" class="button is-quiet" on:click=add>
                    {tr("Add to my dictionary")}
                </button>
                <button type="button" class="button" on:click=move |_| go_on(&|review| review.ignore())>
                    {tr("Ignore")}
                </button>
                <button type="button" class="button" on:click=move |_| go_on(&|review| review.change_all(&typed()))>
                    {tr("Change all")}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// The end of the text before a word, enough to locate the word.
fn last_of(text: &str) -> String {
    let skip = text.chars().count().saturating_sub(60);
    let cut: String = text.chars().skip(skip).collect();
    if skip > 0 { format!("…{cut}") } else { cut }
}

/// The beginning of the text after a word.
fn first_of(text: &str) -> String {
    let cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_text_what_is_near_is_shown() {
        assert_eq!((last_of("near"), first_of("near")), ("near".to_owned(), "near".to_owned()));
        let long = "é".repeat(70);
        assert_eq!(last_of(&long), format!("…{}", "é".repeat(60)));
        assert_eq!(first_of(&long), format!("{}…", "é".repeat(60)));
    }
}
