//! The operator's own dictionary (manual B7): words accepted in addition to the dictionaries.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    console::controls::SmallButton,
    drawn::flag,
    icon,
    live::Live,
    spelling::{Checker, dictionaries},
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Words() -> impl IntoView {
    let live = expect_context::<Live>();
    let checker = expect_context::<Checker>();
    Effect::new(move |_| {
        // At the start, and after a reconnect if they are not loaded yet.
        if live.connection.get().is_up() {
            spawn_local(async move {
                let _ = checker.load_words().await; // on failure the list stays empty
            });
        }
    });
    let words = Memo::new(move |_| {
        let mut words = checker.words();
        words.sort_unstable_by_key(|word| word.to_lowercase());
        words
    });
    let is_chosen = move |tag: &str| live.desk.preferences.with(|mine| mine.language == tag);
    let is_one_chosen = move || dictionaries::offered().iter().any(|one| is_chosen(one.tag));
    view! {
        <div class="switch-row">
            <span id="language">{tr("Dictionary")}</span>
            <select
                aria-labelledby="language"
                on:change:target=move |event| {
                    let language = event.target().value();
                    live.own.set_preferences(|mine| mine.language = language);
                }
            >
                <option value="" prop:selected=flag(move || !is_one_chosen())>
                    {tr_with("As this browser: %1", &[&dictionaries::used("").name])}
                </option>
                {dictionaries::offered()
                    .iter()
                    .map(|one| {
                        view! {
                            <option value=one.tag prop:selected=flag(move || is_chosen(one.tag))>
                                {one.name}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </div>
        {dictionaries::why_not_mine().map(|why| view! { <p class="quiet-note">{why}</p> })}
        <div class="own-words">
            <h3>{tr("My dictionary")}</h3>
            <p class="quiet-note" hidden=flag(move || !words.read().is_empty())>
                {tr("Words that you add in the Spell Checker stand here.")}
            </p>
            <ul>
                <For
                    each=move || words.get()
                    key=|word| word.clone()
                    children=move |word| {
                        let gone = word.clone();
                        view! {
                            <li>
                                <span>{word.clone()}</span>
                                <SmallButton
                                    picture=icon::CROSS
                                    label=tr_with("Remove %1", &[&word])
                                    press=Callback::new(move |()| checker.set_word(&gone, false))
                                />
                            </li>
                        }
                    }
                />
            </ul>
        </div>
    }
    .into_any()
}
