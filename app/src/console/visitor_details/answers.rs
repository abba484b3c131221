//! The visitor's answers on the Welcome Screen (manual A18).

use leptos::prelude::*;
use wire::VisitorId;

use crate::{drawn::flag, live::Live, texts::tr};

#[component]
pub(super) fn Answered(visitor: VisitorId) -> impl IntoView {
    let live = expect_context::<Live>();
    let answers = Memo::new(move |_| live.knowledge.part(visitor, |dossier| dossier.answers.clone()));
    let rows = move || {
        let answers = answers.get();
        let email = (tr("E-mail address").to_owned(), answers.email);
        let agreed = (tr("Agreed to").to_owned(), answers.consent);
        let all = [email].into_iter().chain(answers.fields).chain([agreed]);
        all.filter(|(_, answer)| !answer.is_empty()).collect::<Vec<_>>()
    };
    view! {
        <section class="known" aria-labelledby="known-answers" hidden=flag(move || answers.read().is_empty())>
            <h3 id="known-answers" translate="no">{tr("Welcome Screen")}</h3>
            <dl class="facts answers">
                <For each=rows key=Clone::clone let((label, answer))>
                    <dt>{label}</dt>
                    <dd>{answer}</dd>
                </For>
            </dl>
        </section>
    }
    .into_any()
}
