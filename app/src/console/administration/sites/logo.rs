//! A site's logo, which stands in the panel's head. It is saved with all the rest of the site.

use leptos::prelude::*;

use crate::{
    console::picture::{Of, bytes_of, picture_field},
    drawn::text,
    parts::fault::Faults,
    texts::tr,
};

/// A logo while it is edited.
#[derive(Clone, Copy)]
pub(super) struct LogoForm {
    /// The address of the one that is saved; empty: there is none.
    saved: StoredValue<String>,
    /// What it is to be, as a `data:` address; none of it: as it is.
    change: RwSignal<Option<Option<String>>>,
}

impl LogoForm {
    pub(super) fn of(saved: String) -> LogoForm {
        LogoForm { saved: StoredValue::new(saved), change: RwSignal::new(None) }
    }

    /// The address of what is shown; empty: there is none.
    pub(super) fn shown(self) -> Signal<String> {
        text(move || match self.change.get() {
            Some(change) => change.unwrap_or_default(),
            None => self.saved.get_value(),
        })
    }

    /// What is to be sent: another one, or that there is none; if it has changed.
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
