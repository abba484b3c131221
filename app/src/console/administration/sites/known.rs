//! The web sites, as the server has them.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
    task::spawn_local,
};
use wire::site::SiteDetails;

use crate::{
    console::administration::fault::{Fault, answer},
    drawn::part,
    live::Live,
};

/// All that are there.
#[server(name = GetSites, prefix = "/api", endpoint = "sites", input = PostUrl, output = Postcard)]
async fn sites() -> Result<Result<Vec<SiteDetails>, Fault>, ServerFnError> {
    use crate::request;

    let sites = request::switchboard()?.sites(&request::who()?).await;
    request::outcome(sites, "reading the web sites")
}

/// A cheap handle to them.
#[derive(Clone, Copy)]
pub(super) struct Sites {
    known: RwSignal<Option<Vec<SiteDetails>>>,
    /// Why they are not known.
    trouble: RwSignal<Option<Fault>>,
}

impl Sites {
    /// Reads them, and again when somebody has changed one.
    pub(super) fn read() -> Sites {
        let sites = Sites { known: RwSignal::new(None), trouble: RwSignal::new(None) };
        let live = expect_context::<Live>();
        Effect::new(move |_| {
            live.desk.sites.track();
            sites.again();
        });
        sites
    }

    /// Something has been changed.
    pub(super) fn again(self) {
        spawn_local(async move {
            match answer(sites().await) {
                Ok(known) => self.known.try_set(Some(known)).map(drop),
                Err(trouble) => self.trouble.try_set(Some(trouble)).map(drop),
            };
        });
    }

    /// How many they are, once that is known.
    pub(super) fn count(self) -> Option<usize> {
        self.known.with(|known| known.as_ref().map(Vec::len))
    }

    /// Draws them once they are known.
    pub(super) fn draw(self, draw: impl Fn(Signal<Vec<SiteDetails>>) -> AnyView + Send + 'static) -> AnyView {
        let state = Memo::new(move |_| {
            let is_known = self.known.read().is_some();
            (is_known, self.trouble.get().filter(|_| !is_known))
        });
        let now = Signal::derive(move || self.known.get().unwrap_or_default());
        part(move || match state.get() {
            (true, _) => draw(now),
            (false, None) => view! {
                <p class="quiet-note is-padded is-slow" role="status">
                    "Loading…"
                </p>
            }
            .into_any(),
            (false, Some(trouble)) => view! {
                <div class="empty" role="alert">
                    <h2>"The web sites could not be loaded"</h2>
                    <p>{trouble.words}</p>
                </div>
            }
            .into_any(),
        })
        .into_any()
    }
}
