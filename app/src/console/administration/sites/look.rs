//! The appearance of a site's launcher and panel (manual A18), with a check that its colours are
//! readable.

use leptos::prelude::*;
use wire::look::{Colour, Look, MAX_OFFSET, OURS, Side, Theme};

use super::{
    choice::choice,
    line::{Line, setter},
};
use crate::{
    drawn::{text, word},
    parts::fault::{Fault, FaultOf, Faults, Field},
    texts::{tr, tr_later, tr_with},
};

#[derive(Clone, Copy)]
pub(super) struct LookForm {
    /// As typed; empty means the default colour.
    accent: RwSignal<String>,
    theme: RwSignal<Theme>,
    side: RwSignal<Side>,
    from_side: RwSignal<String>,
    from_below: RwSignal<String>,
}

impl LookForm {
    pub(super) fn of(look: &Look) -> LookForm {
        LookForm {
            accent: RwSignal::new(look.accent.map(|accent| accent.to_string()).unwrap_or_default()),
            theme: RwSignal::new(look.theme),
            side: RwSignal::new(look.side),
            from_side: RwSignal::new(look.from_side.to_string()),
            from_below: RwSignal::new(look.from_below.to_string()),
        }
    }

    /// The current values. Tracked.
    pub(super) fn get(self) -> Result<Look, Fault> {
        let wrong = |words: String| Fault::new(Field::Look, words);
        let accent = match self.accent.get() {
            none if none.trim().is_empty() => None,
            typed => Some(
                Colour::of(&typed).ok_or_else(|| wrong(tr("A colour is written like #0077aa.").into()))?,
            ),
        };
        let pixels = |typed: RwSignal<String>| {
            let number = typed.get().trim().parse::<u16>().ok().filter(|number| *number <= MAX_OFFSET);
            number.ok_or_else(|| wrong(tr_with("A distance is a number from 0 to %1.", &[&MAX_OFFSET])))
        };
        Ok(Look {
            accent,
            theme: self.theme.get(),
            side: self.side.get(),
            from_side: pixels(self.from_side)?,
            from_below: pixels(self.from_below)?,
        })
    }
}

#[component]
pub(super) fn LookFields(look: LookForm, faults: Faults) -> impl IntoView {
    let themes = [
        (Theme::Light, tr("Light")),
        (Theme::Dark, tr("Dark")),
        (Theme::System, tr("As the visitor's system")),
    ];
    let sides = [(Side::Right, tr("Right")), (Side::Left, tr("Left"))];
    let accent = look.accent;
    let colour = Memo::new(move |_| Colour::of(&accent.read()));
    let told = text(move || match (colour.get(), accent.read().trim().is_empty()) {
        (Some(colour), _) => {
            let ink = colour.ink();
            // The decimal separator depends on the language.
            let contrast = format!("{:.1}", colour.contrast(ink));
            let (whole, tenths) = contrast.split_once('.').unwrap_or((contrast.as_str(), "0"));
            let told = if ink == Colour(255, 255, 255) {
                tr_later("Text on it is white, with a contrast of %1.%2 : 1. At least 4.5 : 1 is needed.")
            } else {
                tr_later("Text on it is black, with a contrast of %1.%2 : 1. At least 4.5 : 1 is needed.")
            };
            tr_with(told, &[&whole, &tenths])
        }
        (None, true) => tr("Ours, which can be read in light and in dark.").into(),
        (None, false) => tr("A colour is written like #0077aa.").into(),
    });
    let is_wrong =
        word(move || (colour.get().is_none() && !accent.read().trim().is_empty()).then_some("true"));
    view! {
        <fieldset class="site-part">
            <legend>{tr("Look")}</legend>
            <div class="field">
                <label for="site-colour">{tr("Colour")}</label>
                <div class="colour">
                    <input
                        type="color"
                        aria-label=tr("Pick a colour")
                        prop:value=text(move || colour.get().unwrap_or(OURS).to_string())
                        on:input:target=move |event| accent.set(event.target().value())
                    />
                    <input
                        id="site-colour"
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        placeholder="#0077aa"
                        aria-describedby="colour-told"
                        aria-invalid=is_wrong
                        prop:value=text(move || accent.get())
                        on:input:target=move |event| accent.set(event.target().value())
                    />
                </div>
            </div>
            <p id="colour-told" class="quiet-note">
                {told}
            </p>
            <div class="asked">
                {choice(tr("Light or dark"), themes, look.theme)} {choice(tr("The button stands"), sides, look.side)}
                {number(tr("Pixels from the side"), look.from_side)}
                {number(tr("Pixels from below"), look.from_below)}
            </div>
            <FaultOf field=Field::Look faults />
        </fieldset>
    }
    .into_any()
}

fn number(label: &'static str, value: RwSignal<String>) -> AnyView {
    view! { <Line label value=value.into() set=setter(value) inputmode="numeric" /> }.into_any()
}
