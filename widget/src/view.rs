//! Draws the state into the page. Every event ends here, so each function touches only what
//! changed.
//!
//! | module | draws |
//! |---|---|
//! | here | the choice of screen, the header, the connection's line, the focus |
//! | `part` | what each screen has of the part with the forms |
//! | `form` | the Welcome Screen and the off-line form, which are one form |
//! | `hint` | what happens next, below the thread; the thank-you screen |
//! | `failed` | what is said beside a message that could not be sent |
//! | `rating` | the form that rates an ended chat |
//! | `chat` | the rest below the thread: typing, the input |
//! | `thread` | the messages |

mod chat;
mod failed;
mod form;
mod hint;
mod part;
mod rating;
#[cfg(all(test, target_arch = "wasm32"))]
mod spoken;
#[cfg(all(test, target_arch = "wasm32"))]
mod tests;
mod thread;

use client::{
    connection::Trouble,
    now::Now,
    visitor::{Panel, Screen},
};
use wire::MessageId;

use self::thread::Thread;
use crate::{
    dom::Node,
    forms::{Forms, Task},
    texts::{Text, Texts},
};

#[derive(Debug)]
pub(crate) struct View {
    page: Node,
    texts: Texts,
    thread: Thread,
    screen: Option<Screen>,
    /// The part that draws the forms.
    pub(crate) forms: Forms,
    /// Whether the page of the part is in its places.
    is_whole: bool,
    /// The visitor wants to end the chat, and was not asked yet whether they are sure.
    pub(crate) wants_end: bool,
    /// The markup of the custom fields that are drawn.
    own: String,
    /// The markup of the form that rates the chat, as it is drawn.
    rating: String,
    /// The site's look.
    look: String,
    /// The address of the picture in the header.
    picture: String,
    /// Whether the panel wants the focus and does not have it yet.
    wants_focus: bool,
}

impl View {
    pub(crate) fn new(page: Node) -> View {
        View {
            texts: Texts::of(&page),
            page,
            thread: Thread::default(),
            screen: None,
            forms: Forms::default(),
            is_whole: false,
            wants_end: false,
            own: String::new(),
            rating: String::new(),
            look: String::new(),
            picture: String::new(),
            wants_focus: false,
        }
    }

    pub(crate) fn texts(&self) -> &Texts {
        &self.texts
    }

    pub(crate) fn draw(&mut self, panel: &Panel, now: &Now) {
        let screen = self.screen_of(panel);
        // Read before drawing: a browser may at once take the focus from what is hidden.
        let had_focus = !self.has_nothing_focused();
        if self.look != panel.look() {
            panel.look().clone_into(&mut self.look);
            self.page.root().style().write(&self.look);
        }
        self.draw_head(panel, screen);
        self.page.say("trouble", &self.trouble(panel, now));
        self.page.show("chat", screen == Screen::Chat);
        self.page.show("stopped", screen == Screen::Stopped);
        match screen {
            Screen::Chat => self.draw_chat(panel),
            Screen::Stopped => self.page.need_more_style(),
            _ => {}
        }
        self.forms.perform(Task::Draw { view: self, panel, screen });
        let before = self.screen.replace(screen);
        let is_new = before != Some(screen);
        if self.wants_focus && is_new && before.is_none_or(|before| before == Screen::Connecting) {
            self.take_focus(panel);
        }
        if (had_focus || is_new) && self.page.has_focus() {
            self.regain_focus(panel);
        }
    }

    /// Tells someone who opened the panel as a page of its own that there is nothing here.
    pub(crate) fn draw_stopped(&self) {
        self.page.need_more_style();
        self.page.show("stopped", true);
        self.page.show("minimise", false);
    }

    /// Moves the focus to where the visitor continues.
    pub(crate) fn focus(&self, panel: &Panel) {
        let target = match self.screen_of(panel) {
            Screen::Form { sending: true, .. } | Screen::Connecting => "main",
            Screen::Form { leave, .. } => {
                return self.forms.perform(Task::Begin { view: self, panel, leave });
            }
            Screen::Chat if panel.conversation().is_open() => "input",
            // The next element is still loading.
            Screen::Chat if !self.forms.are_there() => "scroll",
            Screen::Chat => "anew",
            Screen::Thanks => "thanks-title",
            Screen::Stopped => "stopped-title",
        };
        self.page.get(target).focus();
    }

