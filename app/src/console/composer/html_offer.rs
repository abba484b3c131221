//! The *as HTML* box (manual B13). When it is first used, its preference is offered beside it,
//! once.

use leptos::prelude::*;

use super::{Composing, field::Input};
use crate::{
    drawn::{flag, text},
    texts::{tr, tr_with},
};

fn question(on: bool) -> &'static str {
    if on { tr("Start with HTML on?") } else { tr("Start with HTML off?") }
}

impl Composing {
    pub(super) fn set_html(self, on: bool) {
        self.as_html.set(on);
        self.live.keep().keep_as_html(on);
        let preferences = self.live.desk.preferences;
        let is_offered = preferences.with_untracked(|mine| !mine.as_html_offered && mine.as_html != on);
        self.offers_html.set(is_offered);
        if is_offered {
            self.voice.announce(tr_with("%1 You can answer beside the box.", &[&question(on)]));
        }
    }

    fn answer(self, always: bool) {
        let on = self.as_html.get_untracked();
        self.offers_html.set(false);
        self.live.own.set_preferences(|mine| {
            mine.as_html_offered = true;
            if always {
                mine.as_html = on;
            }
        });
        self.field.focus();
    }
}

#[component]
pub(super) fn HtmlOffer(composing: Composing) -> impl IntoView {
    let Composing { as_html, field, offers_html, .. } = composing;
    let asked = text(move || question(as_html.get()).into());
    let is_hidden = flag(move || !offers_html.get() || field.input.get() == Input::Url);
    view! {
        <span
            class="html-offer"
            role="group"
            aria-label=asked
            hidden=is_hidden
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    composing.answer(false);
                }
            }
        >
            <span>{asked}</span>
            <button type="button" class="link" on:click=move |_| composing.answer(true)>
                {tr("Yes")}
            </button>
            <button type="button" class="link" on:click=move |_| composing.answer(false)>
                {tr("No")}
            </button>
        </span>
    }
    .into_any()
}
