//! Pieces of the console whose code the browser loads when they are first needed.
//!
//! A piece is a function under `#[wasm_split(NAME, preload(load), fallible)]`; xtask cuts whatever only such a function
//! needs out of the program, into a file of its own. Beside the function stand a [`Code`], which says how that file is
//! had, and a component that draws through [`lazy`]. `console/ahead.rs` loads before something is drawn.

use std::{
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use leptos::{prelude::*, task::spawn_local};
use wasm_split_helpers::SplitLoaderError;

use crate::{
    drawn::{Part, loading, part, text},
    live::{Live, is_on_line},
    texts::tr,
};

/// What a lazy function returns: its view, unless its code could not be had.
pub(crate) type Drawn = Result<AnyView, SplitLoaderError>;

/// A call of a lazy function.
pub(crate) type Drawing = Pin<Box<dyn Future<Output = Drawn>>>;

/// Code of its own.
#[derive(Clone, Copy)]
pub(crate) struct Code {
    /// As the attribute above the function names it.
    pub(crate) name: &'static str,
    /// Loads the code, if it is not there yet. After a failure it may be tried again.
    pub(crate) load: fn() -> Loading,
}

/// A call of the function that the attribute's `preload` makes.
pub(crate) type Loading = Pin<Box<dyn Future<Output = Result<(), SplitLoaderError>>>>;

/// How the code stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Loading,
    Failed,
    There,
}

/// What `draw` draws, once its code is there; until then, and if it cannot be had, a sentence that says so.
pub(crate) fn lazy(code: Code, draw: impl Fn() -> Drawing + Send + 'static) -> Part {
    let live = expect_context::<Live>();
    let is_there = matches!(at_once((code.load)()), Some(Ok(())));
    let state = RwSignal::new(if is_there { State::There } else { State::Loading });
    let load = move |on_failure: fn(Live)| {
        state.set(State::Loading);
        spawn_local(async move {
            let loaded = (code.load)().await;
            state.try_set(if loaded.is_ok() { State::There } else { State::Failed });
            if loaded.is_err() {
                on_failure(live);
            }
        });
    };
    if !is_there {
        load(|_| ());
        Effect::new(move |was_up: Option<bool>| {
            let is_up = live.connection.get().is_up();
            if was_up == Some(false) && is_up && state.get_untracked() == State::Failed {
                load(|_| ());
            }
            is_up
        });
    }
    part(move || match state.get() {
        State::There => match at_once(draw()) {
            Some(Ok(view)) => view,
            _ => unreachable!("a lazy function whose code is there only draws"),
        },
        State::Loading => loading("quiet-note is-padded is-slow"),
        State::Failed => view! {
            <div class="empty" translate="no" role="alert" data-part=code.name>
                <h2>{tr("This part of the console could not be loaded")}</h2>
                <p>{text(move || reason(live).into())}</p>
                <button type="button" class="button" on:click=move |_| load(load_page_if_connected)>
                    {tr("Try again")}
                </button>
            </div>
        }
        .into_any(),
    })
}

fn reason(live: Live) -> &'static str {
    if live.connection.get().is_up() && is_on_line() {
        tr("The server may have been updated since this page was opened. What you wrote is kept.")
    } else {
        tr("There is no connection to the server. It is tried again when the connection is back.")
    }
}

/// A server that is there and does not have the file is of another build, and has a page that fits it.
fn load_page_if_connected(live: Live) {
    if live.connection.get_untracked().is_up() && is_on_line() {
        let _ = window().location().reload(); // nothing can refuse a page to be loaded again
    }
}

/// What a future has without waiting for anything.
fn at_once<T>(future: Pin<Box<dyn Future<Output = T>>>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    }
}
