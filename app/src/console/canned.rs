//! Canned responses and URLs (manual A9, B15): an operator's own together with the shared ones, or
//! the shared ones alone (A8), which administrators change.

use leptos::{ev::SubmitEvent, html, prelude::*};
use wire::{
    CannedId, Role,
    canned::{self, BadCanned, Canned, CannedKind},
    operator::{Command, Refusal},
};

use crate::{
    drawn::{flag, part, text, word},
    icon::{self, icon},
    live::Live,
    parts::roving::{self, Roving},
    texts::tr,
    words,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// All that the operator has.
    Mine,
    Shared,
}

#[component]
pub(crate) fn CannedList(kind: CannedKind, whose: Whose) -> impl IntoView {
    let live = expect_context::<Live>();
    let search = RwSignal::new(String::new());
    let opened = RwSignal::new(None::<Canned>);
    let found = Memo::new(move |_| {
        let wanted = search.get().to_lowercase();
        let fits = |one: &&Canned| {
            let has = |text: &str| text.to_lowercase().contains(&wanted);
            one.kind == kind
                && (whose == Whose::Mine || one.shared)
                && (has(&one.name) || has(&one.shortcut) || has(&one.text))
        };
        live.own.canned.with(|all| all.iter().filter(fits).cloned().collect::<Vec<_>>())
    });
    let roving = Roving::new(move || found.read().iter().map(|one| one.id.0).collect());
    let explained = match kind {
        CannedKind::Text => tr(
            "Type / and the shortcut in a chat, or choose from the list below the text. %VISITOR%, %OPERATOR%, \
                %DEPARTMENT%, %SITE% and %DAYTIME% are replaced; %VISITOR|there% says what to write for a visitor \
                without a name.",
        ),
        CannedKind::Url => {
            tr("With URL as input type, choose one from the list, and Enter shows it to the visitor.")
        }
    };
    let add = move |_| {
        opened.set(Some(Canned {
            id: live.own.new_canned_id(),
            shared: whose == Whose::Shared,
            kind,
            name: String::new(),
            shortcut: String::new(),
            text: String::new(),
        }));
    };
    // Redrawn only when another entry opens, so that typed text stays when the list changes.
    let form = part(move || match opened.get() {
        Some(canned) => view! { <Form canned opened /> }.into_any(),
        None => ().into_any(),
    });
    view! {
        <section class="canned">
            <p class="explained">{explained}</p>
            <div class="canned-tools">
                <input
                    type="search"
                    aria-label=tr("Search")
                    placeholder=tr("Search")
                    on:input:target=move |event| search.set(event.target().value())
                />
                <button type="button" class="button is-main" on:click=add>
                    {tr("Add")}
                </button>
            </div>
            {form}
            <ul class="canned-list" on:keydown=roving::on_key>
                <For
                    each=move || found.get()
                    key=|one| (one.id, one.name.clone(), one.shortcut.clone(), one.text.clone(), one.shared)
                    children=move |canned| view! { <Row canned opened roving /> }
                />
            </ul>
            <p class="quiet-note" hidden=flag(move || !found.read().is_empty())>
                {text(move || match search.read().is_empty() {
                    true => tr("There is none yet. Add what you say often.").into(),
                    false => tr("No matches").into(),
                })}
            </p>
        </section>
    }
    .into_any()
}

fn may_change(live: Live, canned: &Canned) -> bool {
    !canned.shared || live.desk.me.with_untracked(|me| me.role == Role::Administrator)
}

