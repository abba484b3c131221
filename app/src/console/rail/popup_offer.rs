//! Offers desktop notifications (manual B3). Browsers only ask after a click and do not explain
//! why, so the console explains first. The offer is above the operator's own line, where nothing
//! moves when it goes away.

use leptos::{ev, prelude::*};

use crate::{
    alerts::popup::{self, Leave},
    drawn::{flag, text},
    live::Live,
    parts::focus::focus,
    texts::tr,
};

#[component]
pub(super) fn PopupOffer() -> impl IntoView {
    let live = expect_context::<Live>();
    let preferences = live.desk.preferences;
    // Browsers do not report permission changes, so look again after each request and when the
    // operator returns.
    let leave = RwSignal::new(popup::leave());
    let was_asked = RwSignal::new(false);
    let is_put_away = RwSignal::new(live.keep().has_put_popups_away());
    let is_refused = flag(move || was_asked.get() && leave.get() == Leave::Denied);
    let is_hidden = flag(move || {
        let is_wanted = preferences.with(|mine| match leave.get() {
            Leave::Missing => false,
            // The operator may have turned them on in another browser; this one has not asked yet.
            Leave::NotAsked => mine.popup || !mine.popup_offered,
            Leave::Granted | Leave::Denied => !mine.popup && !mine.popup_offered,
        });
        is_put_away.get() || !is_wanted && !is_refused.get()
    });
    let back = window_event_listener(ev::focus, move |_| leave.set(popup::leave()));
    on_cleanup(move || back.remove());
    let turn_on = move |_| {
        live.own.set_preferences(|mine| (mine.popup, mine.popup_offered) = (true, true));
        popup::ask_leave(move |said| {
            was_asked.set(true);
            leave.set(said);
            // After the redraw: the button that had focus may be gone.
            request_animation_frame(move || {
                focus(if said == Leave::Granted { "#middle" } else { ".popup-offer button:not([hidden])" });
            });
        });
    };
    let put_away = move |_| {
        is_put_away.set(true);
        live.keep().put_popups_away();
        if !preferences.with_untracked(|mine| mine.popup_offered) {
            live.own.set_preferences(|mine| mine.popup_offered = true);
        }
        focus("#middle");
    };
    view! {
        <section class="popup-offer" aria-label=tr("Notifications") translate="no" hidden=is_hidden>
            <p role="status">
                {text(move || match is_refused.get() {
                    true => {
                        tr("Your browser blocks notifications of this site. You can allow them in the site's settings, beside the address.")
                            .into()
                    }
                    false => {
                        tr("Switchboard can show a notification when a visitor asks for a chat while you are in another window.")
                            .into()
                    }
                })}
            </p>
            <button type="button" class="button is-main" hidden=is_refused on:click=turn_on>
                {tr("Turn on")}
            </button>
            <button type="button" class="button" on:click=put_away>
                {text(move || if is_refused.get() { tr("OK") } else { tr("Not now") }.into())}
            </button>
        </section>
    }
    .into_any()
}
