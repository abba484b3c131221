//! A generated password, shown once and never again.

use leptos::prelude::*;

use crate::{
    parts::{copy::ToCopy, dialog::Shut},
    texts::tr,
};

#[component]
pub(super) fn NewPassword(password: String) -> impl IntoView {
    let shut = expect_context::<Shut>();
    view! {
        <p>{tr("It is shown only now. Copy it, and give it to whom it belongs.")}</p>
        <ToCopy label=tr("Password") it=tr("The password") value=password />
        <div class="dialog-buttons">
            <button type="button" class="button is-main" on:click=move |_| shut.shut()>
                {tr("Done")}
            </button>
        </div>
    }
    .into_any()
}
