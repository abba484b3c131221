//! Where the operator writes (manual B6, B12–B15, A9, A15): Enter sends, Shift+Enter breaks the line, the draft stays
//! with its chat.
//!
//! | module | holds |
//! |---|---|
//! | [`field`] | the caret of a field, and what is put there |
//! | [`picker`] | what is offered while it is typed |
//! | [`spell_check`] | the Spell Checker window over it |
//! | [`tools`] | the row below the text |
//! | [`typing`] | the other side is told that the operator types |

pub(crate) mod field;
pub(crate) mod picker;

mod spell_check;
mod tools;
mod typing;

use leptos::{ev::KeyboardEvent, html, prelude::*};
use wire::{
    ChatId, Content, VisitorId,
    canned::placeholder::{Values, filled_in},
    text::{MAX_HTML, MAX_PAGE, MAX_TEXT},
};

use self::{
    field::{caret, write},
    picker::{Choice, PickerView, Token},
    tools::Tools,
    typing::Typing,
};
use super::{
    Desktop,
    command::{self, Act, Meant},
    keys::{self, Action},
    local_time,
};
use crate::{
    drawn::{flag, text, word},
    live::Live,
    words,
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
    desktop: Desktop,
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
}

#[component]
pub(crate) fn Composer(chat: ChatId, to: To, name: Signal<String>) -> impl IntoView {
    let live = expect_context::<Live>();
    let composing = Composing {
        live,
        desktop: expect_context(),
        chat,
        to,
        draft: RwSignal::default(),
        input: RwSignal::default(),
        token: RwSignal::new(None),
        chosen: RwSignal::new(0),
        field: NodeRef::new(),
        search: NodeRef::new(),
        typing: Typing::new(live, chat),
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
    composing.desktop.pressed.listen(move |action| match action {
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
                            Input::Text => "Write a message, or / for responses and commands",
                            Input::Url => "https://… the page that the visitor should see",
                        },
                    )
                })
                aria-label=text(move || format!("Message to {}", name.get()))
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

    /// Opens the drop-down of all that could be picked, or closes it.
    fn offer_all(self) {
        if self.is_search() {
            self.token.set(None);
            return self.focus();
        }
        let text = self.draft.get_untracked();
        let caret = self.caret(&text);
        if let Some(search) = self.search.get_untracked() {
            search.set_value("");
        }
        self.pick_for(Some(picker::everything(&text, caret, self.is_url())));
        // When it is there to be seen: what is hidden cannot have the focus.
        request_animation_frame(move || {
            if let Some(search) = self.search.try_get_untracked().flatten() {
                let _ = search.focus(); // a field that cannot take the focus leaves it where it is
            }
        });
    }

    fn search_for(self, typed: &str) {
        let token = self.token.get_untracked().filter(Token::is_search);
        self.pick_for(token.map(|token| token.searching(typed)));
    }

    /// Whether the drop-down is open. A field that is taken out of the page while it has the focus asks it as well, when
    /// nothing of this is there any more.
    fn is_search(self) -> bool {
        let is_search = |token: &Option<Token>| token.as_ref().is_some_and(Token::is_search);
        self.token.try_with_untracked(is_search).unwrap_or_default()
    }

    /// The focus has left the drop-down.
    fn close_search(self) {
        if self.is_search() {
            self.token.set(None);
        }
    }

    fn pick_for(self, token: Option<Token>) {
        self.chosen.set(0);
        self.token.set(token);
    }

    fn choices(self) -> Vec<Choice> {
        let Some(token) = self.token.get() else { return Vec::new() };
        let me = self.live.desk.me.read().id;
        let canned = self.live.canned.read();
        let mut choices = picker::choices(&token, &canned, me, &self.live.desk.colleagues.read());
        if self.to == To::Colleague {
            choices.retain(|choice| match choice {
                Choice::Command(spec) => !spec.is_of_chat(),
                Choice::Canned(_) | Choice::Colleague(_) => true,
            });
        }
        choices
    }

    /// A command that is typed in full is carried out rather than picked.
    fn is_complete(self, choices: &[Choice]) -> bool {
        let chosen = choices.get(self.chosen.get_untracked());
        let text = chosen.map(|choice| choice.text(|text| text.to_owned()));
        !matches!(chosen, Some(Choice::Canned(_)))
            && self.draft.with_untracked(|draft| match chosen {
                Some(Choice::Colleague(_)) => text.is_some_and(|name| draft.ends_with(&name)),
                _ => text.as_deref() == Some(draft.as_str()),
            })
    }

    fn pick(self, choice: &Choice) {
        let Some(token) = self.token.get_untracked() else { return };
        self.put(&token, &choice.text(|text| self.filled_in(text)));
        // A command with a name behind it offers the names at once.
        let text = self.draft.get_untracked();
        let next = picker::token(&text, self.caret(&text), self.is_url());
        self.pick_for(next.filter(|_| matches!(choice, Choice::Command(_))));
    }

    /// A space behind a shortcut puts in the response (manual A9).
    fn expand(self) {
        let Some(token) = self.token.get_untracked() else { return };
        let found = self.live.canned.with_untracked(|all| picker::exact(&token, all).cloned());
        if let Some(found) = found {
            self.put(&token, &self.filled_in(&found.text));
            self.token.set(None);
        }
    }

    fn put(self, token: &Token, replacement: &str) {
        let mut text = self.draft.get_untracked();
        text.replace_range(token.start..token.end, replacement);
        self.live.keep().keep_draft(self.chat, &text);
        self.draft.set(text.clone());
        write(self.field, &text, token.start + replacement.len());
        self.focus();
    }

    fn filled_in(self, canned: &str) -> String {
        let chat = self.live.desk.chat_untracked(self.chat);
        let site =
            untrack(|| chat.as_ref().map(|chat| self.live.desk.site_name(chat.site)).unwrap_or_default());
        let me = self.live.desk.me.read_untracked();
        let asked_for = chat.as_ref().and_then(|chat| chat.routed.department.as_ref());
        let values = Values {
            visitor: chat.as_ref().and_then(|chat| chat.visitor_name.as_deref()).unwrap_or_default(),
            operator: &me.screen_name,
            department: asked_for.or(me.departments.first()).map(String::as_str).unwrap_or_default(),
            site: &site,
            hour: local_time::hour(),
        };
        filled_in(canned, &values)
    }

    /// Says it, pushes it, or does what it commands. What cannot be done stays in the field.
    fn send(self) {
        self.send_checked(false);
    }

    fn send_checked(self, is_checked: bool) {
        // While the spelling was checked another chat may have been opened; the draft is kept.
        let Some(text) = self.draft.try_get_untracked() else { return };
        let content = match self.input.get_untracked() {
            Input::Url => match web_address(&text) {
                Some(url) => Content::Url(url),
                None => return self.tell("This is not an http or https address."),
            },
            Input::Text => match self.meant(&text) {
                Meant::Said(_) if !is_checked && self.is_checked_first() => return self.check_spelling(true),
                Meant::Said(text) => match self.is_html() {
                    true if text.chars().count() > MAX_HTML => return,
                    true => Content::Html(text),
                    false => match wire::text::message(&text) {
                        Ok(text) => Content::Text(text),
                        Err(_) => return,
                    },
                },
                Meant::Act(act) => {
                    if self.act(act) {
                        self.changed(String::new());
                    }
                    return;
                }
                Meant::Nothing(why) => return self.tell(&why),
            },
        };
        if matches!(&content, Content::Html(html) if html.trim().is_empty()) {
            return;
        }
        self.live.say(self.chat, content);
        self.changed(String::new());
    }

    fn meant(self, text: &str) -> Meant {
        let me = self.live.desk.me.read_untracked().id;
        command::meant(text, me, &self.live.desk.colleagues.read_untracked())
    }

    /// Does it; false if the text should stay.
    fn act(self, act: Act) -> bool {
        let visitor = match self.to {
            To::Visitor(visitor) => Some((self.chat, visitor)),
            To::Colleague => None,
        };
        command::run(act, visitor, self.live, move |sentence| self.tell(&sentence))
    }

    fn set_input(self, input: Input) {
        self.input.set(input);
        self.token.set(None);
        self.focus();
    }

    fn set_html(self, on: bool) {
        self.desktop.as_html.set(on);
        self.live.keep().keep_as_html(on);
    }

    fn most(self) -> usize {
        match self.input.get() {
            Input::Url => MAX_PAGE,
            Input::Text if self.desktop.as_html.get() => MAX_HTML,
            Input::Text => MAX_TEXT,
        }
    }

    fn is_url(self) -> bool {
        self.input.get_untracked() == Input::Url
    }

    fn is_html(self) -> bool {
        self.to != To::Colleague && self.desktop.as_html.get_untracked()
    }

    fn caret(self, text: &str) -> usize {
        caret(self.field, text)
    }

    fn focus(self) {
        // In the frame after it was drawn, another chat may have been opened already.
        if let Some(field) = self.field.try_get_untracked().flatten() {
            let _ = field.focus(); // a field that cannot take the focus leaves it where it is
        }
    }

    fn tell(self, sentence: &str) {
        self.desktop.voice.show(sentence.to_owned());
    }
}

