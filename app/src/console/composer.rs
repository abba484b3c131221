//! Where the operator writes (manual B6, B12–B15, A9, A15): Enter sends, Shift+Enter breaks the line, the draft stays
//! with its chat.
//!
//! | module | holds |
//! |---|---|
//! | [`as_html`], [`html_offer`] | the *as HTML* box, and the offer of its preference |
//! | [`field`] | the caret of a field, and what is put there |
//! | [`picker`] | what is offered while it is typed |
//! | [`picking`] | what is picked takes its place in the text |
//! | [`sending`] | what is typed is said, pushed or done |
//! | [`spell_check`] | the Spell Checker window over it |
//! | [`tools`] | the row below the text |
//! | [`typing`] | the other side is told that the operator types |

pub(crate) mod as_html;
pub(crate) mod field;
pub(crate) mod picker;

mod html_offer;
mod picking;
mod sending;
mod spell_check;
mod tools;
mod typing;

use leptos::{ev::KeyboardEvent, html, prelude::*};
use wire::{
    ChatId, VisitorId,
    text::{MAX_HTML, MAX_PAGE, MAX_TEXT},
};

use self::{
    picker::{Choice, PickerView, Token},
    tools::Tools,
    typing::Typing,
};
use crate::{
    console::{composer::as_html::AsHtml, window::open::OpenWindow},
    drawn::{flag, text, word},
    live::Live,
    parts::{
        keys::{self, Action, Pressed},
        menu::Menu,
        voice::Voice,
    },
    spelling::Checker,
    texts::{tr, tr_count, tr_with},
};

/// From so many characters before the limit on, the composer counts.
const COUNTS_FROM: usize = 300;

/// Whom the operator writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum To {
    Visitor(VisitorId),
    Colleague,
}

/// What is typed (manual B6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Input {
    #[default]
    Text,
    Url,
}

/// What the parts of the composer share.
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
    draft: RwSignal<String>,
    input: RwSignal<Input>,
    /// What is picked for; none: nothing.
    token: RwSignal<Option<Token>>,
    chosen: RwSignal<usize>,
    field: NodeRef<html::Textarea>,
    /// The search field of the drop-down.
    search: NodeRef<html::Input>,
    typing: Typing,
    /// Whether the preference of *as HTML* is offered (manual B13).
    offers_html: RwSignal<bool>,
}

