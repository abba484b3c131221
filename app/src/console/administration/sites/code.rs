//! The embed code of a web site, to be copied, and another key for it.

use crate::api::sites::{origin, renew_site_key};
use leptos::{prelude::*, task::spawn_local};
use wire::site::{SiteDetails, embed_code};

use super::{Opened, known::Sites, seen::Seen};
use crate::{
    drawn::part,
    parts::{
        copy::ToCopy,
        dialog::Shut,
        fault::{Fault, answer},
        form::{Confirm, Form},
        voice::Voice,
    },
    texts::{tr, tr_with},
};

#[component]
pub(super) fn EmbedCode(site: SiteDetails, opened: RwSignal<Option<Opened>>) -> impl IntoView {
    let shut = expect_context::<Shut>();
    let code = RwSignal::new(None::<Result<String, Fault>>);
    let (id, key) = (site.id, site.key.clone());
    // An effect runs in the browser alone.
    Effect::new(move |_| {
        let key = key.clone();
        spawn_local(async move {
            let origin = answer(origin().await);
            code.try_set(Some(origin.map(|origin| embed_code(&origin, &key))));
        });
    });
    let shown = part(move || match code.get() {
        None => ().into_any(),
        Some(Ok(code)) => {
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

#[component]
pub(super) fn NewKey(site: SiteDetails, sites: Sites) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let shut = expect_context::<Shut>();
    let form = Form::new();
    let act = Callback::new(move |()| {
        let told = tr_with("%1 has another key. Paste its embed code again.", &[&site.name]);
        form.send(renew_site_key(site.id), move |()| {
            shut.shut();
            voice.show(told);
            sites.again();
        });
    });
    view! {
        <Confirm does=tr("Make another key") form act>
            {tr("Pages with the embed code of now lose the chat at once, until the new code is pasted into them. Chats and visitors stay as they are.")}
        </Confirm>
    }
    .into_any()
}
