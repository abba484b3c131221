//! Who may not chat: the list of bans, and what they do.

use leptos::{prelude::*, task::spawn_local};
use wire::{
    BanId,
    ban::{BanSettings, BanTarget, BanView, BannedSee},
};

use super::{settings::Known, window_form::confirm};
use crate::{
    api::bans::{ban_settings, bans, lift_ban, set_ban_settings},
    console::{
        controls::{Segment, SwitchRow},
        local_time,
        window::open::{OpenWindow, Window},
    },
    drawn::{flag, text},
    icon,
    live::Live,
    parts::{
        dialog::windows,
        fault::answer,
        menu::Item,
        panel::{ListPage, Row, rows, search_field},
        roving::Roving,
        voice::Voice,
    },
    texts::{tr, tr_with},
    words,
};

#[component]
pub(super) fn BansPage() -> impl IntoView {
    let open = expect_context::<OpenWindow>();
    let search = RwSignal::new(String::new());
    let all = RwSignal::new(Vec::<BanView>::new());
    let (has_more, is_loading) = (RwSignal::new(false), RwSignal::new(true));
    let fault = RwSignal::new(String::new());
    let lifting = RwSignal::new(None::<BanView>);
    let load = move |before: Option<BanId>| {
        let wanted = search.get_untracked();
        is_loading.set(true);
        spawn_local(async move {
            let page = answer(bans(wanted.clone(), before).await);
            // If two answers overtake each other, the one to the current question counts.
            if search.try_get_untracked() != Some(wanted) {
                return;
            }
            is_loading.set(false);
            match page {
                Ok((page, more)) => {
                    fault.set(String::new());
                    has_more.set(more);
                    all.update(|all| {
                        if before.is_none() {
                            all.clear();
                        }
                        all.extend(page);
                    });
                }
                Err(why) => fault.set(why.words),
            }
        });
    };
    // Also when the window closes in which a ban was added.
    let is_closed = Memo::new(move |_| open.read().is_none());
    Effect::new(move |_| {
        search.track();
        if is_closed.get() {
            load(None);
        }
    });
    let none = text(move || match (is_loading.get(), search.read().is_empty()) {
        (true, _) => tr("Loading…").into(),
        (false, true) => tr("Nobody is banned.").into(),
        (false, false) => tr("Nothing fits what you search for.").into(),
    });
    let list = Memo::new(move |_| all.get());
    let list = rows(list, |one| one.id.0, |one| one.id, none, move |ban, roving| row(ban, lifting, roving));
    let add = Callback::new(move |()| open.set(Some(Window::Ban(None))));
    let windows = windows(
        lifting,
        |ban| tr_with("Lift the ban on %1?", &[&name(ban)]),
        move |ban| {
            confirm(
                tr("Lift"),
                tr("They can chat again on the next page that they load."),
                tr("The ban is lifted.").into(),
                move || lift_ban(ban.id),
                move || load(None),
            )
        },
    );
    view! {
        <ListPage id="bans" title=tr("Bans") add windows>
            <p class="explained">
                {tr(
                    "Banned visitors cannot chat, answer or be invited. A visitor is banned in one browser; an address or a network \
                     is banned for everybody who comes from it.",
                )}
            </p>
            {search_field(tr("Search by visitor, address, reason or operator"), search)}
            <p class="field-error" role="alert">
                {text(move || fault.get())}
            </p>
            {list}
            <button
                type="button"
                class="button"
                hidden=flag(move || !has_more.get())
                on:click=move |_| load(all.with_untracked(|all| all.last().map(|ban| ban.id)))
            >
                {tr("Show more")}
            </button>
            <Choices />
        </ListPage>
    }
    .into_any()
}

fn name(ban: &BanView) -> String {
    match &ban.target {
        BanTarget::Network(network) => network.clone(),
        BanTarget::Visitor(visitor) => {
            words::visitor_name(Some(ban.name.as_str()).filter(|name| !name.is_empty()), *visitor)
        }
    }
}

fn row(ban: BanView, lifting: RwSignal<Option<BanView>>, roving: Roving) -> AnyView {
    let live = expect_context::<Live>();
    let (id, name) = (ban.id, name(&ban));
    let end = match ban.ends_at {
        Some(ends_at) => tr_with("until %1", &[&local_time::date_and_time(ends_at)]),
        None => tr("for ever").into(),
    };
    let by = tr_with("%1, %2", &[&ban.by, &local_time::in_full(live.clock.read(), ban.at)]);
    let more: Vec<_> = [end, ban.reason.clone(), by].into_iter().filter(|part| !part.is_empty()).collect();
    let of = StoredValue::new(ban);
    let lift = move || lifting.set(Some(of.get_value()));
    let open = Callback::new(move |()| lift());
    let items = Callback::new(move |()| vec![Item::new(icon::CROSS, tr("Lift"), lift)]);
    view! {
        <Row id=id.0 name=name.clone() roving open items>
            <span class="account-names">
                <span class="row-name">{name}</span>
            </span>
            <span class="account-departments">{more.join(" · ")}</span>
        </Row>
    }
    .into_any()
}

/// What bans do.
#[component]
fn Choices() -> impl IntoView {
    let known = Known::by(|| Box::pin(ban_settings()));
    view! {
        <section class="is-wide" aria-labelledby="ban-settings">
            <h3 id="ban-settings">{tr("What bans do")}</h3>
            {known.draw(move |now| view! { <Switches now known /> }.into_any())}
        </section>
    }
    .into_any()
}

#[component]
fn Switches(now: Signal<BanSettings>, known: Known<BanSettings>) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let change = move |settings: BanSettings| known.change(Box::pin(set_ban_settings(settings)), voice);
    let may = Callback::new(move |operators_may: bool| {
        change(BanSettings { operators_may, ..now.get_untracked() });
    });
    let see =
        move |see: BannedSee| Callback::new(move |()| change(BanSettings { see, ..now.get_untracked() }));
    let sees = move |see: BannedSee| flag(move || now.read().see == see);
    view! {
        <SwitchRow
            name=tr("All operators may ban")
            more=tr("Otherwise only administrators may. Operators see it in their menus the next time they open the console.")
            is_on=flag(move || now.read().operators_may)
            set=may
        />
        <div class="switch-row">
            <span aria-hidden="true">{tr("What a banned visitor sees")}</span>
            <fieldset class="segments">
                <legend class="visually-hidden">{tr("What a banned visitor sees")}</legend>
                <Segment
                    group="banned-see"
                    name=tr("Nothing")
                    is_chosen=sees(BannedSee::Nothing)
                    choose=see(BannedSee::Nothing)
                />
                <Segment
                    group="banned-see"
                    name=tr("The off-line form")
                    is_chosen=sees(BannedSee::Form)
                    choose=see(BannedSee::Form)
                />
            </fieldset>
        </div>
    }
    .into_any()
}
