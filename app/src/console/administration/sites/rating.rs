//! Whether visitors are asked to rate a chat that has ended, and how.

use leptos::prelude::*;
use wire::rating::{BEST, RatingSettings, Scale};

use super::choice::choice;
use crate::{
    console::administration::ticks::tick,
    drawn::flag,
    texts::{tr, tr_with},
};

#[derive(Clone, Copy)]
pub(super) struct RatingForm {
    is_on: RwSignal<bool>,
    scale: RwSignal<Scale>,
    alert_at: RwSignal<u8>,
}

impl RatingForm {
    pub(super) fn of(rating: &RatingSettings) -> RatingForm {
        RatingForm {
            is_on: RwSignal::new(rating.is_on),
            scale: RwSignal::new(rating.scale),
            alert_at: RwSignal::new(rating.alert_at),
        }
    }

    /// The current values. Tracked.
    pub(super) fn get(self) -> RatingSettings {
        RatingSettings { is_on: self.is_on.get(), scale: self.scale.get(), alert_at: self.alert_at.get() }
    }
}

#[component]
pub(super) fn RatingFields(rating: RatingForm) -> impl IntoView {
    let RatingForm { is_on, scale, alert_at } = rating;
    let is_off = flag(move || !is_on.get());
    let scales = [(Scale::Stars, tr("One to five stars")), (Scale::Thumbs, tr("Thumbs up or down"))];
    let alerts = (0..BEST).map(|most| {
        let words = match most {
            0 => tr("No rating").to_owned(),
            most => tr_with("%1 of %2 or less", &[&most, &BEST]),
        };
        (most, words)
    });
    view! {
        <fieldset class="site-part">
            <legend>{tr("Rating")}</legend>
            <label class="choice">
                {tick(is_on)} {tr("Ask visitors how a chat was when it has ended")}
            </label>
            <p class="explained">
                {tr("They can add a sentence, and change their rating for a week. Thumbs down counts as 1, thumbs up as 5.")}
            </p>
            <div hidden=is_off>
                {choice(tr("They choose from"), scales, scale)}
                {choice(tr("Alert operators at"), alerts, alert_at)}
            </div>
        </fieldset>
    }
    .into_any()
}
