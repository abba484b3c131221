//! Tags of chats, the same for all operators.

use leptos::prelude::*;
use wire::{
    TagId,
    tag::{Tag, TagColour},
};

use super::window_form::{Fields, WindowForm, confirm};
use crate::{
    api::tags::{merge_tag, remove_tag, save_tag},
    console::tags::{chip, value_of},
    drawn::flag,
    icon,
    live::Live,
    parts::{
        dialog::windows,
        fault::{Fault, Field, TextField},
        form::Choice,
        menu::Item,
        panel::{ListPage, Row, rows, search_field},
        roving::Roving,
    },
    texts::{tr, tr_with},
};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Shown {
    /// `None`: a new tag.
    Form(Option<Tag>),
    Merging(Tag),
    Removing(Tag),
}

fn title(what: &Shown) -> String {
    match what {
        Shown::Form(None) => tr("Add a tag").into(),
        Shown::Form(Some(tag)) => tr_with("The tag %1", &[&tag.name]),
        Shown::Merging(tag) => tr_with("Merge %1", &[&tag.name]),
        Shown::Removing(tag) => tr_with("Remove %1?", &[&tag.name]),
    }
}

#[component]
pub(super) fn TagsPage() -> impl IntoView {
    let live = expect_context::<Live>();
    let opened = RwSignal::new(None::<Shown>);
    let search = RwSignal::new(String::new());
    let tags = Memo::new(move |_| {
        let wanted = search.read().trim().to_lowercase();
        let fits = |tag: &&Tag| tag.name.to_lowercase().contains(&wanted);
        live.tags.all.read().iter().filter(fits).cloned().collect::<Vec<_>>()
    });
    let none = Signal::derive(move || match live.tags.all.read().is_empty() {
        true => tr("There is none yet. Operators tag chats to find them again.").to_owned(),
        false => tr("No matches").to_owned(),
    });
    let list = rows(
        tags,
        |tag| tag.id.0,
        |tag| (tag.id, tag.name.clone(), tag.colour),
        none,
        move |tag, roving| row(tag, opened, roving),
    );
    let add = Callback::new(move |()| opened.set(Some(Shown::Form(None))));
    let windows = windows(opened, title, move |what| match what {
        Shown::Form(seen) => view! { <TagForm seen /> }.into_any(),
        Shown::Merging(tag) => view! { <Merge tag /> }.into_any(),
        Shown::Removing(Tag { id, name, .. }) => confirm(
            tr("Remove"),
            tr("It is removed from all chats that have it. The chats stay."),
            tr_with("%1 is removed.", &[&name]),
            move || remove_tag(id),
            || (),
        ),
    });
    view! {
        <ListPage id="tags" title=tr("Tags") add windows>
            <p class="explained">
                {tr(
                    "Operators tag chats with them, in the chat's menu or by /tag and a name. Each chat can have several.",
                )}
            </p>
            {search_field(tr("Search by name"), search)}
            {list}
        </ListPage>
    }
    .into_any()
}

fn row(tag: Tag, opened: RwSignal<Option<Shown>>, roving: Roving) -> AnyView {
    let (id, name) = (tag.id.0, tag.name.clone());
    let drawn = chip(tag.clone());
    let of = StoredValue::new(tag);
    let show = move |what: fn(Tag) -> Shown| move || opened.set(Some(what(of.get_value())));
    let edit = show(|tag| Shown::Form(Some(tag)));
    let open = Callback::new(move |()| edit());
    let items = Callback::new(move |()| {
        vec![
            Item::new(icon::LABEL, tr("Edit"), edit),
            Item::new(icon::JOIN, tr("Merge into another…"), show(Shown::Merging)),
            Item::new(icon::CROSS, tr("Remove"), show(Shown::Removing)),
        ]
    });
    view! {
        <Row id name roving open items>
            {drawn}
        </Row>
    }
    .into_any()
}

#[component]
fn TagForm(seen: Option<Tag>) -> impl IntoView {
    let before = seen.clone();
    let (name, colour) = seen.map(|seen| (seen.name, seen.colour)).unwrap_or_default();
    let (name, colour) = (RwSignal::new(name), RwSignal::new(colour));
    let window = WindowForm::new();
    let form = window.form;
    let send = Callback::new(move |()| {
        let saved = save_tag(before.clone(), name.get_untracked(), colour.get_untracked());
        let asked = async move { saved.await.map(|saved| saved.map(|_| ())) };
        window.send(asked, tr("Saved."), || ());
    });
    let colours = TagColour::ALL.map(|one| {
        let drawn = chip(Tag { id: TagId(uuid::Uuid::nil()), name: called(one).to_owned(), colour: one });
        view! {
            <label class="choice" data-value=value_of(one)>
                <input
                    type="radio"
                    name="colour"
                    prop:checked=flag(move || colour.get() == one)
                    on:change=move |_| colour.set(one)
                />
                {drawn}
            </label>
        }
    });
    view! {
        <Fields does=tr("Save") form send>
            <TextField field=Field::Name label=tr("Name") kind="text" value=name faults=form.faults is_first=true />
            <fieldset class="choices tag-colours">
                <legend>{tr("Colour")}</legend>
                {colours.into_iter().collect_view()}
            </fieldset>
        </Fields>
    }
    .into_any()
}

fn called(colour: TagColour) -> &'static str {
    match colour {
        TagColour::Grey => tr("Grey"),
        TagColour::Red => tr("Red"),
        TagColour::Orange => tr("Orange"),
        TagColour::Yellow => tr("Yellow"),
        TagColour::Green => tr("Green"),
        TagColour::Teal => tr("Teal"),
        TagColour::Blue => tr("Blue"),
        TagColour::Violet => tr("Violet"),
    }
}

#[component]
fn Merge(tag: Tag) -> impl IntoView {
    let live = expect_context::<Live>();
    let into = RwSignal::new(None::<TagId>);
    let window = WindowForm::new();
    let form = window.form;
    let (id, name) = (tag.id, tag.name);
    let others: Vec<_> = live.tags.all.with_untracked(|all| {
        all.iter().filter(|one| one.id != id).map(|one| (one.id, one.name.clone())).collect()
    });
    let told = name.clone();
    let send = Callback::new(move |()| match into.get_untracked() {
        Some(into) => window.send(merge_tag(id, into), tr_with("%1 is merged.", &[&told]), || ()),
        None => form.faults.set(Some(Fault::new(Field::Whole, tr("Choose the tag that stays.")))),
    });
    view! {
        <Fields does=tr("Merge") form send>
            <p>{tr_with("The chats with %1 get the other tag, and %1 is removed.", &[&name])}</p>
            <Choice label=tr("The tag that stays") all=tr("Choose…") choices=others chosen=into />
        </Fields>
    }
    .into_any()
}
