//! Saved views: filters with a name, one's own or everybody's.

use crate::api::archive::{remove_view, save_view};
use leptos::prelude::*;
use wire::{Role, archive::SavedView};

use super::desk::ArchiveDesk;
use crate::{
    api::fault::Field,
    console::{
        administration::window_form::{Fields, WindowForm, confirm},
        controls::{SmallButton, SwitchRow},
    },
    drawn::{flag, part, word},
    icon,
    parts::{dialog::windows, fault::TextField},
    texts::{tr, tr_with},
};

/// The open window.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Opened {
    Save,
    Change(SavedView),
    Remove(SavedView),
}

#[component]
pub(super) fn Views(desk: ArchiveDesk, is_shown: RwSignal<bool>) -> impl IntoView {
    let opened = RwSignal::new(None::<Opened>);
    let me = move || desk.live.desk.me.read().id;
    let is_administrator = move || desk.live.desk.me.read().role == Role::Administrator;
    Effect::new(move |_| desk.load_views());
    let of = move |is_shared: bool| {
        move || {
            let all = desk.views.read();
            all.iter().filter(|view| view.is_shared == is_shared).cloned().collect::<Vec<_>>()
        }
    };
    let row = move |view: SavedView| {
        let (name, change, remove) = (view.name.clone(), view.clone(), view.clone());
        let here = desk.address_of_view(&view);
        let is_current = word({
            let filter = view.filter.clone();
            move || (desk.wanted.with(|wanted| desk.filter_of(wanted)) == filter).then_some("true")
        });
        let is_foreign = flag(move || view.owner.id != me() && !(view.is_shared && is_administrator()));
        view! {
            <li class="archive-view">
                <a href=here aria-current=is_current dir="auto" on:click=move |_| is_shown.set(false)>
                    {name.clone()}
                </a>
                <span hidden=is_foreign>
                    <SmallButton
                        picture=icon::SLIDERS
                        label=tr_with("Change the view %1", &[&name])
                        press=Callback::new(move |()| opened.set(Some(Opened::Change(change.clone()))))
                    />
                    <SmallButton
                        picture=icon::CROSS
                        label=tr_with("Remove the view %1", &[&name])
                        press=Callback::new(move |()| opened.set(Some(Opened::Remove(remove.clone()))))
                    />
                </span>
            </li>
        }
        .into_any()
    };
    let group = move |is_shared: bool, name: &'static str| {
        let all = Memo::new({
            let of = of(is_shared);
            move |_| of()
        });
        view! {
            <div hidden=flag(move || all.read().is_empty())>
                <h2>{name}</h2>
                <ul>
                    <For
                        each=move || all.get()
                        key=move |view| (view.id, view.name.clone(), desk.address_of_view(view))
                        children=row
                    />
                </ul>
            </div>
        }
        .into_any()
    };
    let cannot_save = flag(move || desk.wanted.with(|wanted| wanted.is_all()));
    let windows = windows(
        opened,
        |what| match what {
            Opened::Save => tr("Save this view").into(),
            Opened::Change(view) => tr_with("Change the view %1", &[&view.name]),
            Opened::Remove(view) => tr_with("Remove the view %1", &[&view.name]),
        },
        move |what| match what {
            Opened::Save => form(desk, None),
            Opened::Change(view) => form(desk, Some(view)),
            Opened::Remove(view) => removal(desk, view),
        },
    );
    view! {
        <div id="archive-views" class="archive-views" hidden=flag(move || !is_shown.get())>
            <p class="quiet-note" hidden=flag(move || !desk.views.read().is_empty())>
                {tr("Nothing is saved yet. Choose filters or search for something, then save the view to come back to it.")}
            </p>
            {group(false, tr("My views"))}
            {group(true, tr("Shared with everyone"))}
            <button
                type="button"
                class="button"
                disabled=cannot_save
                on:click=move |_| opened.set(Some(Opened::Save))
            >
                {tr("Save this view…")}
            </button>
        </div>
        {windows}
    }
    .into_any()
}

fn form(desk: ArchiveDesk, view: Option<SavedView>) -> AnyView {
    let form = WindowForm::new();
    let name = RwSignal::new(view.as_ref().map(|view| view.name.clone()).unwrap_or_default());
    let is_shared = RwSignal::new(view.as_ref().is_some_and(|view| view.is_shared));
    // A view that exists lists what it did, unless it is replaced by what is listed now.
    let replaces = RwSignal::new(view.is_none());
    let (is_new, known) = (view.is_none(), StoredValue::new(view));
    let is_normal = desk.live.desk.me.read_untracked().role != Role::Administrator;
    let has_days = move || desk.wanted.with(|wanted| replaces.get() && wanted.when.narrows());
    let send = Callback::new(move |()| {
        let id = known.with_value(|view| view.as_ref().map(|view| view.id));
        let kept = known.with_value(|view| view.as_ref().map(|view| view.filter.clone()));
        let kept = kept.filter(|_| !replaces.get_untracked());
        let filter = kept.unwrap_or_else(|| desk.filter_of(&desk.wanted.get_untracked()));
        let name = name.get_untracked();
        let told = tr_with("The view %1 is saved", &[&name]);
        let saved = save_view(id, name, filter, is_shared.get_untracked());
        let saved = async move { saved.await.map(|saved| saved.map(|_| ())) };
        form.send(saved, told, move || desk.load_views());
    });
    let share = part(move || match is_normal {
        true => ().into_any(),
        false => view! {
            <SwitchRow
                name=tr("Share with everyone")
                more=tr("All operators have this view. Each sees only the chats that they may read.")
                is_on=is_shared.into()
                set=Callback::new(move |on| is_shared.set(on))
            />
        }
        .into_any(),
    });
    let replace = part(move || match is_new {
        true => ().into_any(),
        false => view! {
            <SwitchRow
                name=tr("Use what is listed now")
                more=tr("Replaces the filters and the search of this view.")
                is_on=replaces.into()
                set=Callback::new(move |on| replaces.set(on))
            />
        }
        .into_any(),
    });
    view! {
        <Fields does=tr("Save") form=form.form send>
            <TextField field=Field::Name label=tr("Name") kind="text" value=name faults=form.form.faults is_first=true />
            {share}
            {replace}
            <p class="quiet-note" hidden=flag(move || !has_days())>
                {tr("The days are kept as they are today. To follow the calendar, bookmark the address instead.")}
            </p>
        </Fields>
    }
    .into_any()
}

fn removal(desk: ArchiveDesk, view: SavedView) -> AnyView {
    let means = match view.is_shared {
        true => tr("Then nobody has this view any more. The chats stay."),
        false => tr("You can save it again. The chats stay."),
    };
    let (id, told) = (view.id, tr_with("The view %1 is removed", &[&view.name]));
    confirm(tr("Remove"), means, told, move || remove_view(id), move || desk.load_views())
}

/// The button that shows the views.
#[component]
pub(super) fn ViewsButton(is_shown: RwSignal<bool>, also: Callback<()>) -> impl IntoView {
    let is_expanded = word(move || Some(if is_shown.get() { "true" } else { "false" }));
    view! {
        <button
            type="button"
            class="button"
            aria-expanded=is_expanded
            aria-controls="archive-views"
            on:click=move |_| {
                also.run(());
                is_shown.update(|shows| *shows = !*shows);
            }
        >
            {tr("Views")}
        </button>
    }
    .into_any()
}
