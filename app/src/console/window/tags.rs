//! Tags a chat: the account's tags, found by a few letters. The window stays open, so that several
//! can be given.

use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use wire::{
    ChatId, Role,
    tag::{MAX_TAG, MOST_TAGS, Tag, TagColour},
};

use super::head::Head;
use crate::{
    api::tags::save_tag,
    console::tags::chip,
    drawn::{flag, part, text, word},
    icon::{self, icon},
    live::Live,
    parts::{fault::answer, focus, keys},
    texts::{tr, tr_with},
    words::name_of,
};

#[derive(Clone, PartialEq)]
enum Choice {
    Tag(Tag),
    /// Add a tag with this name, which there is not yet.
    New(String),
}

#[derive(Clone, Copy)]
struct Tagging {
    live: Live,
    chat: ChatId,
    typed: RwSignal<String>,
    fault: RwSignal<String>,
    chosen: RwSignal<usize>,
    /// Whether a new tag is being saved.
    is_busy: RwSignal<bool>,
    field: NodeRef<html::Input>,
}

#[component]
pub(super) fn TagWindow(chat: ChatId) -> impl IntoView {
    let tagging = Tagging {
        live: expect_context(),
        chat,
        typed: RwSignal::default(),
        fault: RwSignal::default(),
        chosen: RwSignal::new(0),
        is_busy: RwSignal::new(false),
        field: NodeRef::new(),
    };
    let Tagging { live, fault, chosen, field, .. } = tagging;
    let choices = Memo::new(move |_| tagging.choices());
    let is_empty = Memo::new(move |_| choices.read().is_empty());
    let head = text(move || match live.desk.chat(chat) {
        Some(view) => tr_with("Tags of the chat with %1", &[&name_of(&view)]),
        None => tr("Tags of the chat").into(),
    });
    let on_key = move |event: KeyboardEvent| {
        if !keys::is_composing(&event) && tagging.take_key(&event.key(), &choices.get_untracked()) {
            event.prevent_default();
        }
    };
    Effect::new(move |_| {
        choices.track();
        if let Some(row) = document().get_element_by_id(&row_id(chosen.get())) {
            focus::show(&row);
        }
    });
    let rows = part(move || {
        let all = choices.get().into_iter().enumerate();
        all.map(|(nr, choice)| row(tagging, nr, choice)).collect_view().into_any()
    });
    let none = text(move || {
        let may_add = live.desk.me.read().role == Role::Administrator;
        match (live.tags.all.read().is_empty(), may_add) {
            (true, true) => tr("There is no tag yet. Type a name to add one.").into(),
            (true, false) => tr("There is no tag yet. Administrators add them.").into(),
            (false, _) => tr("No matches").into(),
        }
    });
    view! {
        <Head words=head />
        <div class="palette tagging">
            <input
                node_ref=field
                type="text"
                role="combobox"
                autofocus
                autocomplete="off"
                spellcheck="false"
                maxlength=MAX_TAG.to_string()
                placeholder=tr("Find a tag")
                aria-label=tr("Find a tag")
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="tagging"
                aria-activedescendant=text(move || if is_empty.get() { String::new() } else { row_id(chosen.get()) })
                aria-describedby="tagging-fault"
                on:input:target=move |event| tagging.changed(event.target().value())
                on:keydown=on_key
            />
            <p id="tagging-fault" class="field-error" role="alert">
                {text(move || fault.get())}
            </p>
            <ul id="tagging" role="listbox" aria-multiselectable="true" aria-label=tr("Tags")>
                {rows}
            </ul>
            <p class="quiet-note" hidden=flag(move || !is_empty.get())>
                {none}
            </p>
        </div>
    }
    .into_any()
}

