//! *Test my alerts*: does what a request would do, and says what the browser blocks.

use leptos::prelude::*;
use wire::preferences::Occasion;

use crate::{
    alerts::{
        Alerts,
        popup::{self, Leave},
        sound::Output,
    },
    drawn::text,
    live::Live,
    texts::tr,
};

#[component]
pub(super) fn TryOut() -> impl IntoView {
    let live = expect_context::<Live>();
    let alerts = expect_context::<Alerts>();
    let found = RwSignal::new(String::new());
    let tell = move |leave: Leave| {
        let mine = live.desk.preferences.get_untracked();
        let sound = match (mine.sound, alerts.sound.output.get_untracked()) {
            (false, _) => tr("Sound is switched off here."),
            (true, Output::HeldBack) => tr(
                "The browser keeps this page silent. Click anywhere in it once, and allow sound for this site in the \
                    browser's settings if it stays so.",
            ),
            (true, Output::Missing) => {
                tr("The browser has no sound device. Connect one, and load the page again.")
            }
            (true, Output::Open) => {
                tr("You should have heard a tone. If not, look at the volume of the machine and of this tab.")
            }
        };
        let popup = match (mine.popup, leave) {
            (false, _) => tr("Popups are switched off here."),
            (true, Leave::Granted) => tr(
                "You should have seen a notification. If not, the system holds them back, for instance while it is set \
                    not to disturb.",
            ),
            (true, Leave::NotAsked) => tr("The browser has not been told whether notifications are allowed."),
            (true, Leave::Missing) => tr(
                "This browser shows no notifications here: they need a computer, and an encrypted connection.",
            ),
            (true, Leave::Denied) => tr(
                "The browser blocks notifications of this site. Open the site's settings beside the address and allow \
                    them.",
            ),
        };
        found.set(format!("{sound} {popup}"));
    };
    let test = move |_| {
        alerts.play(Occasion::Request);
        let show = move |leave| {
            if live.desk.preferences.read_untracked().popup {
                popup::show(
                    tr("A test from Switchboard"),
                    tr("This is how a request would call you."),
                    || {},
                );
            }
            tell(leave);
        };
        match popup::leave() {
            Leave::NotAsked if live.desk.preferences.read_untracked().popup => popup::ask_leave(show),
            leave => show(leave),
        }
    };
    view! {
        <div class="try-out">
            <button type="button" class="button" on:click=test>
                {tr("Test my alerts")}
            </button>
            <p role="status">{text(move || found.get())}</p>
        </div>
    }
    .into_any()
}
