//! What can be done with the selected chats, all at once.

use std::collections::BTreeMap;

use leptos::{ev::MouseEvent, prelude::*};
use wire::{
    ChatId, TagId,
    bulk::{Bulk, BulkAction},
};

use super::{
    chosen::{Chosen, selected},
    desk::ArchiveDesk,
    wording,
};
use crate::{
    api::{bulk::bulk, fault::Field},
    console::{administration::window_form::Fields, transcript},
    drawn::{flag, part, text},
    icon::{self, icon},
    parts::{
        dialog::{Shut, windows},
        fault::Fault,
        focus::focus,
        form::{Choice, Confirm, Form},
        menu::{Item, Menu},
        roving::is_focus_lost,
        voice::Voice,
    },
    texts::{tr, tr_count, tr_with},
    words,
};

/// How many of the chats that a refusal concerns are named.
const NAMED: usize = 5;

/// The open window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opened {
    Tag,
    Untag,
    End,
}

/// A copyable handle.
#[derive(Clone, Copy)]
struct Doing {
    desk: ArchiveDesk,
    voice: Voice,
    /// What the last action did not do, and why.
    refused: RwSignal<Vec<String>>,
}

#[component]
pub(super) fn Bar(desk: ArchiveDesk) -> impl IntoView {
    let ArchiveDesk { chosen, listed, .. } = desk;
    let doing = Doing { desk, voice: expect_context(), refused: RwSignal::default() };
    let Doing { voice, refused, .. } = doing;
    let menu = expect_context::<Menu>();
    let opened = RwSignal::new(None::<Opened>);
    let is_none = flag(move || chosen.count() == 0);
    let none_is_open = flag(move || open_ones(desk).is_empty());
    let has_no_tags = flag(move || desk.tags.read().is_empty());
    let none_is_tagged = flag(move || tags_of_chosen(desk).is_empty());
    let export = move |event: MouseEvent| {
        let save = move |form: &'static str| move || export(chosen, form, voice);
        let items = vec![
            Item::new(icon::SAVE, tr("Save as CSV"), save("csv")),
            Item::new(icon::SAVE, tr("Save as JSON"), save("json")),
        ];
        menu.open_below(&event, items);
    };
    let clear = move |_| {
        chosen.clear();
        refused.set(Vec::new());
        focus("#archive-all");
    };
    let not_done = part(move || {
        let lines = refused.get().into_iter().map(|line| view! { <li>{line}</li> });
        lines.collect_view().into_any()
    });
    let windows = windows(
        opened,
        |what| match what {
            Opened::Tag => tr("Tag the selected chats").into(),
            Opened::Untag => tr("Remove a tag from the selected chats").into(),
            Opened::End => tr("End the selected chats").into(),
        },
        move |what| match what {
            Opened::Tag => tagging(doing, true),
            Opened::Untag => tagging(doing, false),
            Opened::End => ending(doing),
        },
    );
    view! {
        <div class="archive-bar" translate="no" hidden=flag(move || listed.ids().is_empty())>
            <button
                type="button"
                id="archive-all"
                class="link"
                on:click=move |_| chosen.add(&untrack(|| listed.ids()))
            >
                {tr("Select all shown")}
            </button>
            <div class="archive-bar" hidden=is_none>
                <span>{text(move || selected(chosen.count()))}</span>
                <button type="button" class="link" on:click=clear>
                    {tr("Select none")}
                </button>
                <button type="button" class="button" hidden=has_no_tags on:click=move |_| opened.set(Some(Opened::Tag))>
                    {icon(icon::LABEL)}
                    {tr("Tag…")}
                </button>
                <button
                    type="button"
                    class="button"
                    hidden=none_is_tagged
                    on:click=move |_| opened.set(Some(Opened::Untag))
                >
                    {tr("Remove tag…")}
                </button>
                <button type="button" class="button" hidden=none_is_open on:click=move |_| opened.set(Some(Opened::End))>
                    {tr("End…")}
                </button>
                <button type="button" class="button" aria-haspopup="menu" on:click=export>
                    {icon(icon::SAVE)}
                    {tr("Export")}
                </button>
            </div>
            <ul class="archive-refused field-error" hidden=flag(move || refused.read().is_empty())>
                {not_done}
            </ul>
        </div>
        {windows}
    }
    .into_any()
}

fn export(chosen: Chosen, form: &'static str, voice: Voice) {
    let ids: Vec<_> = untrack(|| chosen.all()).iter().map(ChatId::to_string).collect();
    let address = format!("/operator/archive/{form}?chats={}", ids.join(","));
    transcript::save_at(address, tr("The chats could not be exported. Try again."), voice);
}

/// The selected chats that have not ended, as far as the list knows.
fn open_ones(desk: ArchiveDesk) -> Vec<ChatId> {
    let chosen = desk.chosen.all();
    let is_open = |chat: &ChatId| desk.chat(*chat).is_some_and(|chat| chat.state.is_open());
    chosen.into_iter().filter(is_open).collect()
}

