//! An operator's *SIP Info* as last read from the server.

use leptos::{prelude::*, task::spawn_local};
use wire::{OperatorId, sip::SipInfo};

use crate::{
    api::sip::sip_info,
    parts::fault::{Fault, answer},
};

#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) of: OperatorId,
    pub(super) info: RwSignal<Option<Result<Option<SipInfo>, Fault>>>,
}

impl Known {
    /// Reads it again. On failure the previous value stays.
    pub(super) fn again(self) {
        spawn_local(async move {
            let asked = answer(sip_info(self.of).await);
            let has_known = self.info.try_with_untracked(|info| matches!(info, Some(Ok(_)))) == Some(true);
            if asked.is_ok() || !has_known {
                self.info.try_set(Some(asked));
            }
        });
    }

    pub(super) fn with<T>(self, of_info: impl FnOnce(&SipInfo) -> T) -> Option<T> {
        self.info.with(|info| match info {
            Some(Ok(Some(info))) => Some(of_info(info)),
            _ => None,
        })
    }
}
