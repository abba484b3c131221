//! The console's language in this browser.

use leptos::{prelude::*, task::spawn_local};
use wire::Language;

use crate::{
    api::language::choose_language,
    drawn::{flag, text},
    texts::{chosen_language, tr},
};

/// A change takes effect by reloading the page. Drafts are kept in the browser.
#[component]
pub(super) fn ConsoleLanguage() -> impl IntoView {
    let chosen = RwSignal::new(chosen_language().map(Language::tag).unwrap_or_default().to_owned());
    let failed = RwSignal::new("");
    let choose = move |tag: String| {
        failed.set("");
        chosen.set(tag.clone());
        spawn_local(async move {
            match choose_language(tag).await {
                Ok(()) => {
                    let _ = window().location().reload(); // a reload cannot be refused
                }
                Err(_) => {
                    failed.try_set(tr(
                        "The language could not be changed. Try again when there is a connection.",
                    ));
                }
            }
        });
    };
    view! {
        <section aria-labelledby="consoles-language">
            <h2 id="consoles-language">{tr("Language")}</h2>
            <div class="switch-row">
                <span id="consoles-language-name">{tr("Language of the console")}</span>
                <select
                    aria-labelledby="consoles-language-name"
                    on:change:target=move |event| choose(event.target().value())
                >
                    <option value="" prop:selected=flag(move || chosen.read().is_empty())>
                        {tr("As the browser")}
                    </option>
                    {Language::OF_CONSOLE
                        .map(|one| {
                            let tag = one.tag();
                            view! {
                                <option value=tag lang=tag prop:selected=flag(move || *chosen.read() == tag)>
                                    {one.own_name()}
                                </option>
                            }
                        })}
                </select>
            </div>
            <p class="field-error" role="alert" translate="no">
                {text(move || failed.get().into())}
            </p>
        </section>
    }
    .into_any()
}
