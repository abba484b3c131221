//! What is set, as the server has it: what the pages draw that change it.

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

/// A cheap handle to what an administrator has set, as the server has it.
pub(super) struct Known<T: Send + Sync + 'static> {
    known: RwSignal<Option<T>>,
    /// Why it is not known.
    trouble: RwSignal<Option<Fault>>,
    ask: fn() -> Asked<T>,
}

/// All that is set about requests.
pub(super) type Settings = Known<RoutingSettings>;

impl Settings {
    /// Reads it, and again when operators have changed, or whom they belong to.
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
    /// Asks for it now, and again when operators, sites or departments have changed.
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

    /// Something has been changed.
    pub(super) fn again(self) {
        spawn_local(async move {
            match answer((self.ask)().await) {
                Ok(known) => self.known.try_set(Some(known)).map(drop),
                Err(trouble) => self.trouble.try_set(Some(trouble)).map(drop),
            };
        });
    }

    /// Changes it, and tells what became of that.
    pub(super) fn change(self, asked: Asked<()>, voice: Voice) {
        spawn_local(async move {
            match answer(asked.await) {
                Ok(()) => voice.show(tr("Saved.").into()),
                Err(fault) => voice.show(fault.words),
            }
            self.again();
        });
    }

    /// It, if it is known; and again when it is another.
    pub(super) fn now(self) -> Option<T> {
        self.known.get()
    }

    /// Draws it once it is known.
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
