//! A site's language, and its own texts (manual A18).

use std::collections::BTreeMap;

use leptos::prelude::*;
use wire::{Language, SiteLanguage, site::SiteTexts};

use super::{choice::choice, line::Line};
use crate::{
    drawn::text,
    parts::fault::{FaultOf, Faults, Field},
    texts::tr,
};

#[derive(Clone, Copy)]
pub(super) struct TextsForm {
    language: RwSignal<SiteLanguage>,
    texts: RwSignal<BTreeMap<Language, SiteTexts>>,
    shown: RwSignal<Language>,
}

impl TextsForm {
    pub(super) fn of(language: SiteLanguage, texts: BTreeMap<Language, SiteTexts>) -> TextsForm {
        let shown = match language {
            SiteLanguage::Fixed(language) => language,
            SiteLanguage::AsThePage => texts.keys().next().copied().unwrap_or_default(),
        };
        TextsForm {
            language: RwSignal::new(language),
            texts: RwSignal::new(texts),
            shown: RwSignal::new(shown),
        }
    }

    /// The current values. Tracked.
    pub(super) fn get(self) -> (SiteLanguage, BTreeMap<Language, SiteTexts>) {
        (self.language.get(), self.texts.get())
    }

    pub(super) fn shown(self) -> Signal<Language> {
        self.shown.into()
    }
}

#[component]
pub(super) fn TextsFields(texts: TextsForm, faults: Faults) -> impl IntoView {
    let TextsForm { language, texts, shown } = texts;
    let spoken = [(SiteLanguage::AsThePage, tr("That of the page, or of the browser"))].into_iter();
    let fixed = Language::ALL.map(|one| (SiteLanguage::Fixed(one), one.own_name()));
    let spoken: Vec<_> = spoken.chain(fixed).collect();
    // Someone who fixes the language wants to write in it.
    Effect::new(move |before: Option<SiteLanguage>| {
        let now = language.get();
        if let (Some(before), SiteLanguage::Fixed(now)) = (before, now)
            && before != SiteLanguage::Fixed(now)
        {
            shown.set(now);
        }
        now
    });
    let line = move |label: &'static str, part: fn(&mut SiteTexts) -> &mut String| {
        let value = text(move || {
            let mut now = texts.with(|texts| texts.get(&shown.get()).cloned()).unwrap_or_default();
            std::mem::take(part(&mut now))
        });
        let typed = move |typed: String| {
            let language = shown.get_untracked();
            texts.update(|texts| *part(texts.entry(language).or_default()) = typed);
        };
        view! { <Line label value set=Callback::new(typed) hint=tr("As Switchboard says it") /> }
    };
    let in_language = move || {
        let chosen = shown.get();
        let options = Language::ALL.map(|one| {
            view! {
                <option value=one.tag() selected={one == chosen}>
                    {one.own_name()}
                </option>
            }
        });
        options.collect_view()
    };
    view! {
        <fieldset class="site-part">
            <legend>{tr("Language and texts")}</legend>
            {choice(tr("The chat speaks"), spoken, language)}
            <p class="explained">{tr("Visitors can always choose another language.")}</p>
            <label class="field">
                <span>{tr("Own words in")}</span>
                <select on:change:target=move |event| {
                    if let Some(chosen) = Language::of_tag(&event.target().value()) {
                        shown.set(chosen);
                    }
                }>{in_language}</select>
            </label>
            {line(tr("Title in the head"), |texts| &mut texts.head)}
            {line(tr("Greeting in the head"), |texts| &mut texts.head_more)}
            {line(tr("Above the Welcome Screen"), |texts| &mut texts.greeting)}
            {line(tr("Below that"), |texts| &mut texts.greeting_more)}
            {line(tr("Above the off-line form"), |texts| &mut texts.leave)}
            {line(tr("Below that one"), |texts| &mut texts.leave_more)}
            {line(tr("Question for a rating"), |texts| &mut texts.rating)}
            <FaultOf field=Field::Texts faults />
        </fieldset>
    }
    .into_any()
}
