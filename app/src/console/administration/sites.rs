//! Websites (manual A18): each has its own embed code and settings.
//!
//! | module | holds |
//! |---|---|
//! | [`known`] | the sites as the server has them |
//! | [`form`] | adding or changing a site |
//! | [`code`] | its embed code, and regenerating its key |
//! | [`seen`] | whether a page has loaded that code |
//! | [`screen`] | what its Welcome Screen asks |
//! | [`logo`] | its logo |
//! | [`look`], [`texts`] | its appearance, its language, and its own texts |
//! | [`hours`], [`zones`] | its business hours, and the operators whom visitors see; time zones |
//! | [`rates`] | rate limits for what visitors do |
//! | [`rating`] | whether visitors rate a chat |
//! | [`preview`] | a preview of its panel |
//! | [`typed`] | whether operators see what visitors type, on all sites |
//! | [`area`], [`choice`], [`line`] | form fields |

pub(crate) mod area;
pub(super) mod choice;
mod code;
mod form;
mod hours;
mod known;
mod line;
mod logo;
mod look;
mod preview;
mod rates;
mod rating;
mod screen;
mod seen;
mod texts;
mod typed;
mod zones;

use leptos::prelude::*;
use wire::site::SiteDetails;

use self::{code::EmbedCode, form::SiteForm, known::Sites, typed::TypedText};
use super::window_form::confirm;
use crate::{
    api::sites::{remove_site, renew_site_key},
    drawn::text,
    icon,
    parts::{
        dialog::windows,
        menu::Item,
        panel::{ListPage, Row, rows, search_field},
        roving::Roving,
    },
    texts::{tr, tr_count, tr_with},
};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Opened {
    Form(Option<SiteDetails>),
    Code(SiteDetails),
    NewKey(SiteDetails),
    Removing(SiteDetails),
}

impl Opened {
    fn title(&self) -> String {
        match self {
            Opened::Form(None) => tr("Add a web site").into(),
            Opened::Form(Some(site)) => tr_with("The web site %1", &[&site.name]),
            Opened::Code(site) => tr_with("The embed code of %1", &[&site.name]),
            Opened::NewKey(site) => tr_with("Another key for %1?", &[&site.name]),
            Opened::Removing(site) => tr_with("Remove %1?", &[&site.name]),
        }
    }
}

#[component]
pub(super) fn SitesPage() -> impl IntoView {
    let sites = known::read();
    let opened = RwSignal::new(None::<Opened>);
    let search = RwSignal::new(String::new());
    let list = sites.draw(move |now| {
        let found = Memo::new(move |_| {
            let search = search.read().trim().to_lowercase();
            let fits = |one: &&SiteDetails| {
                [&one.name, &one.key]
                    .into_iter()
                    .chain(&one.settings.domains)
                    .any(|text| text.to_lowercase().contains(&search))
            };
            now.with(|all| all.iter().filter(fits).cloned().collect::<Vec<_>>())
        });
        let none = text(move || match now.read().is_empty() {
            true => tr("There is none. Add one, and paste its embed code into its pages.").into(),
            false => tr("None fits what you search for.").into(),
        });
        rows(
            found,
            |one| one.id.0,
            |one| (one.id, one.version),
            none,
            move |site, roving| row(site, opened, roving),
        )
    });
    let count =
        text(move || sites.now().map(|all| tr_count(all.len(), "%1 site", "%1 sites")).unwrap_or_default());
    let add = Callback::new(move |()| opened.set(Some(Opened::Form(None))));
    let windows = windows(opened, Opened::title, move |what| inside(what, sites, opened));
    view! {
        <ListPage id="sites" title=tr("Web sites") note=count add windows>
            {search_field(tr("Search by name, domain or key"), search)}
            {list}
        </ListPage>
        <TypedText />
    }
    .into_any()
}

fn inside(what: Opened, sites: Sites, opened: RwSignal<Option<Opened>>) -> AnyView {
    match what {
        Opened::Form(seen) => view! { <SiteForm seen sites opened /> }.into_any(),
        Opened::Code(site) => view! { <EmbedCode site opened /> }.into_any(),
        Opened::NewKey(SiteDetails { id, name, .. }) => confirm(
            tr("Make another key"),
            tr(
                "Pages with the embed code of now lose the chat at once, until the new code is pasted into them. Chats and visitors stay as they are.",
            ),
            tr_with("%1 has another key. Paste its embed code again.", &[&name]),
            move || renew_site_key(id),
            move || sites.again(),
        ),
        Opened::Removing(SiteDetails { id, name, .. }) => confirm(
            tr("Remove"),
            tr(
                "Its pages lose the chat at once, and its visitors leave the list. Chats and messages that it had stay readable, under its name.",
            ),
            tr_with("%1 is removed.", &[&name]),
            move || remove_site(id),
            move || sites.again(),
        ),
    }
}

fn row(site: SiteDetails, opened: RwSignal<Option<Opened>>, roving: Roving) -> AnyView {
    let (id, name) = (site.id, site.name.clone());
    let domains = match site.settings.domains.join(", ") {
        none if none.is_empty() => tr("Pages of every host").into(),
        domains => domains,
    };
    let of = StoredValue::new(site);
    let open_window = move |window: fn(SiteDetails) -> Opened| opened.set(Some(window(of.get_value())));
    let set_up = move || open_window(|site| Opened::Form(Some(site)));
    let open = Callback::new(move |()| set_up());
    let items = Callback::new(move |()| {
        vec![
            Item::new(icon::LABEL, tr("Set up"), set_up),
            Item::new(icon::LINK, tr("Embed code"), move || open_window(Opened::Code)),
            Item::new(icon::CROSS, tr("Remove"), move || open_window(Opened::Removing)),
        ]
    });
    let beside = view! {
        <button type="button" class="button" on:click=move |_| open_window(Opened::Code)>
            {tr("Embed code")}
        </button>
    }
    .into_any();
    view! {
        <Row id=id.0 name=name.clone() roving open items beside>
            <span class="account-names">
                <span class="row-name">{name}</span>
                <span class="row-text">{domains}</span>
            </span>
        </Row>
    }
    .into_any()
}
