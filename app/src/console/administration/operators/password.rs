//! A password that was made for somebody: it is shown now and never again.

use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

use crate::{
    console::{Desktop, administration::dialog::Shut},
    icon::{self, icon},
};

#[component]
pub(super) fn NewPassword(password: String) -> impl IntoView {
    let voice = expect_context::<Desktop>().voice;
    let shut = expect_context::<Shut>();
    let field = NodeRef::<html::Input>::new();
    let kept = password.clone();
    let copy = move |_| {
        let Some(field) = field.get_untracked() else { return };
        field.select();
        // Only pages that came encrypted, or from the same machine, have a clipboard.
        let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
        if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
            return voice
                .show("This page may not copy by itself. The password is marked: press Ctrl+C.".into());
        }
        let copied = window().navigator().clipboard().write_text(&kept);
        spawn_local(async move {
            voice.show(match JsFuture::from(copied).await {
                Ok(_) => "The password is copied.".into(),
                Err(_) => "The browser did not copy it. The password is marked: press Ctrl+C.".into(),
            });
        });
    };
    view! {
        <p>"It is shown only now. Copy it, and give it to whom it belongs."</p>
        <div class="secret">
            <input node_ref=field class="is-code" aria-label="Password" readonly prop:value=password />
            <button type="button" class="button" autofocus on:click=copy>
                {icon(icon::SAVE)}
                "Copy"
            </button>
        </div>
        <div class="dialog-buttons">
            <button type="button" class="button is-main" on:click=move |_| shut.shut()>
                "Done"
            </button>
        </div>
    }
    .into_any()
}
