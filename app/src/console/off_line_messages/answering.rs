//! Where an off-line message is answered by e-mail: with canned responses and the Spell Checker, as in a chat. What is written
//! stays with its message until it is sent.

mod writing;

use leptos::{html, prelude::*};
use wire::{AnswerId, OffLineMessageId, operator::OffLineMessageView, text::MAX_TEXT};

use crate::{
    console::{
        composer::{
            counted, grow,
            picker::{self, PickerView, Picking, Token},
        },
        off_line_messages::listed::Listed,
        window::open::OpenWindow,
    },
    drawn::{flag, text, word},
    icon::{self, icon},
    live::Live,
    parts::{
        keys::{Action, Pressed},
        voice::Voice,
    },
    place::Topic,
    spelling::Checker,
    texts::{tr, tr_with},
};

/// What the parts of the form share.
#[derive(Clone, Copy)]
struct Writing {
    live: Live,
    voice: Voice,
    window: OpenWindow,
    checker: Checker,
    listed: Listed,
    message: StoredValue<OffLineMessageView>,
    id: OffLineMessageId,
    draft: RwSignal<String>,
    is_sending: RwSignal<bool>,
    /// Why it was not sent.
    fault: RwSignal<String>,
    /// What was sent last, under which id: the same once more is a repetition.
    sent: StoredValue<Option<(AnswerId, String)>>,
    /// What is picked for; none: nothing.
    token: RwSignal<Option<Token>>,
    chosen: RwSignal<usize>,
    field: NodeRef<html::Textarea>,
    /// The search field of the drop-down.
    search: NodeRef<html::Input>,
}

#[component]
pub(super) fn Answering(
    message: OffLineMessageView,
    listed: Listed,
    now: Memo<Option<OffLineMessageView>>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let email = message.email.clone();
    let writing = Writing {
        live,
        voice: expect_context(),
        window: expect_context(),
        checker: expect_context(),
        listed,
        id: message.id,
        draft: RwSignal::new(live.keep().answer(message.id)),
        message: StoredValue::new(message),
        is_sending: RwSignal::new(false),
        fault: RwSignal::default(),
        sent: StoredValue::new(None),
        token: RwSignal::new(None),
        chosen: RwSignal::new(0),
        field: NodeRef::new(),
        search: NodeRef::new(),
    };
    let Writing { draft, is_sending, fault, token, chosen, field, .. } = writing;
    let choices = Memo::new(move |_| writing.choices());
    let is_search = Memo::new(move |_| token.with(|token| token.as_ref().is_some_and(Token::is_search)));
    let is_picking = move || !choices.read().is_empty() && !is_search.get();
    let count = Memo::new(move |_| draft.with(|draft| draft.chars().count()));
    let is_too_long = flag(move || count.get() > MAX_TEXT);
    let is_empty = flag(move || draft.read().trim().is_empty());
    let is_not_ready = flag(move || is_sending.get() || is_too_long.get() || is_empty.get());
    let has_no_mail = flag(move || !listed.has_mail.get());

    Effect::new(move |_| {
        draft.track();
        if let Some(field) = field.get() {
            // In the next frame, when it is in the page: before that nothing has a height.
            request_animation_frame(move || grow(&field));
        }
    });
    expect_context::<Pressed>().listen(move |action| match action {
        Action::Write => writing.focus(),
        Action::Canned => writing.offer_all(),
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
            <textarea
                node_ref=field
                rows="4"
                placeholder=tr("Write an answer, or / for canned responses")
                aria-label=tr_with("Answer to %1", &[&email])
                aria-autocomplete="list"
                aria-controls="picker"
                aria-activedescendant=text(move || match is_picking() {
                    true => picker::row_id(chosen.get()),
                    false => String::new(),
                })
                aria-invalid=word(move || is_too_long.get().then_some("true"))
                aria-describedby="answer-count"
                prop:value=text(move || draft.get())
                on:input:target=move |event| writing.changed(event.target().value())
                on:keydown=move |event| Picking::on_key(writing, &event, choices)
                on:blur=move |_| {
                    if !writing.is_search() {
                        token.try_set(None);
                    }
                }
            ></textarea>
            <div class="composer-tools">
                <button
                    type="button"
                    class="icon-button"
                    title=tr("Canned responses ( / )")
                    aria-label=tr("Canned responses")
                    aria-controls="picker"
                    on:mousedown=move |event| event.prevent_default()
                    on:click=move |_| writing.offer_all()
                >
                    {icon(icon::CANNED)}
                </button>
                <button
                    type="button"
                    class="icon-button"
                    title=tr("Spell Check")
                    aria-label=tr("Spell Check")
                    disabled=is_empty
                    on:click=move |_| writing.check_spelling(None)
                >
                    {icon(icon::SPELL_CHECK)}
                </button>
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
            <span id="answer-count" class="composer-count" class:is-over=is_too_long>
                {text(move || counted(count.get(), MAX_TEXT))}
            </span>
            <p class="field-error" role="alert">
                {text(move || fault.get())}
            </p>
            <PickerView composing=writing choices is_search />
        </form>
    }
    .into_any()
}