impl Tagging {
    fn choices(self) -> Vec<Choice> {
        let name = self.typed.read().trim().to_owned();
        let wanted = name.to_lowercase();
        let all = self.live.tags.all.read();
        let fits = |tag: &&Tag| tag.name.to_lowercase().contains(&wanted);
        let mut found: Vec<_> = all.iter().filter(fits).cloned().collect();
        // Names that begin with it come first.
        found.sort_by_key(|tag| !tag.name.to_lowercase().starts_with(&wanted));
        let is_known = found.iter().any(|tag| tag.name.to_lowercase() == wanted);
        let may_add = self.live.desk.me.read().role == Role::Administrator && all.len() < MOST_TAGS;
        let new = (may_add && !name.is_empty() && !is_known).then_some(Choice::New(name));
        found.into_iter().map(Choice::Tag).chain(new).collect()
    }

    fn changed(self, text: String) {
        self.fault.set(String::new());
        self.chosen.set(0);
        self.typed.set(text);
    }

    /// Handles a key; returns false if it is plain text input.
    fn take_key(self, key: &str, choices: &[Choice]) -> bool {
        let count = choices.len();
        match key {
            "ArrowDown" if count > 0 => self.chosen.update(|nr| *nr = (*nr + 1) % count),
            "ArrowUp" if count > 0 => self.chosen.update(|nr| *nr = (*nr + count - 1) % count),
            "Enter" => {
                if let Some(choice) = choices.get(self.chosen.get_untracked()) {
                    self.choose(choice);
                }
            }
            _ => return false,
        }
        true
    }

    fn choose(self, choice: &Choice) {
        match choice {
            Choice::Tag(tag) => {
                self.live.tags.put(self.chat, tag.id, !self.has(tag));
                self.next();
            }
            Choice::New(name) => self.add(name.clone()),
        }
    }

    fn has(self, tag: &Tag) -> bool {
        untrack(|| self.live.tags.of_any(self.chat)).iter().any(|one| one.id == tag.id)
    }

    /// The search text has served; the chosen row stays chosen where all are listed.
    fn next(self) {
        if self.typed.read_untracked().is_empty() {
            return;
        }
        if let Some(field) = self.field.get_untracked() {
            field.set_value("");
        }
        self.changed(String::new());
    }

    /// Adds a tag to the account, in a colour that few others have, and tags the chat.
    fn add(self, name: String) {
        let Tagging { live, chat, fault, is_busy, .. } = self;
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        let colour = TagColour::ALL[live.tags.all.read_untracked().len() % TagColour::ALL.len()];
        spawn_local(async move {
            let added = answer(save_tag(None, name, colour).await);
            // The window, and its signals, may be gone by now.
            is_busy.try_set(false);
            match added {
                Ok(tag) => {
                    live.tags.put(chat, tag, true);
                    if is_busy.try_get_untracked().is_some() {
                        self.next();
                    }
                }
                Err(why) => drop(fault.try_set(why.words)),
            }
        });
    }
}

fn row_id(nr: usize) -> String {
    format!("tagging-{nr}")
}

fn row(tagging: Tagging, nr: usize, choice: Choice) -> AnyView {
    let Tagging { live, chat, chosen, .. } = tagging;
    let active = word(move || (chosen.get() == nr).then_some("true"));
    let (drawn, tag) = match &choice {
        Choice::Tag(tag) => (chip(tag.clone()), Some(tag.id)),
        Choice::New(name) => (view! { <span>{tr_with("Add the tag %1", &[name])}</span> }.into_any(), None),
    };
    let has = Memo::new(move |_| live.tags.of_any(chat).iter().any(|one| Some(one.id) == tag));
    let picture = if tag.is_some() { icon::CHECK } else { icon::LABEL };
    view! {
        <li
            id=row_id(nr)
            role="option"
            data-active=active
            data-new=tag.is_none().then_some("true")
            aria-selected=word(move || Some(if has.get() { "true" } else { "false" }))
            // The field keeps focus.
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| {
                chosen.set(nr);
                tagging.choose(&choice);
            }
        >
            <span class="tag-mark">{icon(picture)}</span>
            {drawn}
        </li>
    }
    .into_any()
}
