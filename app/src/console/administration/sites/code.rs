//! A website's embed code, to copy.

use crate::api::sites::origin;
use leptos::prelude::*;
use wire::site::{SiteDetails, embed_code};

use super::{Opened, seen::Seen};
use crate::{
    drawn::part,
    parts::{copy::ToCopy, dialog::Shut, loaded::load},
    texts::tr,
};

#[component]
pub(super) fn EmbedCode(site: SiteDetails, opened: RwSignal<Option<Opened>>) -> impl IntoView {
    let shut = expect_context::<Shut>();
    let (id, key) = (site.id, site.key.clone());
    let server = load(|| Box::pin(origin()));
    let shown = part(move || match server.get() {
        None => ().into_any(),
        Some(Ok(server)) => {
            let code = embed_code(&server, &key);
            view! { <ToCopy label=tr("Embed code") it=tr("The embed code") value=code /> }.into_any()
        }
        Some(Err(fault)) => view! {
            <p class="field-error" role="alert">
                {fault.words}
            </p>
        }
        .into_any(),
    });
    view! {
        <p>
            {tr("Paste it into every page that should have the chat, preferably into its head. It draws the Live Chat button; nothing else is needed.")}
        </p>
        {shown}
        <Seen id />
        <div class="dialog-buttons">
            <button
                type="button"
                class="button"
                on:click=move |_| opened.set(Some(Opened::NewKey(site.clone())))
            >
                {tr("Another key")}
            </button>
            <button type="button" class="button is-main" on:click=move |_| shut.shut()>
                {tr("Done")}
            </button>
        </div>
    }
    .into_any()
}
