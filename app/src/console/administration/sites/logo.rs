//! A site's logo, shown in the panel's header. It is saved together with the site.

use leptos::prelude::*;

use crate::{
    console::picture::{Of, bytes_of, picture_field},
    drawn::text,
    parts::fault::Faults,
    texts::tr,
};

#[derive(Clone, Copy)]
pub(super) struct LogoForm {
    /// The address of the saved logo; empty if there is none.
    saved: StoredValue<String>,
    /// The new logo as a `data:` address, or its removal; the outer `None` keeps the saved one.
    change: RwSignal<Option<Option<String>>>,
}

impl LogoForm {
    pub(super) fn of(saved: String) -> LogoForm {
        LogoForm { saved: StoredValue::new(saved), change: RwSignal::new(None) }
    }

    /// The address of the logo to show; empty if there is none.
    pub(super) fn shown(self) -> Signal<String> {
        text(move || match self.change.get() {
            Some(change) => change.unwrap_or_default(),
            None => self.saved.get_value(),
        })
    }

    /// What to send if the logo has changed: the new one, or its removal.
    pub(super) fn change(self) -> Option<Option<Vec<u8>>> {
        self.change.get_untracked().map(|change| change.as_deref().map(bytes_of))
    }
}

#[component]
pub(super) fn LogoField(logo: LogoForm, faults: Faults) -> impl IntoView {
    let set = move |picture| logo.change.set(Some(picture));
    view! {
        <fieldset class="site-part">
            <legend>{tr("Logo")}</legend>
            <p class="explained">{tr("In the head of the chat, until somebody answers. A PNG, JPEG or WebP file; it is made small.")}</p>
            {picture_field(Of::Site, tr("Upload a logo"), logo.shown(), faults, set)}
        </fieldset>
    }
    .into_any()
}
