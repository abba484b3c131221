//! A password that was made for somebody: it is shown now and never again.

use leptos::prelude::*;

use crate::console::administration::{copy::ToCopy, dialog::Shut};

#[component]
pub(super) fn NewPassword(password: String) -> impl IntoView {
    let shut = expect_context::<Shut>();
    view! {
        <p>"It is shown only now. Copy it, and give it to whom it belongs."</p>
        <ToCopy label="Password" it="The password" value=password />
        <div class="dialog-buttons">
            <button type="button" class="button is-main" on:click=move |_| shut.shut()>
                "Done"
            </button>
        </div>
    }
    .into_any()
}
