//! Who receives offline messages by email (manual A11). Of the matching rules, the most specific
//! one applies.

mod form;

use crate::api::mail::{mail_settings, remove_mail_rule};
use leptos::prelude::*;
use wire::{
    SiteId,
    mail::{MailRuleView, MailSettings},
};

use self::form::RuleForm;
use super::{members::names, settings::Known, window_form::confirm};
use crate::{
    drawn::{flag, text},
    icon,
    live::Live,
    parts::{
        dialog::windows,
        menu::Item,
        panel::{ListPage, Row, gear, rows},
        roving::Roving,
    },
    place::{Place, Topic},
    texts::{tr, tr_with},
};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Opened {
    Form(Option<MailRuleView>, MailSettings),
    Removing(MailRuleView, String),
}

impl Opened {
    fn title(&self) -> String {
        match self {
            Opened::Form(None, _) => tr("Add a rule").into(),
            Opened::Form(Some(_), _) => tr("Change the rule").into(),
            Opened::Removing(_, fits) => tr_with("Remove the rule for %1?", &[fits]),
        }
    }
}

#[component]
pub(super) fn OffLinePage() -> impl IntoView {
    let live = expect_context::<Live>();
    let settings = Known::by(|| Box::pin(mail_settings()));
    let opened = RwSignal::new(None::<Opened>);
    let list = settings.draw(move |now| {
        let rules = Memo::new(move |_| now.read().rules.clone());
        let rows = rows(
            rules,
            |one| one.id.0,
            |one| (one.id, one.site, one.department, one.operators.clone(), one.addresses.clone()),
            Signal::stored(tr("There is no rule yet: all administrators get the messages.").to_owned()),
            move |rule, roving| row(rule, now, opened, roving),
        );
        let is_set_up = flag(move || now.read().server.is_some());
        view! {
            <p class="explained">
                {tr(
                    "When nobody is available, visitors leave a message. It is listed for all operators, and goes by e-mail to those whom \
                     the most special rule names: one for a site and a department, then for a department, then for a site, then \
                     for all. Where no rule fits, it goes to all administrators.",
                )}
            </p>
            <div class="other-routing" hidden=is_set_up>
                <p>{tr("E-mail is not set up, so the messages are only listed. They wait five days for it.")}</p>
                <a class="button" href=Place::Administration(Topic::Mail).path()>
                    {tr("Set it up")}
                </a>
            </div>
            {rows}
        }
        .into_any()
    });
    // A click that comes before the form's data is loaded opens the form once the data arrives.
    let is_asked = RwSignal::new(false);
    let add = Callback::new(move |()| is_asked.set(true));
    Effect::new(move |_| {
        if is_asked.get()
            && let Some(now) = settings.now()
        {
            is_asked.set(false);
            opened.set(Some(Opened::Form(None, now)));
        }
    });
    let ways = move || {
        vec![Item::new(icon::MAIL, tr("E-mail"), move || live.go(Place::Administration(Topic::Mail)))]
    };
    let windows = windows(opened, Opened::title, move |what| match what {
        Opened::Form(seen, now) => view! { <RuleForm seen now settings /> }.into_any(),
        Opened::Removing(rule, _) => confirm(
            tr("Remove"),
            tr(
                "Messages that are left from now on go to whom the next rule names. Those that wait to be sent stay with whom they go to.",
            ),
            tr("The rule is removed.").into(),
            move || remove_mail_rule(rule.id),
            move || settings.again(),
        ),
    });
    let end = gear(tr("Panel menu").into(), ways);
    view! {
        <ListPage id="off-line" title=tr("Off-line messages") add end windows>
            {list}
        </ListPage>
    }
    .into_any()
}

fn fits(live: Live, now: &MailSettings, rule: &MailRuleView) -> String {
    let department = now.departments.iter().find(|one| Some(one.id) == rule.department).map(|one| &one.name);
    let site = |site: SiteId| live.desk.site_name(site);
    match (department, rule.site) {
        (Some(department), Some(on)) => tr_with("%1 on %2", &[department, &site(on)]),
        (Some(department), None) => department.clone(),
        (None, Some(on)) => site(on),
        (None, None) => tr("Everything else").into(),
    }
}

fn row(
    rule: MailRuleView,
    now: Signal<MailSettings>,
    opened: RwSignal<Option<Opened>>,
    roving: Roving,
) -> AnyView {
    let live = expect_context::<Live>();
    let MailRuleView { id, operators, addresses, .. } = rule.clone();
    let name = now.with_untracked(|now| fits(live, now, &rule));
    let of = StoredValue::new((rule, name.clone()));
    let edit = move || opened.set(Some(Opened::Form(Some(of.get_value().0), now.get_untracked())));
    let open = Callback::new(move |()| edit());
    let items = Callback::new(move |()| {
        let remove = move || {
            let (rule, name) = of.get_value();
            opened.set(Some(Opened::Removing(rule, name)));
        };
        vec![Item::new(icon::LABEL, tr("Edit"), edit), Item::new(icon::CROSS, tr("Remove"), remove)]
    });
    let who = text(move || {
        let named = names(live, &operators);
        [named]
            .into_iter()
            .filter(|named| !named.is_empty())
            .chain(addresses.clone())
            .collect::<Vec<_>>()
            .join(", ")
    });
    view! {
        <Row id=id.0 name=name.clone() roving open items>
            <span class="account-names">
                <span class="row-name">{name}</span>
            </span>
            <span class="account-departments">{who}</span>
        </Row>
    }
    .into_any()
}
