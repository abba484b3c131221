//! Where the operator writes (manual B6, B12–B15, A9, A15). Enter sends, Shift+Enter inserts a line
//! break, and the draft stays with its chat.
//!
//! | module | holds |
//! |---|---|
//! | [`as_html`], [`html_offer`] | the *as HTML* box, and the offer of its preference |
//! | [`sending`] | sends, pushes or executes what was typed |
//! | [`tools`] | the row below the text |
//!
//! Shared with the answer to an offline message:
//!
//! | module | holds |
//! |---|---|
//! | [`field`] | the text, its caret and its keys |
//! | [`text_area`] | how it is drawn |
//! | [`picker`], [`drop_down`] | suggestions while typing, and how they are drawn |
//! | [`picking`] | inserts the chosen suggestion |
//! | [`spell_check`] | the Spell Checker window over it |
//! | [`buttons`] | the buttons that open these two |
//! | [`typing`] | tells the other side that the operator is typing |

pub(crate) mod as_html;
pub(crate) mod buttons;
pub(crate) mod drop_down;
pub(crate) mod field;
pub(crate) mod picker;
pub(crate) mod picking;
pub(crate) mod text_area;

mod html_offer;
mod sending;
mod spell_check;
mod tools;
mod typing;

use leptos::{ev::KeyboardEvent, prelude::*};
use wire::{
    ChatId, VisitorId,
    text::{MAX_HTML, MAX_PAGE, MAX_TEXT},
};

use self::{
    as_html::AsHtml,
    drop_down::PickerView,
    field::{Enter, Field, Input},
    picker::Choice,
    picking::filled_in,
    text_area::{Counter, TextArea},
    tools::Tools,
};
use crate::{
    console::window::open::OpenWindow,
    drawn::{flag, text, word},
    live::{Live, keep::Draft},
    parts::{
        keys::{Action, Pressed},
        menu::Menu,
        voice::Voice,
    },
    spelling::Checker,
    texts::{tr, tr_with},
};

/// Who receives the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum To {
    Visitor(VisitorId),
    Colleague,
}

#[derive(Clone, Copy)]
struct Composing {
    live: Live,
    voice: Voice,
    window: OpenWindow,
    menu: Menu,
    pressed: Pressed,
    checker: Checker,
    /// Whether *as HTML* is ticked (manual B13).
    as_html: RwSignal<bool>,
    chat: ChatId,
    to: To,
    field: Field,
    /// Whether the preference for *as HTML* is offered (manual B13).
    offers_html: RwSignal<bool>,
}

#[component]
pub(crate) fn Composer(chat: ChatId, to: To, name: Signal<String>) -> impl IntoView {
    let live = expect_context::<Live>();
    let AsHtml(as_html) = expect_context();
    let input = RwSignal::new(Input::Text);
    let most = Signal::derive(move || match input.get() {
        Input::Url => MAX_PAGE,
        Input::Text if as_html.get() => MAX_HTML,
        Input::Text => MAX_TEXT,
    });
    let can_be_picked: fn(&Choice) -> bool = match to {
        To::Visitor(_) => |_| true,
        To::Colleague => |choice| match choice {
            Choice::Canned(_) => true,
            Choice::Command(spec) => !spec.is_of_chat(),
            Choice::Colleague(_) | Choice::Tag(_) | Choice::Time(_) => false,
        },
    };
    let fill_in = Callback::new(move |canned: String| {
        let chat = live.desk.chat_untracked(chat);
        let chat = chat.as_ref();
        let visitor = chat.and_then(|chat| chat.visitor_name.as_deref()).unwrap_or_default();
        let asked_for = chat.and_then(|chat| chat.routed.department.as_ref());
        filled_in(live, &canned, visitor, asked_for, chat.map(|chat| chat.site))
    });
    let field = Field::new(live, Draft::Chat(chat), input, most, can_be_picked, fill_in);
    let composing = Composing {
        live,
        voice: expect_context(),
        window: expect_context(),
        menu: expect_context(),
        pressed: expect_context(),
        checker: expect_context(),
        as_html,
        chat,
        to,
        field,
        offers_html: RwSignal::new(false),
    };
    let on_key =
        Callback::new(move |event: KeyboardEvent| field.on_key(&event, Enter::Sends, &|| composing.send()));

    Effect::new(move |_| {
        // An effect may run before the element is in the page.
        request_animation_frame(move || {
            if has_keyboard() {
                field.focus();
            }
        });
    });
    if let Some(typing) = field.typing {
        on_cleanup(move || typing.stop());
    }
    composing.pressed.listen(move |action| match action {
        Action::Write => field.focus(),
        Action::Canned => field.offer_all(),
        Action::SpellCheck => composing.check_spelling(false),
        Action::InputType if to != To::Colleague => {
            field.set_input(if field.is_url() { Input::Text } else { Input::Url });
        }
        Action::AsHtml if to != To::Colleague => composing.set_html(!composing.is_html()),
        _ => {}
    });

    view! {
        <form
            class="composer"
            class:is-url=flag(move || input.get() == Input::Url)
            on:submit=move |event| {
                event.prevent_default();
                composing.send();
            }
        >
            <PickerView field on_key />
            <TextArea
                field
                id="composer"
                rows="1"
                placeholder=word(move || {
                    Some(
                        match input.get() {
                            Input::Text => tr("Write a message, or / for responses and commands"),
                            Input::Url => tr("https://… the page that the visitor should see"),
                        },
                    )
                })
                label=text(move || tr_with("Message to %1", &[&name.get()]))
                counter="composer-count"
                on_key
            />
            <Tools composing />
            <Counter field id="composer-count" />
        </form>
    }
    .into_any()
}

impl Composing {
    fn is_html(self) -> bool {
        self.to != To::Colleague && self.as_html.get_untracked()
    }

    fn tell(self, sentence: &str) {
        self.voice.show(sentence.to_owned());
    }
}

/// On a touch screen, focus would open a keyboard that covers half of the conversation.
fn has_keyboard() -> bool {
    window().match_media("(pointer: fine)").ok().flatten().is_some_and(|query| query.matches())
}
