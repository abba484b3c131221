//! What is set about requests, as the server has it: what the pages of departments, URL rules and queueing draw.

use leptos::{
    prelude::*,
    server_fn::codec::{PostUrl, Postcard},
    task::spawn_local,
};
use wire::administration::RoutingSettings;

use super::fault::{Fault, answer};
use crate::{drawn::part, live::Live};

/// All that is set about requests.
#[server(name = GetRouting, prefix = "/api", endpoint = "routing", input = PostUrl, output = Postcard)]
async fn routing() -> Result<Result<RoutingSettings, Fault>, ServerFnError> {
    use crate::request;

    let settings = request::switchboard()?.routing_settings(&request::who()?).await;
    request::outcome(settings, "reading whom requests go to")
}

/// A cheap handle to it.
#[derive(Clone, Copy)]
pub(super) struct Settings {
    known: RwSignal<Option<RoutingSettings>>,
    /// Why it is not known.
    trouble: RwSignal<Option<Fault>>,
}

impl Settings {
    /// Reads it, and again when operators have changed, or whom they belong to.
    pub(super) fn read() -> Settings {
        let settings = Settings { known: RwSignal::new(None), trouble: RwSignal::new(None) };
        let live = expect_context::<Live>();
        Effect::new(move |_| {
            live.desk.colleagues.track();
            settings.again();
        });
        settings
    }

    /// Something has been changed.
    pub(super) fn again(self) {
        spawn_local(async move {
            match answer(routing().await) {
                Ok(known) => self.known.try_set(Some(known)).map(drop),
                Err(trouble) => self.trouble.try_set(Some(trouble)).map(drop),
            };
        });
    }

    /// Draws it once it is known.
    pub(super) fn draw(self, draw: impl Fn(Signal<RoutingSettings>) -> AnyView + Send + 'static) -> AnyView {
        let state = Memo::new(move |_| {
            let is_known = self.known.read().is_some();
            (is_known, self.trouble.get().filter(|_| !is_known))
        });
        let now = Signal::derive(move || self.known.get().expect("it stays known"));
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
                    <h2>"This could not be loaded"</h2>
                    <p>{trouble.words}</p>
                </div>
            }
            .into_any(),
        })
        .into_any()
    }
}
