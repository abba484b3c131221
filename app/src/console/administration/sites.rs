//! Web sites (manual A18): each has its embed code, and is set up for itself.
//!
//! | module | holds |
//! |---|---|
//! | [`known`] | the sites, as the server has them |
//! | [`form`] | a site is added, or set up |
//! | [`code`] | its embed code, and another key |
//! | [`seen`] | whether that code was seen in a page |
//! | [`removing`] | taking one away |
//! | [`screen`] | what its Welcome Screen asks |
//! | [`logo`] | its logo |
//! | [`look`], [`texts`] | how it looks, which language it speaks, and its own words |
//! | [`hours`], [`zones`] | when it has its chat, and whom operators see; on which clocks |
//! | [`rates`] | how often visitors may do what costs operators something |
//! | [`preview`] | how it will look |
//! | [`typed`] | whether operators see what visitors type, on all of them |
//! | [`area`], [`choice`] | fields |

pub(crate) mod area;
mod choice;
mod code;
mod form;
mod hours;
mod known;
mod logo;
mod look;
mod preview;
mod rates;
mod removing;
mod screen;
mod seen;
mod texts;
mod typed;
mod zones;

use leptos::prelude::*;
use wire::site::SiteDetails;

use self::{
    code::{EmbedCode, NewKey},
    form::SiteForm,
    known::Sites,
    removing::Removing,
    typed::TypedText,
};
use crate::{
    drawn::{flag, text},
    icon,
    parts::{
        dialog::windows,
        menu::{Item, Menu},
        panel::{Panel, gear},
        roving::{self, Roving},
    },
    texts::{tr, tr_count, tr_with},
};

/// The window that is open over the page.
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
        let roving = Roving::new(move || found.read().iter().map(|one| one.id.0).collect());
        let nothing = text(move || match (now.read().is_empty(), found.read().is_empty()) {
            (true, _) => tr("There is none. Add one, and paste its embed code into its pages.").into(),
            (false, true) => tr("None fits what you search for.").into(),
            _ => String::new(),
        });
        view! {
            <ul class="accounts" on:keydown=roving::on_key>
                <For
                    each=move || found.get()
                    key=|one| (one.id, one.version)
                    children=move |site| view! { <Row site opened roving /> }
                />
            </ul>
            <p class="quiet-note" hidden=flag(move || nothing.read().is_empty())>
                {nothing}
            </p>
        }
        .into_any()
    });
    let count =
        text(move || sites.now().map(|all| tr_count(all.len(), "%1 site", "%1 sites")).unwrap_or_default());
    let add = Callback::new(move |()| opened.set(Some(Opened::Form(None))));
    view! {
        <Panel id="sites" title=tr("Web sites") note=count add>
            <input
                type="search"
                class="panel-search"
                aria-label=tr("Search")
                placeholder=tr("Search by name, domain or key")
                on:input:target=move |event| search.set(event.target().value())
            />
            {list}
            {windows(opened, Opened::title, move |what| inside(what, sites, opened))}
        </Panel>
        <TypedText />
    }
    .into_any()
}

fn inside(what: Opened, sites: Sites, opened: RwSignal<Option<Opened>>) -> AnyView {
    match what {
        Opened::Form(seen) => view! { <SiteForm seen sites opened /> }.into_any(),
        Opened::Code(site) => view! { <EmbedCode site opened /> }.into_any(),
        Opened::NewKey(site) => view! { <NewKey site sites /> }.into_any(),
        Opened::Removing(site) => view! { <Removing site sites /> }.into_any(),
    }
}

#[component]
fn Row(site: SiteDetails, opened: RwSignal<Option<Opened>>, roving: Roving) -> impl IntoView {
    let menu = expect_context::<Menu>();
    let id = site.id.0;
    let name = site.name.clone();
    let domains = match site.settings.domains.join(", ") {
        none if none.is_empty() => tr("Pages of every host").into(),
        domains => domains,
    };
    let of = StoredValue::new(site);
    let open = move |window: fn(SiteDetails) -> Opened| opened.set(Some(window(of.get_value())));
    let set_up = move || open(|site| Opened::Form(Some(site)));
    let items = move || {
        vec![
            Item::new(icon::LABEL, tr("Set up"), set_up),
            Item::new(icon::LINK, tr("Embed code"), move || open(Opened::Code)),
            Item::new(icon::CROSS, tr("Remove"), move || open(Opened::Removing)),
        ]
    };
    view! {
        <li class="account" on:contextmenu=move |event| menu.open_at(&event, items())>
            <button
                type="button"
                class="account-row is-plain"
                data-item
                tabindex=roving.tabindex(id)
                on:focus=move |_| roving.focused(id)
                on:click=move |_| set_up()
            >
                <span class="account-names">
                    <span class="row-name">{name.clone()}</span>
                    <span class="row-text">{domains}</span>
                </span>
            </button>
            <button type="button" class="button" on:click=move |_| open(Opened::Code)>
                {tr("Embed code")}
            </button>
            {gear(tr_with("Actions for %1", &[&name]), items)}
        </li>
    }
    .into_any()
}
