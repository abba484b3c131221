//! Connects the state and the browser: every event changes the state, then the resulting effects
//! are carried out and drawn.

#[cfg(all(test, target_arch = "wasm32"))]
mod tests;

use core::ffi::c_void;
use std::{cell::RefCell, rc::Rc};

use client::{
    now::{Now, earliest},
    visitor::{Effect, Panel},
};
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

use crate::{
    browser::{self, Event, Object, window},
    clock::{Timer, now},
    dom::Node,
    forms::Task,
    host::{self, FromHost, Host},
    socket::Socket,
    view::View,
};

struct App {
    panel: Panel,
    host: Host,
    socket: Socket,
    timer: Timer,
    view: View,
    /// The address of this structure, for [`forms_came`].
    place: *const c_void,
}

/// The id of the form around the chat's input.
const CHAT_INPUT: &str = "composer";

type Handle = Rc<RefCell<Option<App>>>;
type Act = fn(&mut App, &Now, &Event);

/// Starts the panel in the page that `panel.html` describes.
pub(crate) fn start() {
    let page = window().page();
    if host::is_there() {
        run(&page);
    } else {
        View::new(page).draw_stopped();
    }
}

/// Registers all listeners and tells the loader that the panel is ready.
fn run(page: &Node) {
    let handle = Handle::default();
    let listener = |act: Act| listener(&handle, Some(act));
    let socket =
        Socket::new(&page.address(), listener(App::opened), listener(App::message), listener(App::closed));
    let timer = Timer::new(listener(|_, _, _| ()));

    browser::listen("message", &listener(App::heard_host));
    let woken = listener(App::woken);
    browser::listen("online", &woken);
    browser::listen("offline", &listener(App::offline));
    page.listen("visibilitychange", &woken, true);
    page.listen("click", &listener(App::clicked), true);
    page.listen("input", &listener(App::typed), true);
    page.listen("submit", &listener(App::submitted), true);
    page.listen("keydown", &listener(App::key), true);
    page.listen("load", &listener(App::loaded), true);
    page.listen("close", &listener(App::uncovered), true);
    browser::listen("blur", &listener(App::left));
    browser::listen("focus", &listener(App::entered));
    page.listen("scroll", &self::listener(&handle, None), true);

    let view = View::new(page.clone());
    let place = Rc::as_ptr(&handle).cast();
    let app = App { panel: Panel::default(), host: Host::default(), socket, timer, view, place };
    app.host.say("ready", &JsValue::TRUE);
    if let Ok(mut handle) = handle.try_borrow_mut() {
        *handle = Some(app);
    }
}

/// A browser callback that acts on the panel and settles the consequences. Without an act, it draws
/// only what depends on the scroll position. It lives as long as the page.
fn listener(handle: &Handle, act: Option<Act>) -> JsValue {
    let handle = handle.clone();
    let listener = Closure::<dyn FnMut(JsValue)>::new(move |event: JsValue| {
        // Ignores an event raised within another event.
        let Ok(mut app) = handle.try_borrow_mut() else { return };
        let Some(app) = &mut *app else { return };
        match act {
            Some(act) => {
                let now = now();
                act(app, &now, event.unchecked_ref());
                app.settle(&now);
            }
            None => app.view.scrolled(),
        }
    });
    listener.into_js_value()
}

/// The code of the forms has loaded or failed to load.
extern "C" fn forms_came(place: *const c_void, are_there: bool) {
    // SAFETY: it is what `run` put into the app, and the listeners keep it alive as long as the
    // page.
    let handle = unsafe { &*place.cast::<RefCell<Option<App>>>() };
    if let Ok(mut app) = handle.try_borrow_mut()
        && let Some(app) = &mut *app
    {
        let now = now();
        app.view.forms.came(&now, are_there);
        app.settle(&now);
    }
}

impl App {
    fn settle(&mut self, now: &Now) {
        self.panel.out_of_sight(window().page().is_out_of_sight());
        for effect in self.panel.settle(now) {
            match effect {
                Effect::Connect => self.socket.connect(),
                Effect::Disconnect => self.socket.disconnect(),
                Effect::Send(frame) => self.socket.send(&frame),
                Effect::Persist { name, text, tab } => self.host.keep(&name, text.as_deref(), tab),
                Effect::Unread(unread) => self.tell_unread(unread),
                Effect::Go(address) => self.host.say("go", &address.into()),
                Effect::Reload => browser::reload(),
            }
        }
        let needs_forms = self.view.needs_forms(&self.panel);
        if needs_forms {
            window().page().need_more_style();
            self.view.forms.load(now, forms_came, self.place);
        }
        self.view.draw(&self.panel, now);
        let due = earliest(self.panel.due(now), self.view.forms.due().filter(|_| needs_forms));
        self.timer.ring_at(now, due);
    }