#[component]
fn Row(canned: Canned, opened: RwSignal<Option<Canned>>, roving: Roving) -> impl IntoView {
    let live = expect_context::<Live>();
    let id = canned.id.0;
    let can_change = may_change(live, &canned);
    let key = if canned.shortcut.is_empty() { String::new() } else { format!("/{}", canned.shortcut) };
    let is_command = canned::is_command(&canned.shortcut);
    let (name, words, shared) = (canned.name.clone(), canned.text.clone(), canned.shared);
    let is_open = word(move || {
        Some(if opened.with(|opened| opened.as_ref().is_some_and(|one| one.id.0 == id)) {
            "true"
        } else {
            "false"
        })
    });
    view! {
        <li>
            <button
                type="button"
                class="canned-row"
                data-item
                tabindex=roving.tabindex(id)
                aria-pressed=is_open
                disabled=!can_change
                title=if can_change { "" } else { tr("Administrators change what is shared") }
                on:focus=move |_| roving.focused(id)
                on:click=move |_| opened.set(Some(canned.clone()))
            >
                <span class="row-name">{name}</span>
                <kbd hidden=key.is_empty()>{key.clone()}</kbd>
                <span class="shared-mark" hidden=!shared>
                    {tr("Shared")}
                </span>
                <span class="row-text">{words}</span>
                <span class="field-error" hidden=!is_command>
                    {tr("This shortcut is a command now, and no longer inserts the response. Choose another one.")}
                </span>
            </button>
        </li>
    }
    .into_any()
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Faults {
    name: String,
    shortcut: String,
    text: String,
    other: String,
}

impl Faults {
    fn of(refusal: &Refusal) -> Faults {
        let mut faults = Faults::default();
        let words = words::refusal(refusal);
        match refusal {
            Refusal::BadCanned(BadCanned::Name(_)) => faults.name = words,
            Refusal::BadCanned(BadCanned::Text(_)) => faults.text = words,
            Refusal::BadCanned(
                BadCanned::Shortcut | BadCanned::ShortcutTaken | BadCanned::ShortcutIsCommand,
            ) => faults.shortcut = words,
            _ => faults.other = words,
        }
        faults
    }
}

#[component]
fn Form(canned: Canned, opened: RwSignal<Option<Canned>>) -> impl IntoView {
    let live = expect_context::<Live>();
    let Canned { id, kind, .. } = canned;
    let is_new = live.own.canned.with_untracked(|all| all.iter().all(|one| one.id != id));
    let is_administrator = live.desk.me.with_untracked(|me| me.role == Role::Administrator);
    let faults = RwSignal::new(Faults::default());
    let is_sending = RwSignal::new(false);
    let (name, shortcut) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let (words_field, shared) = (NodeRef::<html::Textarea>::new(), NodeRef::<html::Input>::new());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let value = |field: NodeRef<html::Input>| {
            field.get_untracked().map(|field| field.value()).unwrap_or_default()
        };
        let canned = Canned {
            id,
            kind,
            shared: shared.get_untracked().is_some_and(|shared| shared.checked()),
            name: value(name),
            shortcut: value(shortcut),
            text: words_field.get_untracked().map(|field| field.value()).unwrap_or_default(),
        };
        faults.set(Faults::default());
        let sent = live.ask(Command::SaveCanned(canned), move |result| {
            is_sending.set(false);
            match result {
                Ok(_) => opened.set(None),
                Err(refusal) => faults.set(Faults::of(&refusal)),
            }
        });
        is_sending.set(sent);
    };
    // `autofocus` only works while a page loads.
    Effect::new(move |_| {
        if let Some(name) = name.get() {
            request_animation_frame(move || {
                let _ = name.focus(); // if it cannot take focus, nothing moves
            });
        }
    });
    let fault = move |of: fn(&Faults) -> &String| text(move || faults.with(|faults| of(faults).clone()));
    let wrong = move |of: fn(&Faults) -> &String| {
        word(move || faults.with(|faults| (!of(faults).is_empty()).then_some("true")))
    };
    let words_label = match kind {
        CannedKind::Text => tr("Text"),
        CannedKind::Url => tr("Address"),
    };
    view! {
        <form class="canned-form" on:submit=save>
            <label class="field">
                <span>{tr("Name")}</span>
                <input node_ref=name prop:value=canned.name autofocus aria-invalid=wrong(|faults| &faults.name) />
            </label>
            <p class="field-error" role="alert">
                {fault(|faults| &faults.name)}
            </p>
            <label class="field">
                <span>{tr("Shortcut")}</span>
                <input
                    node_ref=shortcut
                    prop:value=canned.shortcut
                    placeholder="/hello"
                    autocapitalize="none"
                    aria-invalid=wrong(|faults| &faults.shortcut)
                />
            </label>
            <p class="field-error" role="alert">
                {fault(|faults| &faults.shortcut)}
            </p>
            <label class="field">
                <span>{words_label}</span>
                <textarea
                    node_ref=words_field
                    rows=if kind == CannedKind::Text { "4" } else { "1" }
                    prop:value=canned.text
                    aria-invalid=wrong(|faults| &faults.text)
                ></textarea>
            </label>
            <p class="field-error" role="alert">
                {fault(|faults| &faults.text)}
            </p>
            <label class="tick" hidden=!is_administrator>
                <input node_ref=shared type="checkbox" prop:checked=canned.shared />
                {tr("Shared with all operators")}
            </label>
            <p class="field-error" role="alert">
                {fault(|faults| &faults.other)}
            </p>
            <div class="dialog-buttons">
                <RemoveButton id opened hidden=is_new />
                <button type="button" class="button" on:click=move |_| opened.set(None)>
                    {tr("Cancel")}
                </button>
                <button type="submit" class="button is-main" disabled=flag(move || is_sending.get())>
                    {tr("Save")}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Requires a second press, because a removal cannot be undone.
#[component]
fn RemoveButton(id: CannedId, opened: RwSignal<Option<Canned>>, hidden: bool) -> impl IntoView {
    let live = expect_context::<Live>();
    let is_sure = RwSignal::new(false);
    let press = move |_| {
        if !is_sure.get_untracked() {
            is_sure.set(true);
        } else if live.own.remove_canned(id) {
            opened.set(None);
        }
    };
    view! {
        <button type="button" class="button is-quiet" hidden=hidden on:click=press on:blur=move |_| is_sure.set(false)>
            {icon(icon::CROSS)}
            {text(move || if is_sure.get() { tr("Really remove it").into() } else { tr("Remove").into() })}
        </button>
    }
    .into_any()
}
