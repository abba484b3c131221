//! The tags of a chat as chips.

use leptos::prelude::*;
use wire::{
    ChatId,
    tag::{Tag, TagColour},
};

use crate::{
    drawn::{flag, part},
    live::{Live, tags::ChatTags},
};

/// Nothing is drawn for a chat without tags. `of`: [`ChatTags::of`] for a chat in a list,
/// [`ChatTags::of_any`] for the open one.
pub(crate) fn chips(chat: ChatId, of: fn(ChatTags, ChatId) -> Vec<Tag>) -> AnyView {
    let live = expect_context::<Live>();
    let tags = Memo::new(move |_| of(live.tags, chat));
    let all = part(move || tags.get().into_iter().map(chip).collect_view().into_any());
    view! {
        <span class="tags" translate="no" hidden=flag(move || tags.read().is_empty())>
            {all}
        </span>
    }
    .into_any()
}

pub(crate) fn chip(tag: Tag) -> AnyView {
    view! {
        <span class="tag" data-colour=value_of(tag.colour)>
            {tag.name}
        </span>
    }
    .into_any()
}

/// The name of a colour in the style sheet.
pub(crate) fn value_of(colour: TagColour) -> &'static str {
    match colour {
        TagColour::Grey => "grey",
        TagColour::Red => "red",
        TagColour::Orange => "orange",
        TagColour::Yellow => "yellow",
        TagColour::Green => "green",
        TagColour::Teal => "teal",
        TagColour::Blue => "blue",
        TagColour::Violet => "violet",
    }
}
