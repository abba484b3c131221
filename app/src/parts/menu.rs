//! Context menus: the same menu opens from the gear, the right mouse button and the Menu key.

use std::{ops::Range, rc::Rc};

use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    html,
    prelude::*,
};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{AddEventListenerOptions, Element};

use super::{
    keys::{self, Action},
    roving,
};
use crate::{
    browser_only::BrowserOnly,
    drawn::part,
    icon::{Icon, icon},
    live::Live,
    texts::tr,
};

/// In [`MouseEvent::buttons`] (UI Events).
const RIGHT_BUTTON: u16 = 2;
/// The distance between a menu and the window's edges, in pixels.
const EDGE: i32 = 8;
/// The distance between a menu and its button, in pixels.
const GAP: i32 = 4;

#[derive(Clone)]
pub(crate) struct Item {
    picture: Icon,
    words: &'static str,
    /// The action whose shortcut does the same.
    action: Option<Action>,
    act: Rc<dyn Fn()>,
}

impl Item {
    pub(crate) fn new(picture: Icon, words: &'static str, act: impl Fn() + 'static) -> Item {
        Item { picture, words, action: None, act: Rc::new(act) }
    }

    /// Shows the shortcut of an action that does the same.
    pub(crate) fn by(self, action: Action) -> Item {
        Item { action: Some(action), ..self }
    }
}

/// A copyable handle to the menu; only one is open at a time.
#[derive(Clone, Copy)]
pub(crate) struct Menu {
    openings: RwSignal<u32>,
    items: BrowserOnly<Vec<Item>>,
    /// Called each time a menu opens.
    prepare: fn(),
    popover: NodeRef<html::Div>,
}

impl Menu {
    /// `prepare` is called each time a menu opens, to load the code behind its items.
    pub(crate) fn new(prepare: fn()) -> Menu {
        Menu { openings: RwSignal::new(0), items: BrowserOnly::empty(), prepare, popover: NodeRef::new() }
    }

    /// Opens the menu at the mouse; for the Menu key, at the position that the browser reports.
    pub(crate) fn open_at(self, event: &MouseEvent, items: Vec<Item>) {
        event.prevent_default();
        let (x, y) = (event.client_x(), event.client_y());
        if event.buttons() & RIGHT_BUTTON == 0 {
            return self.open(x, y..y, items);
        }
        // Where the menu opens on the press (Linux, macOS), the release of the button would close
        // it again. WebKitGTK sends no `pointerup` for it.
        let open = Closure::once_into_js(move || self.open(x, y..y, items));
        let once = AddEventListenerOptions::new();
        once.set_once(true);
        let _ = window().add_event_listener_with_callback_and_add_event_listener_options(
            "mouseup",
            open.unchecked_ref(),
            &once,
        ); // cannot fail: a name and a function are valid arguments
    }

    /// Opens the menu below the pressed button, or above it where there is more room.
    pub(crate) fn open_below(self, event: &MouseEvent, items: Vec<Item>) {
        let button = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(place) = button.map(|button| button.get_bounding_client_rect()) {
            self.open(place.left() as i32, place.top() as i32 - GAP..place.bottom() as i32 + GAP, items);
        }
    }

    /// `beside`: the vertical range of the window that the menu must not cover.
    fn open(self, x: i32, beside: Range<i32>, items: Vec<Item>) {
        if items.is_empty() {
            return;
        }
        (self.prepare)();
        self.items.set(items);
        self.openings.update(|openings| *openings += 1);
        // Its size is known once it is drawn.
        request_animation_frame(move || self.show(x, beside));
    }

    fn show(self, x: i32, beside: Range<i32>) {
        let Some(popover) = self.popover.get_untracked() else { return };
        let style = web_sys::HtmlElement::style(&popover);
        // Clears the value of the last opening; cannot fail: the property name is valid.
        let _ = style.remove_property("max-height");
        let _ = popover.show_popover(); // fails only if already shown
        let root = document().document_element();
        let room = |size: fn(&Element) -> i32| root.as_ref().map_or(0, size);
        let left = x.min(room(Element::client_width) - popover.offset_width() - EDGE).max(EDGE);
        let (top, height) = stands(&beside, popover.offset_height(), room(Element::client_height));
        for (name, pixels) in [("left", left), ("top", top), ("max-height", height)] {
            // Cannot fail: pixel values are valid.
            let _ = style.set_property(name, &format!("{pixels}px"));
        }
        roving::focus_first(&popover);
    }

    fn close(self) {
        if let Some(popover) = self.popover.get_untracked() {
            let _ = popover.hide_popover(); // fails only if already hidden
        }
    }
}

/// The top of a menu and its maximum height, given its height and the window's: below the range
/// that it must not cover, or above it where there is more room. The rest scrolls.
fn stands(beside: &Range<i32>, height: i32, window: i32) -> (i32, i32) {
    let (above, below) = (beside.start - EDGE, window - EDGE - beside.end);
    if height <= below || below >= above {
        (beside.end, below)
    } else {
        (beside.start - height.min(above), above)
    }
}

#[component]
pub(crate) fn MenuView() -> impl IntoView {
    let menu = expect_context::<Menu>();
    let items = part(move || {
        menu.openings.track();
        let items = menu.items.with(Vec::clone).unwrap_or_default();
        items.into_iter().map(|item| entry(menu, item)).collect_view().into_any()
    });
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Tab" => {
            event.prevent_default();
            menu.close();
        }
        _ => roving::on_key(event),
    };
    view! {
        <div node_ref=menu.popover class="menu context-menu" translate="no" popover="auto" role="menu" aria-label=tr("Actions") on:keydown=on_key>
            {items}
        </div>
    }
    .into_any()
}

fn entry(menu: Menu, item: Item) -> AnyView {
    let Item { picture, words, action, act } = item;
    let live = expect_context::<Live>();
    let keys = action.map(|action| live.desk.preferences.with_untracked(|mine| action.keys(mine)));
    let keys = keys.filter(|keys| !keys.is_empty()).map(|keys| view! { <kbd>{keys::shown(&keys)}</kbd> });
    let act = BrowserOnly::filled(act);
    let press = move |_| {
        // Close first, so that focus has returned before the action moves it.
        menu.close();
        if let Some(act) = act.with(Rc::clone) {
            act();
        }
    };
    // In the tab order because scrollable content must be reachable by keyboard; Tab closes the
    // menu before moving focus.
    view! {
        <button type="button" role="menuitem" class="menu-item" tabindex="0" data-item on:click=press>
            {icon(picture)}
            <span>{words}</span>
            {keys}
        </button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_menu_never_covers_what_it_belongs_to() {
        assert_eq!(stands(&(100..140), 200, 768), (140, 620), "below");
        assert_eq!(stands(&(700..740), 200, 768), (500, 692), "above, where there is no room below");
        assert_eq!(stands(&(300..340), 900, 768), (340, 420), "below, scrolled");
        assert_eq!(stands(&(500..540), 900, 768), (8, 492), "above, scrolled");
        assert_eq!(stands(&(760..760), 40, 768), (720, 752), "above the pointer");
    }
}
