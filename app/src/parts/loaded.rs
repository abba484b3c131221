//! Data requested once, when a page or window opens.

use leptos::{prelude::*, task::spawn_local};

use super::fault::{Asked, Fault, answer};
use crate::drawn::{Part, loading, part};

/// `None` until there is an answer.
pub(crate) type Loaded<T> = RwSignal<Option<Result<T, Fault>>>;

/// Sends the request in the browser only.
pub(crate) fn load<T: Send + Sync + 'static>(ask: impl Fn() -> Asked<T> + 'static) -> Loaded<T> {
    let loaded = RwSignal::new(None);
    Effect::new(move |_| {
        let asked = ask();
        spawn_local(async move {
            // The page, and its signals, may be gone by now.
            loaded.try_set(Some(answer(asked.await)));
        });
    });
    loaded
}

pub(crate) fn loaded<T: Clone + Send + Sync + 'static>(
    it: Loaded<T>,
    draw: impl Fn(T) -> AnyView + Send + 'static,
) -> Part {
    part(move || match it.get() {
        None => loading("quiet-note is-slow"),
        Some(Ok(it)) => draw(it),
        Some(Err(fault)) => view! {
            <p class="field-error" role="alert">
                {fault.words}
            </p>
        }
        .into_any(),
    })
}
