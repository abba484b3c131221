//! What is redacted in texts before they are stored or shown.

use leptos::{ev::SubmitEvent, prelude::*};
use wire::redaction::Redaction;

use super::settings::Known;
use crate::{
    api::redaction::{redaction, set_redaction, try_redaction},
    console::controls::SwitchRow,
    drawn::{flag, text},
    parts::{
        fault::{FaultOf, Field, TextField},
        form::{Form, PageButton},
        voice::Voice,
    },
    texts::tr,
};

#[component]
pub(super) fn PrivacyPage() -> impl IntoView {
    let known = Known::by(|| Box::pin(redaction()));
    view! {
        <section class="is-wide" aria-labelledby="privacy">
            <h2 id="privacy">{tr("Privacy")}</h2>
            <p class="explained">
                {tr(
                    "What is found in a text is replaced by ●●●● before anything is stored or anybody sees it: in messages of visitors and operators, \
                     names, answers, off-line messages and Client Notes. Texts that are stored already stay as they are.",
                )}
            </p>
            {known.draw(move |now| {
                let seen = now.get_untracked();
                view! { <RedactionForm seen /> }.into_any()
            })}
        </section>
    }
    .into_any()
}

#[component]
fn RedactionForm(seen: Redaction) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let form = Form::new();
    let faults = form.faults;
    let patterns = RwSignal::new(seen.patterns.join("\n"));
    let wanted = RwSignal::new(seen);
    let sample = RwSignal::new(String::new());
    let shown = RwSignal::new(String::new());
    let all = move || {
        let patterns = patterns.with_untracked(|lines| lines.lines().map(str::to_owned).collect());
        Redaction { patterns, ..wanted.get_untracked() }
    };
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(set_redaction(all()), move |()| voice.show(tr("Saved.").into()));
    };
    let test = move || {
        form.send(try_redaction(all(), sample.get_untracked()), move |redacted| {
            shown.try_set(redacted);
        });
    };
    let cards = Callback::new(move |on: bool| wanted.update(|wanted| wanted.cards = on));
    let last_four = Callback::new(move |on: bool| wanted.update(|wanted| wanted.last_four = on));
    let ibans = Callback::new(move |on: bool| wanted.update(|wanted| wanted.ibans = on));
    view! {
        <form class="stacked is-page" on:submit=save novalidate>
            <SwitchRow
                name=tr("Card numbers")
                more=tr("13 to 19 digits, with or without spaces or dashes, if the check digit is right")
                is_on=flag(move || wanted.read().cards)
                set=cards
            />
            <SwitchRow
                name=tr("Keep the last four digits of a card number")
                more=tr("Enough to tell two cards apart")
                is_on=flag(move || wanted.with(|wanted| wanted.cards && wanted.last_four))
                is_disabled=flag(move || !wanted.read().cards)
                set=last_four
            />
            <SwitchRow
                name=tr("Bank accounts (IBAN)")
                more=tr("With or without spaces, if the check digits are right")
                is_on=flag(move || wanted.read().ibans)
                set=ibans
            />
            <label class="field">
                <span>{tr("Your own patterns, one a line")}</span>
                <span class="field-more">{tr("Regular expressions, like \\bKD-\\d{6}\\b")}</span>
                <textarea
                    rows="4"
                    spellcheck="false"
                    prop:value=text(move || patterns.get())
                    on:input:target=move |event| patterns.set(event.target().value())
                ></textarea>
            </label>
            <FaultOf field=Field::Patterns faults />
            <TextField
                field=Field::Description
                label=tr("Try it with a text")
                kind="text"
                more=tr("It is not stored")
                value=sample
                faults
            />
            <div>
                <button type="button" class="button" on:click=move |_| test()>
                    {tr("Try it")}
                </button>
                <p role="status">{text(move || shown.get())}</p>
            </div>
            <PageButton does=tr("Save") form />
        </form>
    }
    .into_any()
}
