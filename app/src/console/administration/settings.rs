//! Settings as the server has them, for the pages that change them.

use crate::api::routing::routing;
use leptos::{prelude::*, task::spawn_local};
use wire::administration::RoutingSettings;

use crate::{
    drawn::{loading, part},
    live::Live,
    parts::{
        fault::{Asked, Fault, answer},
        voice::Voice,
    },
    texts::tr,
};

/// A copyable handle to settings as last read from the server.
pub(super) struct Known<T: Send + Sync + 'static> {
    known: RwSignal<Option<T>>,
    /// Why the settings could not be read.
    trouble: RwSignal<Option<Fault>>,
    ask: fn() -> Asked<T>,
}

pub(super) type Settings = Known<RoutingSettings>;

impl Settings {
    /// Reads the settings, and again whenever operators or their departments change.
    pub(super) fn read() -> Settings {
        Known::by(|| Box::pin(routing()))
    }
}

impl<T: Send + Sync> Clone for Known<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync> Copy for Known<T> {}

impl<T: Clone + Send + Sync + 'static> Known<T> {
    /// Reads the settings, and again whenever operators, sites or departments change.
    pub(super) fn by(ask: fn() -> Asked<T>) -> Known<T> {
        let settings = Known { known: RwSignal::new(None), trouble: RwSignal::new(None), ask };
        let live = expect_context::<Live>();
        Effect::new(move |_| {
            live.desk.colleagues.track();
            live.desk.sites.track();
            settings.again();
        });
        settings
    }

    /// Reads the settings again after a change.
    pub(super) fn again(self) {
        spawn_local(async move {
            match answer((self.ask)().await) {
                Ok(known) => self.known.try_set(Some(known)).map(drop),
                Err(trouble) => self.trouble.try_set(Some(trouble)).map(drop),
            };
        });
    }

    pub(super) fn change(self, asked: Asked<()>, voice: Voice) {
        spawn_local(async move {
            match answer(asked.await) {
                Ok(()) => voice.show(tr("Saved.").into()),
                Err(fault) => voice.show(fault.words),
            }
            self.again();
        });
    }

    /// The settings, if known. Tracked.
    pub(super) fn now(self) -> Option<T> {
        self.known.get()
    }

    pub(super) fn draw(self, draw: impl Fn(Signal<T>) -> AnyView + Send + 'static) -> AnyView {
        let state = Memo::new(move |_| {
            let is_known = self.known.read().is_some();
            (is_known, self.trouble.get().filter(|_| !is_known))
        });
        let now = Signal::derive(move || self.known.get().expect("it stays known"));
        part(move || match state.get() {
            (true, _) => draw(now),
            (false, None) => loading("quiet-note is-padded is-slow"),
            (false, Some(trouble)) => view! {
                <div class="empty" role="alert">
                    <h2>{tr("This could not be loaded")}</h2>
                    <p>{trouble.words}</p>
                </div>
            }
            .into_any(),
        })
        .into_any()
    }
}