    /// The visitor has opened the panel. A browser may give it the focus late, so the first usable
    /// screen takes the focus without asking, and so does the panel when the focus arrives.
    pub(crate) fn take_focus(&mut self, panel: &Panel) {
        self.focus(panel);
        self.wants_focus = self.screen_of(panel) == Screen::Connecting || !self.page.has_focus();
    }

    pub(crate) fn entered(&mut self, panel: &Panel) {
        if self.wants_focus {
            self.take_focus(panel);
        }
    }

    /// The visitor is elsewhere by now.
    pub(crate) fn leave_focus(&mut self) {
        self.wants_focus = false;
    }

    /// If nothing has the focus, or its element is gone, moves it to where the visitor continues.
    pub(crate) fn regain_focus(&self, panel: &Panel) {
        let is_gone = |active: Node| active.closest("[hidden], :disabled").is_some();
        if self.has_nothing_focused() || self.page.active().is_some_and(is_gone) {
            self.focus(panel);
        }
    }

    /// Whether a dialog that Escape closes lies over the panel.
    pub(crate) fn is_covered(&self) -> bool {
        self.page.all_within("dialog[open], :popover-open").length() > 0
    }

    /// Whether the part that draws the forms is needed now or next.
    pub(crate) fn needs_forms(&self, panel: &Panel) -> bool {
        panel.needs_forms() || self.wants_end
    }

    /// The message that contains this element.
    pub(crate) fn message_of(&self, element: &Node) -> Option<MessageId> {
        self.thread.message_of(element)
    }

    /// Scrolls to the newest message.
    pub(crate) fn jump_to_latest(&self) {
        // The thread is laid out from the bottom: zero is its end.
        self.page.get("scroll").set_scroll_top(0.0);
        self.scrolled();
    }

    pub(crate) fn scrolled(&self) {
        self.page.show("latest", self.page.get("scroll").scroll_top() < -60.0);
    }

    /// Which screen to show. The part that draws a form may still be loading.
    fn screen_of(&self, panel: &Panel) -> Screen {
        match panel.screen() {
            Screen::Form { .. } | Screen::Thanks if !self.forms.are_there() => Screen::Connecting,
            screen => screen,
        }
    }

    fn draw_head(&mut self, panel: &Panel, screen: Screen) {
        let who = panel.operator().unwrap_or(panel.site_name());
        // Until a name is known, the page's title stands there.
        if !who.is_empty() {
            self.page.say("who", who);
        }
        self.page.say("greeting", if panel.operator().is_some() { "" } else { panel.greeting() });
        let picture = panel.picture();
        if self.picture != picture {
            let element = self.page.get("picture");
            element.set("src", &picture);
            element.set_class(if panel.operator().is_some() { "face" } else { "" });
            element.set_hidden(picture.is_empty());
            self.picture = picture;
        }
        let available = panel.is_available();
        let about = match screen {
            Screen::Connecting | Screen::Stopped => String::new(),
            _ if panel.operator().is_some() => panel.site_name().to_owned(),
            _ => self.texts.get(if available { Text::ONLINE } else { Text::AWAY }),
        };
        self.page.say("about", &about);
        self.page.show("about", !about.is_empty());
        self.page.get("about").set_class(if available || panel.operator().is_some() { "on" } else { "" });
        let conversation = panel.conversation();
        let can_end = screen == Screen::Chat && conversation.is_open() && !conversation.is_invited();
        self.page.show("end", can_end);
    }

    fn trouble(&self, panel: &Panel, now: &Now) -> String {
        let text = match panel.trouble(now) {
            None if self.forms.are_missed() && self.needs_forms(panel) => Text::NOT_LOADED,
            None => return String::new(),
            Some(_) if panel.is_outdated() => Text::OUTDATED,
            Some(Trouble::Connecting) => Text::CONNECTING,
            Some(Trouble::Reconnecting) => Text::RECONNECTING,
            Some(Trouble::Gone) => Text::GONE,
        };
        self.texts.get(text)
    }

    /// Whether nothing in particular has the focus.
    fn has_nothing_focused(&self) -> bool {
        self.page.active().is_none_or(|active| active.tag() == "BODY" || active.id() == "main")
    }
}
