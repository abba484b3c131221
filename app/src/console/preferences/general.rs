//! General preferences: name, writing, appearance.

use leptos::prelude::*;
use wire::preferences::{Appearance, Preferences};

use super::{
    language::ConsoleLanguage, saved_chats::SavedChats, sounds::Sounds, try_out::TryOut, words::Words,
};
use crate::{
    alerts::popup,
    console::controls::{Segment, SwitchRow},
    drawn::flag,
    live::Live,
    texts::tr,
};

#[component]
pub(super) fn General() -> impl IntoView {
    let live = expect_context::<Live>();
    let choose_popup = move |on: bool| {
        live.own.set_preferences(|mine| (mine.popup, mine.popup_offered) = (on, true));
        if on {
            popup::ask_leave(|_| {});
        }
    };
    view! {
        <div class="two-columns">
            <section aria-labelledby="alerts">
                <h2 id="alerts">{tr("Alerts")}</h2>
                <Switch name=tr("Sound") more=tr("A tone for each occasion below") is_on=|mine| mine.sound set=|mine, on| mine.sound = on />
                <SwitchRow
                    name=tr("Popup")
                    more=tr("A desktop notification while you look elsewhere")
                    is_on=flag(move || live.desk.preferences.read().popup)
                    set=Callback::new(choose_popup)
                />
                <Switch
                    name=tr("Flash icon")
                    more=tr("The title and the icon of this window flash")
                    is_on=|mine| mine.flash
                    set=|mine, on| mine.flash = on
                />
                <Switch
                    name=tr("Ring on")
                    more=tr("A request rings again and again until somebody has accepted it")
                    is_on=|mine| mine.rings_on
                    set=|mine, on| mine.rings_on = on
                />
                <TryOut />
            </section>
            <Sounds />
            <section aria-labelledby="writing">
                <h2 id="writing">{tr("Writing")}</h2>
                <Switch
                    name=tr("As HTML")
                    more=tr("The box is ticked until you untick it in a chat")
                    is_on=|mine| mine.as_html
                    set=|mine, on| mine.as_html = on
                />
                <Switch
                    name=tr("Spell check on send")
                    more=tr("What you send is gone through first, if there is something to look at")
                    is_on=|mine| mine.checks_spelling
                    set=|mine, on| mine.checks_spelling = on
                />
                <Words />
            </section>
            <SavedChats />
            <ConsoleLanguage />
            <section aria-labelledby="appearance">
                <h2 id="appearance">{tr("Appearance")}</h2>
                <fieldset class="segments">
                    <legend class="visually-hidden">{tr("Appearance")}</legend>
                    <Look of=Appearance::System name=tr("As the machine") />
                    <Look of=Appearance::Light name=tr("Light") />
                    <Look of=Appearance::Dark name=tr("Dark") />
                </fieldset>
            </section>
        </div>
    }
    .into_any()
}

#[component]
pub(super) fn Switch(
    name: &'static str,
    more: &'static str,
    is_on: fn(&Preferences) -> bool,
    set: fn(&mut Preferences, bool),
) -> impl IntoView {
    let live = expect_context::<Live>();
    let is_on = flag(move || live.desk.preferences.with(is_on));
    let set = Callback::new(move |on: bool| live.own.set_preferences(|mine| set(mine, on)));
    view! { <SwitchRow name more is_on set /> }
}

#[component]
fn Look(of: Appearance, name: &'static str) -> impl IntoView {
    let live = expect_context::<Live>();
    let is_chosen = flag(move || live.desk.preferences.read().appearance == of);
    let choose = Callback::new(move |()| live.own.set_preferences(|mine| mine.appearance = of));
    view! { <Segment group="appearance" name is_chosen choose /> }
}
