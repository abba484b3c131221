//! Loads the code of pages before they are drawn.

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement};

use super::{
    administration, archive, conversation, off_line_messages, preferences, reports, visitor_details,
};
use crate::{lazy::Code, live::Live, place::Place};

/// Loads the code behind a link when somebody points at it or focuses it.
pub(crate) fn prepare_what_links_lead_to() {
    for event in ["pointerover", "focusin"] {
        // Never removed: the listeners live as long as the page.
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

/// Loads the code that draws a chat as soon as there is a chat or a request: the next click
/// probably opens it.
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

pub(crate) fn prepare(code: Code) {
    spawn_local(async move {
        let _ = (code.load)().await; // a failure is reported when the page is opened
    });
}

/// The code that must be loaded before the page can be drawn, if any.
fn code(place: Place) -> Option<Code> {
    match place {
        Place::Chat(_) => Some(conversation::CODE),
        Place::OffLineMessages => Some(off_line_messages::CODE),
        Place::Archive(_) => Some(archive::CODE),
        Place::Reports | Place::Board => Some(reports::CODE),
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
            Place::Archive(None),
            Place::Archive(Some(ChatId::v7(1, &[2; 10]))),
            Place::Reports,
            Place::Board,
            Place::Preferences(Chapter::General),
            Place::Administration(Topic::Operators),
            Place::Nowhere,
        ];
        for place in some {
            assert_eq!(code(place).map(|code| code.name), place.part(), "{place:?}");
        }
    }
}