/// The tags that any of the selected chats has, by name.
fn tags_of_chosen(desk: ArchiveDesk) -> Vec<(TagId, String)> {
    let chosen = desk.chosen.all();
    let tags: Vec<_> = chosen.into_iter().flat_map(|chat| desk.tags_of(chat)).collect();
    all_tags(desk).into_iter().filter(|(tag, _)| tags.contains(tag)).collect()
}

/// The tags of the account, by name.
fn all_tags(desk: ArchiveDesk) -> Vec<(TagId, String)> {
    desk.tags.read().iter().map(|tag| (tag.id, tag.name.clone())).collect()
}

/// The window that gives the selected chats a tag, or takes one from them.
fn tagging(doing: Doing, is_on: bool) -> AnyView {
    let (form, shut) = (Form::new(), expect_context::<Shut>());
    let choices = untrack(|| if is_on { all_tags(doing.desk) } else { tags_of_chosen(doing.desk) });
    let chosen = RwSignal::new(None::<TagId>);
    let send = Callback::new(move |()| {
        let Some(tag) = chosen.get_untracked() else {
            return form.faults.set(Some(Fault::new(Field::Whole, tr("Choose a tag."))));
        };
        let action = if is_on { BulkAction::Tag(tag) } else { BulkAction::Untag(tag) };
        doing.send(form, shut, untrack(|| doing.desk.chosen.all()), action);
    });
    let does = if is_on { tr("Tag") } else { tr("Remove") };
    view! {
        <Fields does form send>
            <Choice label=tr("Tag") all=tr("No tag") choices chosen />
        </Fields>
    }
    .into_any()
}

/// The window that asks before chats are ended.
fn ending(doing: Doing) -> AnyView {
    let (form, shut) = (Form::new(), expect_context::<Shut>());
    let chats = StoredValue::new(untrack(|| open_ones(doing.desk)));
    let means = tr_count(
        chats.with_value(Vec::len),
        "This ends %1 open chat. You can only end chats that you are in.",
        "This ends %1 open chats. You can only end chats that you are in.",
    );
    let act = Callback::new(move |()| doing.send(form, shut, chats.get_value(), BulkAction::Close));
    view! {
        <Confirm does=tr("End") form act>
            {means}
        </Confirm>
    }
    .into_any()
}

impl Doing {
    fn send(self, form: Form, shut: Shut, chats: Vec<ChatId>, action: BulkAction) {
        let asked = bulk(chats.clone(), action);
        form.send(asked, move |outcome| {
            shut.shut();
            self.take(&chats, action, &outcome);
        });
    }

    /// Says what was done, and takes it into the list.
    fn take(self, chats: &[ChatId], action: BulkAction, outcome: &Bulk) {
        let Doing { desk, voice, refused } = self;
        let not_done = untrack(|| not_done(desk, chats, outcome));
        let told: Vec<_> =
            std::iter::once(told(action, outcome.done as usize)).chain(not_done.clone()).collect();
        voice.show(told.join(" "));
        refused.set(not_done);
        let is_done = |place: usize| outcome.refused.iter().all(|(nr, _)| *nr as usize != place);
        let done: Vec<_> =
            chats.iter().enumerate().filter(|(place, _)| is_done(*place)).map(|(_, chat)| *chat).collect();
        match action {
            BulkAction::Tag(tag) => desk.live.tags.turn(&done, tag, true),
            BulkAction::Untag(tag) => desk.live.tags.turn(&done, tag, false),
            BulkAction::Close => {}
        }
        desk.listed.done(&done, action, desk.live.clock.read());
        // The button of the window may be hidden now.
        request_animation_frame(|| {
            request_animation_frame(|| {
                if is_focus_lost() {
                    focus("#archive-all");
                }
            });
        });
    }
}

fn told(action: BulkAction, count: usize) -> String {
    match action {
        BulkAction::Tag(_) => tr_count(count, "%1 chat has the tag now.", "%1 chats have the tag now."),
        BulkAction::Untag(_) => {
            tr_count(count, "%1 chat is without the tag now.", "%1 chats are without the tag now.")
        }
        BulkAction::Close => tr_count(count, "%1 chat is ended.", "%1 chats are ended."),
    }
}

/// A sentence for each reason why something was not done, with whose chats it concerns.
fn not_done(desk: ArchiveDesk, chats: &[ChatId], outcome: &Bulk) -> Vec<String> {
    let mut whose: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (place, why) in &outcome.refused {
        let chat = chats.get(*place as usize).and_then(|chat| desk.chat(*chat));
        let name = chat.map_or_else(|| tr("Chat").to_owned(), |chat| wording::visitor(&chat));
        whose.entry(words::refusal(why)).or_default().push(name);
    }
    let sentence = |(why, mut names): (String, Vec<String>)| {
        if names.len() > NAMED {
            names.truncate(NAMED);
            names.push("…".to_owned());
        }
        tr_with("Not done for %1: %2", &[&names.join(", "), &why])
    };
    whose.into_iter().map(sentence).collect()
}
