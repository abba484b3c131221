//! The tabs of a narrow window, which shows one pane at a time (manual A17).

use super::{Pane, Place};
use crate::{
    icon::{self, Icon},
    texts::tr_later,
};

#[derive(Clone, Copy)]
pub(crate) struct Tab {
    pub(crate) pane: Pane,
    /// Marked by [`tr_later`].
    pub(crate) name: &'static str,
    pub(crate) address: &'static str,
    pub(crate) picture: Icon,
}

pub(crate) const TABS: [Tab; 3] = [
    Tab { pane: Pane::Middle, name: tr_later("Visitors"), address: "/console", picture: icon::VISITORS },
    Tab { pane: Pane::Rail, name: tr_later("Chats"), address: "/console?pane=rail", picture: icon::TALK },
    Tab {
        pane: Pane::Contacts,
        name: tr_later("Contacts"),
        address: "/console?pane=contacts",
        picture: icon::JOIN,
    },
];

impl Tab {
    pub(crate) fn is_here(self, place: Place, pane: Pane) -> bool {
        self.pane == pane && (pane != Pane::Middle || place == Place::Visitors)
    }
}
