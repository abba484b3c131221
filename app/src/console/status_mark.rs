//! A visitor's status as a mark.

use leptos::prelude::*;
use wire::operator::VisitorStatus;

use crate::{
    drawn::{text, word},
    texts::{tr, tr_with},
};

/// A visitor's status, or `None` if they have left: a shape, a colour and always the word.
#[component]
pub(crate) fn StatusMark(status: Signal<Option<VisitorStatus>>) -> impl IntoView {
    let class = word(move || {
        status.with(|status| match status {
            Some(VisitorStatus::Online) => Some("status is-online"),
            Some(VisitorStatus::Requesting { .. }) => Some("status is-requesting"),
            Some(VisitorStatus::Chatting(_)) => Some("status is-chatting"),
            Some(VisitorStatus::Invited(_)) => Some("status is-requesting"),
            None => Some("status is-gone"),
        })
    });
    let words = text(move || {
        status.with(|status| match status {
            Some(VisitorStatus::Online) => tr("Online").into(),
            Some(VisitorStatus::Requesting { assigned: Some(operator), .. }) => {
                tr_with("Requesting · %1", &[operator])
            }
            Some(VisitorStatus::Requesting { .. }) => tr("Requesting").into(),
            Some(VisitorStatus::Chatting(operator)) => tr_with("Chatting with %1", &[operator]),
            Some(VisitorStatus::Invited(operator)) => tr_with("Invited by %1", &[operator]),
            None => tr("Has left the site").into(),
        })
    });
    view! { <span class=class translate="no">{words}</span> }
}