#[component]
pub(crate) fn Composer(chat: ChatId, to: To, name: Signal<String>) -> impl IntoView {
    let live = expect_context::<Live>();
    let AsHtml(as_html) = expect_context();
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
        draft: RwSignal::default(),
        input: RwSignal::default(),
        token: RwSignal::new(None),
        chosen: RwSignal::new(0),
        field: NodeRef::new(),
        search: NodeRef::new(),
        typing: Typing::new(live, chat),
        offers_html: RwSignal::new(false),
    };
    let Composing { draft, input, field, chosen, typing, .. } = composing;
    let choices = Memo::new(move |_| composing.choices());
    let count = Memo::new(move |_| draft.with(|draft| draft.chars().count()));
    let most = Memo::new(move |_| composing.most());
    let is_too_long = flag(move || count.get() > most.get());
    let is_search =
        Memo::new(move |_| composing.token.with(|token| token.as_ref().is_some_and(Token::is_search)));
    let is_picking = move || !choices.read().is_empty() && !is_search.get();

    Effect::new(move |_| {
        draft.set(live.keep().draft(chat));
        // When it is in the page: an effect may run before.
        request_animation_frame(move || {
            if has_keyboard() {
                composing.focus();
            }
        });
    });
    Effect::new(move |_| {
        draft.track();
        if let Some(field) = field.get() {
            // In the next frame, when it is in the page: before that nothing has a height.
            request_animation_frame(move || grow(&field));
        }
    });
    on_cleanup(move || typing.stop());
    composing.pressed.listen(move |action| match action {
        Action::Write => composing.focus(),
        Action::Canned => composing.offer_all(),
        Action::SpellCheck => composing.check_spelling(false),
        Action::InputType if to != To::Colleague => {
            composing.set_input(if composing.is_url() { Input::Text } else { Input::Url });
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
            <PickerView composing choices is_search />
            <textarea
                node_ref=field
                rows="1"
                id="composer"
                placeholder=word(move || {
                    Some(
                        match input.get() {
                            Input::Text => tr("Write a message, or / for responses and commands"),
                            Input::Url => tr("https://… the page that the visitor should see"),
                        },
                    )
                })
                aria-label=text(move || tr_with("Message to %1", &[&name.get()]))
                aria-autocomplete="list"
                aria-controls="picker"
                aria-activedescendant=text(move || match is_picking() {
                    true => picker::row_id(chosen.get()),
                    false => String::new(),
                })
                aria-invalid=word(move || is_too_long.get().then_some("true"))
                aria-describedby="composer-count"
                prop:value=text(move || draft.get())
                on:input:target=move |event| composing.changed(event.target().value())
                on:keydown=move |event| composing.on_key(&event, choices)
                on:blur=move |_| {
                    typing.stop();
                    if !composing.is_search() {
                        composing.token.set(None);
                    }
                }
            ></textarea>
            <Tools composing is_too_long />
            <span id="composer-count" class="composer-count" class:is-over=is_too_long>
                {text(move || counted(count.get(), most.get()))}
            </span>
        </form>
    }
    .into_any()
}

impl Composing {
    fn on_key(self, event: &KeyboardEvent, choices: Memo<Vec<Choice>>) {
        if !keys::is_composing(event) && self.take_key(event, &choices.get_untracked()) {
            event.prevent_default();
        }
    }

    /// Does what a key asks for; false if it is the field's own.
    fn take_key(self, event: &KeyboardEvent, choices: &[Choice]) -> bool {
        let (count, is_shifted) = (choices.len(), event.shift_key());
        let is_picking = count > 0;
        let is_search = self.is_search();
        match event.key().as_str() {
            "ArrowDown" if is_picking => self.chosen.update(|nr| *nr = (*nr + 1) % count),
            "ArrowUp" if is_picking => self.chosen.update(|nr| *nr = (*nr + count - 1) % count),
            "Escape" if is_picking || is_search => {
                event.stop_propagation();
                self.token.set(None);
                self.focus();
            }
            "Enter" | "Tab" if is_picking && !is_shifted && !self.is_complete(choices) => {
                if let Some(choice) = choices.get(self.chosen.get_untracked()) {
                    self.pick(choice);
                }
            }
            "Enter" if is_search => {}
            "Enter" if !is_shifted => self.send(),
            " " => {
                // The space itself is typed by the browser, behind what was put in.
                self.expand();
                return false;
            }
            _ => return false,
        }
        true
    }

    /// The text is another one; what is being picked for follows from it.
    fn changed(self, text: String) {
        self.live.keep().keep_draft(self.chat, &text);
        self.typing.changed(!text.trim().is_empty() && !text.trim_start().starts_with('/'));
        let token = picker::token(&text, self.caret(&text), self.is_url());
        self.draft.set(text);
        self.pick_for(token);
    }

    fn set_input(self, input: Input) {
        self.input.set(input);
        self.token.set(None);
        self.focus();
    }

    fn most(self) -> usize {
        match self.input.get() {
            Input::Url => MAX_PAGE,
            Input::Text if self.as_html.get() => MAX_HTML,
            Input::Text => MAX_TEXT,
        }
    }

    fn is_url(self) -> bool {
        self.input.get_untracked() == Input::Url
    }

    fn is_html(self) -> bool {
        self.to != To::Colleague && self.as_html.get_untracked()
    }

    fn focus(self) {
        // In the frame after it was drawn, another chat may have been opened already.
        if let Some(field) = self.field.try_get_untracked().flatten() {
            let _ = field.focus(); // a field that cannot take the focus leaves it where it is
        }
    }

    fn tell(self, sentence: &str) {
        self.voice.show(sentence.to_owned());
    }
}

/// What the counter says; nothing while there is room.
pub(crate) fn counted(count: usize, most: usize) -> String {
    match most.checked_sub(count) {
        None => tr_count(count - most, "%1 character too long", "%1 characters too long"),
        Some(left) if left <= COUNTS_FROM => tr_count(left, "%1 character left", "%1 characters left"),
        Some(_) => String::new(),
    }
}

/// As high as its text; the style sheet says how high at most.
pub(crate) fn grow(field: &web_sys::HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(field);
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &format!("{}px", field.scroll_height()));
}

/// On a screen without a keyboard the focus would call up one that covers half of the conversation.
fn has_keyboard() -> bool {
    window().match_media("(pointer: fine)").ok().flatten().is_some_and(|query| query.matches())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_counts_only_near_the_limit() {
        assert_eq!(counted(MAX_TEXT - COUNTS_FROM - 1, MAX_TEXT), "");
        assert_eq!(counted(MAX_TEXT, MAX_TEXT), "0 characters left");
        assert_eq!(counted(MAX_TEXT - 1, MAX_TEXT), "1 character left");
        assert_eq!(counted(MAX_TEXT + 2, MAX_TEXT), "2 characters too long");
    }
}