    fn tell_unread(&self, unread: u32) {
        let texts = self.view.texts();
        let told = Object::new();
        let count = if unread > 0 { texts.number(unread.min(99)) } else { String::new() };
        told.set("count", &count.into());
        told.set("news", &texts.news(unread).into());
        self.host.say("unread", &told);
    }

    fn opened(&mut self, _: &Now, _: &Event) {
        self.panel.connected();
    }

    fn message(&mut self, now: &Now, event: &Event) {
        // A frame that cannot be decoded belongs to no known version; the catch-up by number finds
        // what is missing.
        if let Some(frame) = Socket::frame(&event.data()) {
            self.panel.received(now, frame);
        }
    }

    fn closed(&mut self, now: &Now, event: &Event) {
        self.panel.disconnected(now, Some(event.close_code()));
    }

    fn heard_host(&mut self, now: &Now, event: &Event) {
        match self.host.hear(event) {
            Some(FromHost::Kept(name, text)) => self.panel.restored(&name, text),
            Some(FromHost::Hello(greeting)) => self.panel.greeted(now, greeting),
            Some(FromHost::Page(page)) => self.panel.moved(page),
            Some(FromHost::Shown(shown)) => {
                self.view.leave_focus();
                self.panel.shown(now, shown);
            }
            Some(FromHost::Focus) => self.view.take_focus(&self.panel),
            Some(FromHost::Went(went)) => self.panel.went(went),
            None => {}
        }
    }

    fn woken(&mut self, now: &Now, _: &Event) {
        self.view.forms.hurry();
        self.panel.woken(now);
    }

    fn offline(&mut self, now: &Now, _: &Event) {
        self.panel.offline(now);
    }

    fn clicked(&mut self, _: &Now, event: &Event) {
        let Some(button) = event.target().closest("[data-do]") else { return };
        match &*button.attribute("data-do") {
            "minimise" => self.host.say("minimise", &JsValue::TRUE),
            "speak" => self.host.say("language", &button.attribute("lang").into()),
            "latest" => self.view.jump_to_latest(),
            "go" => {
                event.prevent_default();
                if let Some(id) = self.view.message_of(&button) {
                    self.panel.go(id, true);
                }
            }
            "end" => self.view.wants_end = true,
            act => {
                let (panel, view) = (&mut self.panel, &self.view);
                view.forms.perform(Task::Press { panel, view, act, button: &button });
            }
        }
    }

    /// The dialog closed, and what had the focus before may be gone.
    fn uncovered(&mut self, _: &Now, _: &Event) {
        self.view.regain_focus(&self.panel);
    }

    /// The visitor comes from the host page.
    fn entered(&mut self, _: &Now, _: &Event) {
        self.view.entered(&self.panel);
    }

    /// The visitor moves on to the host page.
    fn left(&mut self, _: &Now, _: &Event) {
        self.view.leave_focus();
    }

    /// Of what the page loads, only pushed pictures matter.
    fn loaded(&mut self, _: &Now, event: &Event) {
        let picture = event.target();
        if picture.closest(".pushed").is_some()
            && let Some(id) = self.view.message_of(&picture)
        {
            picture.set_hidden(false);
            self.panel.pictured(id);
        }
    }

    fn typed(&mut self, now: &Now, event: &Event) {
        let field = event.target();
        match &*field.id() {
            "input" | "text" => self.panel.typed_text(now, field.value()),
            id => self.view.forms.perform(Task::Take { panel: &mut self.panel, field: &field, id }),
        }
    }

    fn submitted(&mut self, now: &Now, event: &Event) {
        event.prevent_default();
        self.send(now, &event.target().id());
    }

    fn key(&mut self, now: &Now, event: &Event) {
        // An input method in use owns its keys. Safari ends composition before Enter, but keeps the
        // old key code.
        if event.is_composing() || event.key_code() == 229 {
            return;
        }
        let (key, field) = (event.key(), event.target().id());
        // WebKit lets a frame of another origin move the focus only once the visitor has acted in it,
        // so the first key brings the focus, and goes where the focus is.
        if key != "Tab" {
            self.view.regain_focus(&self.panel);
        }
        // A dialog over the panel closes itself.
        if key == "Escape" && !self.view.is_covered() {
            self.host.say("minimise", &JsValue::TRUE);
        }
        let sends = field == "input" || field == "text" && self.view.enter_sends(&self.panel);
        if key == "Enter" && sends && !event.with_shift() {
            event.prevent_default();
            self.send(now, if field == "input" { CHAT_INPUT } else { "form" });
        }
    }

    /// The form with this id is submitted.
    fn send(&mut self, now: &Now, form: &str) {
        if form == CHAT_INPUT {
            if self.panel.send(now) {
                self.view.jump_to_latest();
            }
            self.view.focus(&self.panel);
        } else {
            self.view.forms.perform(Task::Submit { panel: &mut self.panel, view: &self.view, now, form });
        }
    }
}
