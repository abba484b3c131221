//! Loads the code of places before they are drawn.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement};

use super::{administration, conversation, off_line_messages, preferences, visitor_details};
use crate::{lazy::Code, live::Live, place::Place};

/// Loads what a link leads to when somebody points at it, or has come to it with the keyboard.
pub(crate) fn prepare_what_links_lead_to() {
    for event in ["pointerover", "focusin"] {
        // The page's own listeners: they stay for as long as the page does.
        let _ = window_event_listener_untyped(event, |event| {
            let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let link = element.and_then(|element| element.closest("a[href]").ok().flatten());
            let link = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok());
            if let Some(code) = link.and_then(|link| code(Place::of(&link.pathname()))) {
                prepare(code);
            }
        });
    }
}

/// Loads what draws a chat as soon as there is one, or somebody asks for one: that is where the next click leads.
pub(crate) fn prepare_what_chats_need(live: Live) {
    Effect::new(move |was_loading: Option<bool>| {
        let has_chats = live.desk.has_chats();
        if has_chats && was_loading != Some(true) {
            prepare(conversation::CODE);
            prepare(visitor_details::CODE);
        }
        has_chats
    });
}

/// Loads this, if it is not there yet.
pub(crate) fn prepare(code: Code) {
    spawn_local(async move {
        let _ = (code.load)().await; // a failure is told to whoever comes there
    });
}

/// What must be loaded beside the console's own program before the place can be drawn.
fn code(place: Place) -> Option<Code> {
    match place {
        Place::Chat(_) => Some(conversation::CODE),
        Place::OffLineMessages => Some(off_line_messages::CODE),
        Place::Preferences(_) => Some(preferences::CODE),
        Place::Administration(_) => Some(administration::CODE),
        Place::Visitors | Place::Nowhere => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::{Chapter, Topic};
    use wire::ChatId;

    #[test]
    fn the_page_announces_the_part_that_the_program_loads() {
        let some = [
            Place::Visitors,
            Place::Chat(ChatId::v7(1, &[2; 10])),
            Place::OffLineMessages,
            Place::Preferences(Chapter::General),
            Place::Administration(Topic::Operators),
            Place::Nowhere,
        ];
        for place in some {
            assert_eq!(code(place).map(|code| code.name), place.part(), "{place:?}");
        }
    }
}
