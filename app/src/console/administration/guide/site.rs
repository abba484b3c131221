//! The account's own website, and whether its pages contain the embed code. The server never
//! requests an address that someone entered: what is known about a page comes from its visitors'
//! browsers.

use crate::api::{guide::set_own_site, sites::origin};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use wire::{
    guide::{Guide, OwnSite},
    site::embed_code,
};

use crate::{
    console::administration::settings::Known,
    drawn::{flag, part, text},
    live::Live,
    parts::{
        around::around,
        copy::ToCopy,
        fault::{Field, TextField, answer},
        form::{Form, PageButton},
        voice::Voice,
    },
    place::{Place, Topic},
    texts::{tr, tr_with},
    words,
};

#[component]
pub(super) fn SiteStep(guide: Memo<Guide>, known: Known<Guide>) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let (address, name) = guide.with_untracked(|guide| {
        guide.site.as_ref().map(|site| (site.address.clone(), site.name.clone())).unwrap_or_default()
    });
    let (address, name) = (RwSignal::new(address), RwSignal::new(name));
    let form = Form::new();
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(set_own_site(address.get_untracked(), name.get_untracked()), move |()| {
            voice.show(tr("Saved.").into());
            known.again();
        });
    };
    let [before, behind] =
        around(tr("How the chat looks, what it asks and when it is open is set up under %1."));
    view! {
        <form class="stacked is-page" novalidate on:submit=save>
            <div class="pair">
                <div>
                    <TextField
                        field=Field::Domains
                        label=tr("Address of your site")
                        kind="text"
                        more=tr("Such as www.shop.example; pages of this host may have the chat")
                        value=address
                        faults=form.faults
                    />
                </div>
                <div>
                    <TextField
                        field=Field::Name
                        label=tr("Its name")
                        kind="text"
                        more=tr("Visitors see it in the head of the chat; empty: its address")
                        value=name
                        faults=form.faults
                    />
                </div>
            </div>
            <PageButton does=tr("Save") form />
        </form>
        <p class="quiet-note">
            {before}
            <a class="link" href=Place::Administration(Topic::Sites).path() tabindex="0">
                {tr("Web sites")}
            </a>
            {behind}
        </p>
    }
    .into_any()
}

#[component]
pub(super) fn SnippetStep(guide: Memo<Guide>) -> impl IntoView {
    let live = expect_context::<Live>();
    // Redraws only when the site itself changes, not with each sighting of the code.
    let site = Memo::new(move |_| {
        guide.with(|guide| guide.site.as_ref().map(|site| (site.key.clone(), site.address.clone())))
    });
    let server = RwSignal::new(String::new());
    Effect::new(move |_| {
        spawn_local(async move {
            if let Ok(origin) = answer(origin().await) {
                server.try_set(origin);
            }
        });
    });
    let told = text(move || {
        guide.with(|guide| guide.site.as_ref().map(|site| sight(live, site)).unwrap_or_default())
    });
    let is_unseen =
        Memo::new(move |_| guide.with(|guide| guide.site.as_ref().is_some_and(|site| site.seen.is_none())));
    part(move || match (site.get(), server.get()) {
        (None, _) => view! { <p>{tr("First say where your site is, in the step before.")}</p> }.into_any(),
        (Some(_), server) if server.is_empty() => ().into_any(),
        (Some((key, address)), server) => {
            let hints = hints(&server, &address).into_iter().map(|hint| view! { <li>{hint}</li> });
            view! {
                <p>{tr("Paste this into every page that is to have the chat, best into its head:")}</p>
                <ToCopy label=tr("Embed code") it=tr("The embed code") value=embed_code(&server, &key) is_first=false />
                <div class="other-routing">
                    <p class="seen">{told}</p>
                    <a class="button" href=address target="_blank" rel="noopener" tabindex="0">
                        {tr("Check my site")}
                    </a>
                </div>
                <div hidden=flag(move || !is_unseen.get())>
                    <p class="quiet-note">
                        {tr("Check my site opens it in another tab; what its browser tells is seen here within seconds. If nothing is seen:")}
                    </p>
                    <ul class="hints">{hints.collect_view()}</ul>
                </div>
            }
            .into_any()
        }
    })
    .into_any()
}

fn sight(live: Live, site: &OwnSite) -> String {
    let ago = |at| words::ago(live.clock.now(), at);
    match (&site.seen, &site.elsewhere) {
        (_, Some(page)) => tr_with(
            "Its code came %1 from %2, which is no page of this site. Add that host to the allowed domains under Web sites, or mend the \
             address above.",
            &[&ago(page.at), &page.url],
        ),
        (Some(page), None) => tr_with("Its code was seen %1 in %2", &[&ago(page.at), &page.url]),
        (None, None) => tr("Its code was not seen in any page yet.").into(),
    }
}

/// Possible reasons why the code is not seen, as far as they apply here.
fn hints(server: &str, address: &str) -> Vec<String> {
    let is_encrypted = |url: &str| url.starts_with("https://");
    let host = |url: &str| {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.split(['/', ':']).next().unwrap_or_default().to_owned()
    };
    let is_this_machine = |url: &str| matches!(host(url).as_str(), "localhost" | "127.0.0.1");
    let mut hints = Vec::new();
    if is_this_machine(server) && !is_this_machine(address) {
        hints.push(tr_with(
            "The code names %1, which only browsers on this machine reach. Whoever runs the server sets SWITCHBOARD_PUBLIC_URL; then \
             the code is another one.",
            &[&server],
        ));
    }
    if is_encrypted(address) && !is_encrypted(server) && !is_this_machine(server) {
        hints.push(tr_with(
            "Your site comes by https, and %1 does not: browsers load nothing from there into it. The server needs https as well.",
            &[&server],
        ));
    }
    hints.push(tr("The page that the browser shows has to have the code: look for data-site in its source. A cache or the publishing of a new version may be late.").into());
    hints.push(tr_with(
        "A page with a Content-Security-Policy has to allow script-src %1, frame-src %1 and connect-src %2.",
        &[&server, &server.replacen("http", "ws", 1)],
    ));
    hints.push(tr("An ad blocker may keep the code away in your own browser: try another one.").into());
    hints
}

#[cfg(test)]
mod tests {
    use super::hints;

    #[test]
    fn only_hints_that_may_be_the_case_are_given() {
        let told = |server, address| hints(server, address).join("\n");
        let here = told("http://127.0.0.1:8080", "https://shop.example/");
        assert!(here.contains("only browsers on this machine") && !here.contains("needs https"), "{here}");
        let clear = told("http://chat.example", "https://shop.example/");
        assert!(clear.contains("needs https") && !clear.contains("this machine reach"), "{clear}");
        let fine = told("https://chat.example", "https://shop.example/");
        assert!(!fine.contains("needs https") && fine.contains("connect-src wss://chat.example"), "{fine}");
        let local = told("http://127.0.0.1:8080", "http://localhost:3000/");
        assert!(!local.contains("this machine reach") && local.contains("ws://127.0.0.1:8080"), "{local}");
    }
}
