//! The form that adds or changes a website.

use crate::api::sites::save_site;
use leptos::prelude::*;
use wire::{SiteSettings, site::SiteDetails};

use super::{
    Opened,
    area::AreaField,
    hours::{HoursFields, HoursForm},
    known::Sites,
    logo::{LogoField, LogoForm},
    look::{LookFields, LookForm},
    preview::Preview,
    rates::{RatesFields, RatesForm},
    rating::{RatingFields, RatingForm},
    screen::{Screen, ScreenFields},
    texts::{TextsFields, TextsForm},
};
use crate::{
    console::administration::window_form::Fields,
    parts::{
        dialog::Shut,
        fault::{Field, TextField},
        form::Form,
        voice::Voice,
    },
    texts::tr,
};

const CLASS: &str = "stacked with-preview";

#[component]
pub(super) fn SiteForm(
    seen: Option<SiteDetails>,
    sites: Sites,
    opened: RwSignal<Option<Opened>>,
) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let shut = expect_context::<Shut>();
    let before = seen.as_ref().map(|seen| (seen.id, seen.version));
    let (name, settings, logo) = seen.map(|seen| (seen.name, seen.settings, seen.logo)).unwrap_or_default();
    let name = RwSignal::new(name);
    let is_new = before.is_none();
    let domains = RwSignal::new(settings.domains.join("\n"));
    let logo = LogoForm::of(logo);
    let look = LookForm::of(&settings.look);
    let texts = TextsForm::of(settings.language, settings.texts);
    let is_tracked = RwSignal::new(settings.is_tracked);
    let hours = HoursForm::of(settings.hours);
    let rates = RatesForm::of(&settings.rates);
    let rating = RatingForm::of(&settings.rating);
    let screen = Screen::of(settings.welcome_screen);
    let form = Form::new();
    let settings = move || {
        let (language, texts) = texts.get();
        Ok(SiteSettings {
            language,
            texts,
            domains: domains.with(|domains| domains.lines().map(str::to_owned).collect()),
            welcome_screen: screen.get(),
            look: look.get()?,
            is_tracked: is_tracked.get(),
            hours: hours.get(),
            rates: rates.get()?,
            rating: rating.get(),
        })
    };
    let shown = Signal::derive(move || settings().ok());
    let send = Callback::new(move |()| {
        let settings = match untrack(settings) {
            Ok(settings) => settings,
            Err(fault) => return form.faults.set(Some(fault)),
        };
        let asked = save_site(before, name.get_untracked(), settings, logo.change());
        form.send(asked, move |saved| {
            sites.again();
            match saved.filter(|_| is_new) {
                // Someone who has just added a site needs its code next.
                Some(site) => opened.set(Some(Opened::Code(site))),
                None => {
                    shut.shut();
                    voice.show(tr("Saved.").into());
                }
            }
        });
    });
    view! {
        <Fields class=CLASS does=tr("Save") form send>
            <Preview name settings=shown logo=logo.shown() language=texts.shown() />
            <TextField
                field=Field::Name
                label=tr("Name")
                kind="text"
                more=tr("Visitors see it in the head of the chat")
                value=name
                faults=form.faults
                is_first=true
            />
            <AreaField
                field=Field::Domains
                label=tr("Allowed domains")
                more=tr("One a line: shop.example, *.shop.example for all below it, localhost:3000. None: pages of every host may have the chat")
                value=domains
                faults=form.faults
            />
            <ScreenFields screen faults=form.faults />
            <LogoField logo faults=form.faults />
            <LookFields look faults=form.faults />
            <TextsFields texts faults=form.faults />
            <HoursFields hours is_tracked faults=form.faults />
            <RatingFields rating />
            <RatesFields rates faults=form.faults />
        </Fields>
    }
    .into_any()
}