/// The address that was meant: `example.org/prices` is one as well.
fn web_address(text: &str) -> Option<String> {
    let text = text.trim();
    let has_scheme = text.contains("://");
    let is_host = text.split(['/', '?', '#']).next().is_some_and(is_host);
    let full = if has_scheme || !is_host { text.to_owned() } else { format!("https://{text}") };
    let fits = wire::text::is_web_address(&full) && !full.contains(char::is_whitespace);
    fits.then_some(full)
}

/// Whether something without a scheme is meant as a host, perhaps with a port.
fn is_host(text: &str) -> bool {
    let (host, port) = text.split_once(':').unwrap_or((text, "80"));
    let is_named = host.contains('.') && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
    is_named && port.parse::<u16>().is_ok()
}

/// What the counter says; nothing while there is room.
pub(crate) fn counted(count: usize, most: usize) -> String {
    match most.checked_sub(count) {
        None => words::count(count - most, "character", "characters") + " too long",
        Some(left) if left <= COUNTS_FROM => words::count(left, "character", "characters") + " left",
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

    #[test]
    fn an_address_may_be_given_without_its_scheme() {
        assert_eq!(web_address(" example.org/a "), Some("https://example.org/a".into()));
        assert_eq!(web_address("example.org:8080"), Some("https://example.org:8080".into()));
        assert_eq!(web_address("http://localhost:8080/"), Some("http://localhost:8080/".into()));
        for bad in ["", "prices", "javascript:alert(1)", "ftp://a.b", "https://a b", "mailto:a@b.c"] {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }
}
