//! What a site's Welcome Screen asks (manual A18).

use leptos::prelude::*;
use wire::{
    WelcomeScreen,
    welcome_screen::{Asked, Kind, MAX_QUESTIONS, Question},
};

use super::{
    area::AreaField,
    choice::choice,
    line::{Line, setter},
};
use crate::{
    console::administration::ticks::tick,
    drawn::{flag, text},
    icon::{self, icon},
    parts::fault::{FaultOf, Faults, Field},
    texts::{tr, tr_later, tr_with},
};

#[derive(Clone, Copy)]
pub(super) struct Screen {
    name: RwSignal<Asked>,
    email: RwSignal<Asked>,
    question: RwSignal<Asked>,
    fields: RwSignal<Vec<OwnField>>,
    consent: RwSignal<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct OwnField {
    /// Distinguishes it from the other fields while editing.
    number: usize,
    label: RwSignal<String>,
    is_required: RwSignal<bool>,
    /// An index into [`KINDS`].
    kind: RwSignal<usize>,
    /// One per line.
    choices: RwSignal<String>,
}

const KINDS: [(usize, &str); 3] =
    [(0, tr_later("One line")), (1, tr_later("Several lines")), (2, tr_later("A choice"))];

impl OwnField {
    fn of(number: usize, question: Question) -> OwnField {
        let (kind, choices) = match question.kind {
            Kind::Line => (0, String::new()),
            Kind::Lines => (1, String::new()),
            Kind::Choice(choices) => (2, choices.join("\n")),
        };
        OwnField {
            number,
            label: RwSignal::new(question.label),
            is_required: RwSignal::new(question.is_required),
            kind: RwSignal::new(kind),
            choices: RwSignal::new(choices),
        }
    }

    fn question(self) -> Question {
        let kind = match self.kind.get() {
            0 => Kind::Line,
            1 => Kind::Lines,
            _ => Kind::Choice(self.choices.with(|choices| choices.lines().map(str::to_owned).collect())),
        };
        Question { label: self.label.get(), is_required: self.is_required.get(), kind }
    }
}

impl Screen {
    pub(super) fn of(screen: WelcomeScreen) -> Screen {
        let fields = screen.fields.into_iter().enumerate();
        Screen {
            name: RwSignal::new(screen.name),
            email: RwSignal::new(screen.email),
            question: RwSignal::new(screen.question),
            fields: RwSignal::new(fields.map(|(number, question)| OwnField::of(number, question)).collect()),
            consent: RwSignal::new(screen.consent),
        }
    }

    /// The current values. Tracked.
    pub(super) fn get(self) -> WelcomeScreen {
        WelcomeScreen {
            name: self.name.get(),
            email: self.email.get(),
            question: self.question.get(),
            fields: self.fields.get().into_iter().map(OwnField::question).collect(),
            consent: self.consent.get(),
        }
    }

    fn add(self) {
        self.fields.update(|fields| {
            let number = fields.iter().map(|field| field.number + 1).max().unwrap_or_default();
            let question = Question { label: String::new(), is_required: false, kind: Kind::Line };
            fields.push(OwnField::of(number, question));
        });
    }
}

#[component]
pub(super) fn ScreenFields(screen: Screen, faults: Faults) -> impl IntoView {
    let is_full = flag(move || screen.fields.read().len() >= MAX_QUESTIONS);
    view! {
        <fieldset class="site-part">
            <legend>{tr("Welcome Screen")}</legend>
            <p class="explained">{tr("What visitors are asked before a chat begins.")}</p>
            <div class="asked">
                {asked(tr("The visitor's name"), screen.name)}
                {asked(tr("E-mail address"), screen.email)}
                {asked(tr("Question"), screen.question)}
            </div>
            <For each=move || screen.fields.get() key=|field| field.number let:field>
                <Own field screen />
            </For>
            <FaultOf field=Field::Screen faults />
            <button type="button" class="button" disabled=is_full on:click=move |_| screen.add()>
                {tr("Add a field")}
            </button>
            <AreaField
                field=Field::Consent
                label=tr("To agree to")
                more=tr("Visitors tick that they agree before a chat begins; what they agreed to is kept with the chat. Empty: nothing")
                value=screen.consent
                faults
            />
        </fieldset>
    }
    .into_any()
}

fn asked(label: &'static str, value: RwSignal<Asked>) -> AnyView {
    let all =
        [(Asked::Off, tr("Not asked")), (Asked::Optional, tr("Optional")), (Asked::Required, tr("Required"))];
    choice(label, all, value)
}

#[component]
fn Own(field: OwnField, screen: Screen) -> impl IntoView {
    let OwnField { number, label, is_required, kind, choices } = field;
    let has_no_choices = flag(move || kind.get() != 2);
    let place =
        move || screen.fields.with(|all| all.iter().position(|one| one.number == number)).unwrap_or_default();
    let name = text(move || tr_with("Field %1", &[&(place() + 1)]));
    let remove = move |_| screen.fields.update(|all| all.retain(|one| one.number != number));
    view! {
        <div class="own-field" role="group" aria-label=name>
            <Line label=tr("Label") value=label.into() set=setter(label) />
            {choice(tr("Kind"), KINDS.map(|(kind, words)| (kind, tr(words))), kind)}
            <label class="choice">
                {tick(is_required)} {tr("Required")}
            </label>
            <button
                type="button"
                class="icon-button"
                aria-label=text(move || tr_with("Remove field %1", &[&(place() + 1)]))
                on:click=remove
            >
                {icon(icon::CROSS)}
            </button>
            <label class="field own-choices" hidden=has_no_choices>
                <span>{tr("Choices, one a line")}</span>
                <textarea
                    rows="3"
                    prop:value=text(move || choices.get())
                    on:input:target=move |event| choices.set(event.target().value())
                ></textarea>
            </label>
        </div>
    }
    .into_any()
}
