//! Answers an offline message by email, with canned responses and the Spell Checker as in a chat.
//! The draft stays with its message until it is sent.

mod writing;

use leptos::{ev::KeyboardEvent, prelude::*};
use wire::{AnswerId, OffLineMessageId, operator::OffLineMessageView, text::MAX_TEXT};

use crate::{
    console::{
        composer::{
            buttons::{CannedButton, SpellCheckButton},
            drop_down::PickerView,
            field::{Enter, Field, Input},
            picker::Choice,
            picking::filled_in,
            text_area::{Counter, TextArea},
        },
        off_line_messages::listed::Listed,
        window::open::OpenWindow,
    },
    drawn::{flag, text},
    icon::{self, icon},
    live::{Live, keep::Draft},
    parts::{
        keys::{Action, Pressed},
        voice::Voice,
    },
    place::Topic,
    spelling::Checker,
    texts::{tr, tr_with},
};

#[derive(Clone, Copy)]
struct Writing {
    live: Live,
    voice: Voice,
    window: OpenWindow,
    checker: Checker,
    listed: Listed,
    id: OffLineMessageId,
    field: Field,
    is_sending: RwSignal<bool>,
    fault: RwSignal<String>,
    /// The last submission and its id: sending the same text again repeats that id.
    sent: StoredValue<Option<(AnswerId, String)>>,
}

#[component]
pub(super) fn Answering(
    message: OffLineMessageView,
    listed: Listed,
    now: Memo<Option<OffLineMessageView>>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let (id, email) = (message.id, message.email.clone());
    let input = RwSignal::new(Input::Text);
    // Commands make no sense in an email.
    let can_be_picked: fn(&Choice) -> bool = |choice| matches!(choice, Choice::Canned(_));
    let fill_in = Callback::new(move |canned: String| {
        filled_in(live, &canned, &message.name, message.department.as_ref(), Some(message.site))
    });
    let field = Field::new(live, Draft::Answer(id), input, Signal::stored(MAX_TEXT), can_be_picked, fill_in);
    let writing = Writing {
        live,
        voice: expect_context(),
        window: expect_context(),
        checker: expect_context(),
        listed,
        id,
        field,
        is_sending: RwSignal::new(false),
        fault: RwSignal::default(),
        sent: StoredValue::new(None),
    };
    let Writing { is_sending, fault, .. } = writing;
    let Field { is_too_long, is_empty, .. } = field;
    let is_not_ready = flag(move || is_sending.get() || is_too_long.get() || is_empty.get());
    let has_no_mail = flag(move || !listed.has_mail.get());
    let check = Callback::new(move |()| writing.check_spelling(None));
    let on_key = Callback::new(move |event: KeyboardEvent| {
        field.on_key(&event, Enter::BreaksTheLine, &|| writing.send(false, false));
    });

    expect_context::<Pressed>().listen(move |action| match action {
        Action::Write => field.focus(),
        Action::Canned => field.offer_all(),
        Action::SpellCheck => writing.check_spelling(None),
        _ => {}
    });
    let to = email.clone();
    let hint = text(move || match now.with(|now| now.as_ref().is_some_and(|now| !now.answers.is_empty())) {
        true => tr_with("Once more by e-mail to %1", &[&to]),
        false => tr_with("By e-mail to %1", &[&to]),
    });

    view! {
        <div class="off-line-no-mail" hidden=flag(move || listed.has_mail.get())>
            <p class="off-line-facts">
                {tr_with(
                    "E-mail is not set up, so nothing can be sent from here. An administrator sets it up under Administration, %1.",
                    &[&Topic::Mail.name()],
                )}
            </p>
            <a class="button" href=format!("mailto:{email}")>
                {icon(icon::MAIL)}
                {tr_with("Answer %1", &[&email])}
            </a>
        </div>
        <form
            class="composer off-line-form"
            hidden=has_no_mail
            on:submit=move |event| {
                event.prevent_default();
                writing.send(false, false);
            }
        >
            <TextArea
                field
                rows="4"
                placeholder=Signal::stored(Some(tr("Write an answer, or / for canned responses")))
                label=Signal::stored(tr_with("Answer to %1", &[&email]))
                counter="answer-count"
                on_key
            />
            <div class="composer-tools">
                <CannedButton field />
                <SpellCheckButton field check />
                <span class="composer-hint">
                    {hint}
                </span>
                <button
                    type="button"
                    class="button"
                    disabled=is_not_ready
                    on:click=move |_| writing.send(true, false)
                >
                    {tr("Send and mark as done")}
                </button>
                <button type="submit" class="button is-main off-line-send" disabled=is_not_ready>
                    {icon(icon::SEND)}
                    {tr("Send")}
                </button>
            </div>
            <Counter field id="answer-count" />
            <p class="field-error" role="alert">
                {text(move || fault.get())}
            </p>
            <PickerView field on_key />
        </form>
    }
    .into_any()
}
