//! URL routing (manual A12): rules map pages to operators. The first matching rule applies.

mod form;
mod tester;

use crate::api::routing::{move_url_rule, remove_url_rule};
use leptos::{
    ev::{DragEvent, KeyboardEvent},
    prelude::*,
    task::spawn_local,
};
use wire::{Routing, UrlRuleId, routing::UrlRuleView};

use self::{form::RuleForm, tester::Tester};
use super::{members::names, routing::RoutingSwitch, settings::Settings, window_form::confirm};
use crate::{
    drawn::{flag, text},
    icon,
    live::Live,
    parts::{
        dialog::windows,
        fault::answer,
        menu::{Item, Menu},
        panel::{ListPage, Opened, gear},
        roving::{self, Roving},
        voice::Voice,
    },
    texts::{tr, tr_with},
};

fn title(what: &Opened<UrlRuleView>) -> String {
    match what {
        Opened::Form(None) => tr("Add a rule").into(),
        Opened::Form(Some(rule)) => tr_with("The rule for %1", &[&shown(&rule.pattern)]),
        Opened::Removing(rule) => tr_with("Remove the rule for %1?", &[&shown(&rule.pattern)]),
    }
}

/// The pages that a rule matches, in words.
fn shown(pattern: &str) -> String {
    if pattern.is_empty() { tr("every page").into() } else { pattern.to_owned() }
}

#[derive(Clone, Copy)]
struct Rules {
    settings: Settings,
    opened: RwSignal<Option<Opened<UrlRuleView>>>,
    /// The rule that is being dragged, and the one whose position it would take.
    dragged: RwSignal<Option<UrlRuleId>>,
    target: RwSignal<Option<UrlRuleId>>,
    roving: Roving,
    order: Memo<Vec<UrlRuleId>>,
}

impl Rules {
    /// Moves a rule down, or up if `by` is negative.
    fn shift(self, id: UrlRuleId, by: i64) {
        let place = self.place(id).map(|place| place + by).filter(|place| *place >= 1);
        if let Some(place) = place.filter(|place| *place <= self.order.read_untracked().len() as i64) {
            self.put(id, place as u32);
        }
    }

    fn put(self, id: UrlRuleId, place: u32) {
        let voice = expect_context::<Voice>();
        spawn_local(async move {
            match answer(move_url_rule(id, place).await) {
                Ok(()) => voice.announce(tr_with("Now at place %1", &[&place])),
                Err(fault) => voice.show(fault.words),
            }
            self.settings.again();
        });
    }

    fn place(self, id: UrlRuleId) -> Option<i64> {
        self.order.with(|order| order.iter().position(|one| *one == id)).map(|place| place as i64 + 1)
    }
}

#[component]
pub(super) fn UrlsPage() -> impl IntoView {
    let settings = Settings::read();
    let opened = RwSignal::new(None::<Opened<UrlRuleView>>);
    let list = settings.draw(move |now| {
        let rules = Memo::new(move |_| now.read().rules.clone());
        let order = Memo::new(move |_| rules.read().iter().map(|one| one.id).collect::<Vec<_>>());
        let roving = Roving::new(move || order.read().iter().map(|id| id.0).collect());
        let all = Rules { settings, opened, dragged: RwSignal::new(None), target: RwSignal::new(None), roving, order };
        view! {
            <RoutingSwitch mine=Routing::Urls now settings />
            <p class="explained" hidden=flag(move || rules.read().len() < 2)>
                {tr("Drag a rule to another place, or move it with Alt and the arrow keys. The first rule that fits is the one.")}
            </p>
            <ol class="accounts" on:keydown=roving::on_key>
                <For
                    each=move || rules.get()
                    key=|one| (one.id, one.pattern.clone(), one.site, one.operators.clone(), one.otherwise)
                    children=move |rule| view! { <Row rule all /> }
                />
            </ol>
            <p class="quiet-note" hidden=flag(move || !rules.read().is_empty())>
                {tr("There is none yet.")}
            </p>
            <Tester />
        }
        .into_any()
    });
    let add = Callback::new(move |()| opened.set(Some(Opened::Form(None))));
    let windows = windows(opened, title, move |what| match what {
        Opened::Form(seen) => view! { <RuleForm seen settings /> }.into_any(),
        Opened::Removing(rule) => confirm(
            tr("Remove"),
            tr(
                "Requests from these pages go by the next rule that fits, or to everybody. Open chats stay with whom they went.",
            ),
            tr("The rule is removed.").into(),
            move || remove_url_rule(rule.id),
            move || settings.again(),
        ),
    });
    view! {
        <ListPage id="urls" title=tr("URL routing") add windows>
            {list}
        </ListPage>
    }
    .into_any()
}

