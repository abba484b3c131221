//! The active filters, each of which can be removed.

use leptos::prelude::*;

use super::{desk::ArchiveDesk, wanted::Wanted, wording::Kind};
use crate::{
    drawn::flag,
    icon::{self, icon},
    parts::focus::focus,
    texts::{tr, tr_with},
};

#[component]
pub(super) fn Chips(desk: ArchiveDesk) -> impl IntoView {
    let active = Memo::new(move |_| {
        let wanted = desk.wanted.get();
        Kind::ALL.into_iter().filter_map(|kind| Some((kind, kind.words(&wanted, desk)?))).collect::<Vec<_>>()
    });
    let chip = move |(kind, words): (Kind, String)| {
        let label = tr_with("Remove the filter %1", &[&words]);
        let remove = move |_| {
            desk.change(false, |wanted| kind.remove(wanted));
            focus("#archive-words");
        };
        view! {
            <li>
                <button type="button" class="archive-chip" aria-label=label on:click=remove>
                    {words}
                    {icon(icon::CROSS)}
                </button>
            </li>
        }
        .into_any()
    };
    let clear = move |_| {
        desk.change(false, |wanted| *wanted = Wanted::default());
        focus("#archive-words");
    };
    view! {
        <div class="archive-chips" hidden=flag(move || active.read().is_empty())>
            <ul aria-label=tr("Active filters")>
                <For each=move || active.get() key=|chip| chip.clone() children=chip />
            </ul>
            <button type="button" class="link" on:click=clear>
                {tr("Clear all")}
            </button>
        </div>
    }
    .into_any()
}
