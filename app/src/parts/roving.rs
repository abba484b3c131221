//! Arrow keys in lists: one item is in the tab order, and the arrow keys move between items. If the
//! focused item disappears, the item that takes its place gets focus.

use std::sync::Arc;

use leptos::{ev::KeyboardEvent, prelude::*};
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

use crate::{browser_only::BrowserOnly, drawn::word};

/// How many items Page Up and Page Down move by.
const PAGE: usize = 10;

/// The item of a list that the Tab key reaches. Items carry `data-item`; a key is the id behind an
/// item.
#[derive(Clone, Copy)]
pub(crate) struct Roving {
    focused: RwSignal<Option<Uuid>>,
    list: BrowserOnly<Element>,
    /// The item in the tab order: the last one focused if it still exists, otherwise the first.
    reachable: Memo<Option<Uuid>>,
}

impl Roving {
    pub(crate) fn new(keys: impl Fn() -> Vec<Uuid> + Send + Sync + 'static) -> Roving {
        Roving::of(Arc::new(keys))
    }

    /// One type, so that this is compiled once and not for each list.
    fn of(keys: Arc<dyn Fn() -> Vec<Uuid> + Send + Sync>) -> Roving {
        let focused = RwSignal::new(None);
        let all = keys.clone();
        let reachable = Memo::new(move |_| {
            let keys = all();
            focused.get().filter(|key| keys.contains(key)).or_else(|| keys.first().copied())
        });
        let roving = Roving { focused, list: BrowserOnly::empty(), reachable };
        Effect::new(move |before: Option<Option<usize>>| {
            let keys = keys();
            let place = focused.get().and_then(|key| keys.iter().position(|one| *one == key));
            if let (Some(Some(before)), None) = (before, place) {
                roving.catch(before.min(keys.len().saturating_sub(1)));
            }
            place
        });
        roving
    }

    pub(crate) fn tabindex(self, key: Uuid) -> Signal<Option<&'static str>> {
        word(move || Some(if self.reachable.get() == Some(key) { "0" } else { "-1" }))
    }

    pub(crate) fn focused(self, key: Uuid) {
        self.focused.set(Some(key));
        if let Some(item) = document().active_element()
            && let Ok(Some(list)) = item.closest("ul, tbody")
        {
            self.list.set(list);
        }
    }

    /// The focused item is gone: if nothing else has taken focus, the item now at its position
    /// does.
    fn catch(self, place: usize) {
        request_animation_frame(move || {
            let list = self.list.with(Element::clone).filter(|_| is_focus_lost());
            if let Some(item) = list.and_then(|list| items(&list).into_iter().nth(place)) {
                let _ = item.focus(); // if it cannot take focus, nothing moves
            }
        });
    }
}

pub(crate) fn is_focus_lost() -> bool {
    document().active_element().is_none_or(|one| one.tag_name() == "BODY")
}

/// Focuses the first `data-item` below an element, if there is one.
pub(crate) fn focus_first(list: &Element) {
    if let Ok(Some(first)) = list.query_selector("[data-item]")
        && let Ok(first) = first.dyn_into::<HtmlElement>()
    {
        let _ = first.focus(); // if it cannot take focus, nothing moves
    }
}

/// Focuses the `data-item` with this index below an element, if there is one.
pub(crate) fn focus_nth(list: &Element, nr: usize) {
    if let Some(item) = items(list).get(nr) {
        let _ = item.focus(); // if it cannot take focus, nothing moves
    }
}

/// Moves focus among the `data-item`s of the listening element, if this is a navigation key.
pub(crate) fn on_key(event: KeyboardEvent) {
    let Some(list) = event.current_target().and_then(|list| list.dyn_into::<Element>().ok()) else { return };
    let items = items(&list);
    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
    let here = items.iter().position(|item| item.contains(target.as_ref()));
    if let Some(next) = next(&event.key(), here, items.len()) {
        event.prevent_default();
        let _ = items[next].focus(); // if it cannot take focus, nothing moves
    }
}

fn items(list: &Element) -> Vec<HtmlElement> {
    let Ok(found) = list.query_selector_all("[data-item]") else { return Vec::new() };
    (0..found.length()).filter_map(|nr| found.item(nr)?.dyn_into().ok()).collect()
}

/// The item that a navigation key leads to, if there is one.
pub(crate) fn next(key: &str, here: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowDown" => Some(here.map_or(0, |here| (here + 1).min(last))),
        "ArrowUp" => Some(here.map_or(last, |here| here.saturating_sub(1))),
        "PageDown" => Some(here.map_or(0, |here| (here + PAGE).min(last))),
        "PageUp" => Some(here.map_or(last, |here| here.saturating_sub(PAGE))),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn arrows_move_and_stop_at_the_ends() {
        assert_eq!(next("ArrowDown", Some(0), 3), Some(1));
        assert_eq!(next("ArrowDown", Some(2), 3), Some(2));
        assert_eq!(next("ArrowUp", Some(0), 3), Some(0));
        assert_eq!(next("ArrowUp", None, 3), Some(2));
        assert_eq!(next("Home", Some(2), 3), Some(0));
        assert_eq!(next("End", Some(0), 3), Some(2));
        assert_eq!(next("PageDown", Some(1), 30), Some(11));
        assert_eq!(next("PageUp", Some(1), 30), Some(0));
        assert_eq!(next("ArrowDown", None, 0), None);
        assert_eq!(next("a", Some(0), 3), None);
    }
}