#[component]
fn Row(rule: UrlRuleView, all: Rules) -> impl IntoView {
    let live = expect_context::<Live>();
    let menu = expect_context::<Menu>();
    let id = rule.id;
    let UrlRuleView { site, pattern, operators, .. } = rule.clone();
    let of = StoredValue::new(rule);
    let edit = move || all.opened.set(Some(Opened::Form(Some(of.get_value()))));
    let items = move || {
        vec![
            Item::new(icon::LABEL, tr("Edit"), edit),
            Item::new(icon::CHECK, tr("Move up"), move || all.shift(id, -1)),
            Item::new(icon::DOWN, tr("Move down"), move || all.shift(id, 1)),
            Item::new(icon::CROSS, tr("Remove"), move || {
                all.opened.set(Some(Opened::Removing(of.get_value())))
            }),
        ]
    };
    let on_key = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowUp" if event.alt_key() => -1,
            "ArrowDown" if event.alt_key() => 1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        all.shift(id, by);
    };
    let drop = move |event: DragEvent| {
        event.prevent_default();
        if let (Some(dragged), Some(place)) = (all.dragged.get_untracked(), all.place(id))
            && dragged != id
        {
            all.put(dragged, place as u32);
        }
    };
    let over = move |event: DragEvent| {
        // Files and texts can be dragged here too.
        if all.dragged.get_untracked().is_some() {
            event.prevent_default();
            all.target.set(Some(id));
        }
    };
    let dropped = move |_| {
        all.dragged.set(None);
        all.target.set(None);
    };
    let who = text(move || names(live, &operators));
    let site = text(move || site.map_or_else(|| tr("Every site").into(), |site| live.desk.site_name(site)));
    let name = shown(&pattern);
    let pattern_dragged = StoredValue::new(name.clone());
    view! {
        <li
            class="account"
            draggable="true"
            class:is-dragged=move || all.dragged.get() == Some(id)
            class:is-target=move || all.target.get() == Some(id)
            on:dragstart=move |event| {
                // WebKit only drags elements that carry data.
                if let Some(carried) = event.data_transfer() {
                    // Cannot fail on a new transfer.
                    let _ = carried.set_data("text/plain", &pattern_dragged.get_value());
                    carried.set_effect_allowed("move");
                }
                all.dragged.set(Some(id));
            }
            on:dragover=over
            on:drop=drop
            on:dragend=dropped
            on:contextmenu=move |event| menu.open_at(&event, items())
        >
            <button
                type="button"
                class="account-row is-rule"
                data-item
                tabindex=all.roving.tabindex(id.0)
                on:focus=move |_| all.roving.focused(id.0)
                on:keydown=on_key
                on:click=move |_| edit()
            >
                <span class="account-presence">{text(move || all.place(id).unwrap_or_default().to_string())}</span>
                <span class="account-names">
                    <span class="row-name">{name.clone()}</span>
                    <span class="row-text">{site}</span>
                </span>
                <span class="account-departments">{who}</span>
            </button>
            {gear(tr_with("Actions for %1", &[&name]), items)}
        </li>
    }
    .into_any()
}
