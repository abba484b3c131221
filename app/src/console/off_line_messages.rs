//! What visitors left while nobody was available, as work that gets done (manual A11). Opening one marks it as read, for
//! everybody.
//!
//! | module | holds |
//! |---|---|
//! | [`list`] | all of them, and which are shown |
//! | [`detail`] | the one that is open, and what to do about it |
//! | [`answering`] | where its answer is written |
//! | [`letters`] | what became of e-mails |
//! | [`shown`] | which are listed, in which order, and in which words |

mod answering;
mod detail;
mod letters;
mod list;
mod shown;

use leptos::prelude::*;
use wasm_split_helpers::wasm_split;
use wire::{
    OffLineMessageId,
    operator::{OffLineAlert, OffLineNews},
    preferences::Occasion,
};

use self::list::List;
use super::{
    Desktop,
    conversation::{WaitingStrip, WayBack},
};
use crate::{
    alerts,
    drawn::text,
    lazy::{Code, Drawn, lazy},
    live::Live,
    place::Place,
    texts::{tr, tr_with},
    words,
};

/// Which off-line messages are shown, and which one is open. It stays so while the operator is elsewhere.
#[derive(Clone, Copy)]
pub(crate) struct OffLineDesk {
    filter: RwSignal<Filter>,
    opened: RwSignal<Option<OffLineMessageId>>,
}

/// Which are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Filter {
    /// Those that wait for an answer.
    #[default]
    Open,
    /// Those that are this operator's, and not done.
    Mine,
    Done,
    All,
}

impl OffLineDesk {
    pub(super) fn new() -> OffLineDesk {
        OffLineDesk { filter: RwSignal::default(), opened: RwSignal::default() }
    }

    /// Calls the operator, unless they see it come.
    pub(super) fn tell(self, live: Live, desktop: Desktop, alert: &OffLineAlert) {
        let title = words::off_line_news(alert);
        let is_here = desktop.place.get_untracked() == Place::OffLineMessages;
        if alert.why == OffLineNews::Left && is_here && alerts::has_attention() {
            return desktop.voice.announce(title);
        }
        let message = alert.message;
        desktop.alerts.tell_then(Occasion::OffLine, &title, &alert.begins, move || {
            self.opened.set(Some(message));
            live.go(Place::OffLineMessages);
        });
        desktop.voice.show(title);
    }
}

/// The list's code is loaded with its first visit.
pub(crate) const CODE: Code = Code { name: "off_line_messages", load: || Box::pin(load()) };

#[component]
pub(crate) fn OffLineMessages() -> impl IntoView {
    let live = expect_context::<Live>();
    let open = text(move || match live.desk.open_off_line_messages.get() {
        0 => tr("None open").into(),
        n => tr_with("%1 open", &[&n]),
    });
    view! {
        <WaitingStrip />
        <header class="pane-head" translate="no">
            <WayBack />
            <h1>{tr("Off-line messages")}</h1>
            <p class="pane-sub">{open}</p>
        </header>
        <div class="pane-body off-line">{lazy(CODE, || Box::pin(list()))}</div>
    }
    .into_any()
}

#[wasm_split(off_line_messages, preload(load), fallible)]
fn list() -> Drawn {
    Ok(view! { <List /> }.into_any())
}
