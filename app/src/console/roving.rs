//! Arrow keys in lists: one item of a list is in the tab order, the arrows move between them.

use leptos::{ev::KeyboardEvent, prelude::*};
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

use crate::drawn::word;

/// Which item of a list the Tab key reaches. Items carry `data-item`; a key is the id behind an item.
#[derive(Clone, Copy)]
pub(crate) struct Roving {
    focused: RwSignal<Option<Uuid>>,
    /// The item that is in the tab order: the one that had the focus last if it is still there, else the first.
    reachable: Memo<Option<Uuid>>,
}

impl Roving {
    pub(crate) fn new(keys: impl Fn() -> Vec<Uuid> + Send + Sync + 'static) -> Roving {
        let focused = RwSignal::new(None);
        let reachable = Memo::new(move |_| {
            let keys = keys();
            focused.get().filter(|key| keys.contains(key)).or_else(|| keys.first().copied())
        });
        Roving { focused, reachable }
    }

    pub(crate) fn tabindex(self, key: Uuid) -> Signal<Option<&'static str>> {
        word(move || Some(if self.reachable.get() == Some(key) { "0" } else { "-1" }))
    }

    pub(crate) fn focused(self, key: Uuid) {
        self.focused.set(Some(key));
    }
}

/// Puts the focus on the first `data-item` below an element, if there is one.
pub(crate) fn focus_first(list: &Element) {
    if let Ok(Some(first)) = list.query_selector("[data-item]")
        && let Ok(first) = first.dyn_into::<HtmlElement>()
    {
        let _ = first.focus(); // an item that cannot take it leaves the focus where it is
    }
}

/// Moves the focus among the `data-item`s of the element that listens, if the key was one that moves.
pub(crate) fn on_key(event: KeyboardEvent) {
    let Some(list) = event.current_target().and_then(|list| list.dyn_into::<Element>().ok()) else { return };
    let Ok(found) = list.query_selector_all("[data-item]") else { return };
    let items: Vec<HtmlElement> =
        (0..found.length()).filter_map(|nr| found.item(nr)?.dyn_into().ok()).collect();
    let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
    let here = items.iter().position(|item| item.contains(target.as_ref()));
    if let Some(next) = next(&event.key(), here, items.len()) {
        event.prevent_default();
        let _ = items[next].focus(); // an item that cannot take it leaves the focus where it is
    }
}

/// The item that a key leads to, if it is a key that moves and there is one.
fn next(key: &str, here: Option<usize>, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowDown" => Some(here.map_or(0, |here| (here + 1).min(last))),
        "ArrowUp" => Some(here.map_or(last, |here| here.saturating_sub(1))),
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
        assert_eq!(next("ArrowDown", None, 0), None);
        assert_eq!(next("a", Some(0), 3), None);
    }
}
