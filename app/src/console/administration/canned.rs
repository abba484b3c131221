//! The canned responses and URLs that every operator has (manual A8, A9).

use leptos::prelude::*;
use wire::canned::CannedKind;

use crate::{
    console::{
        canned::{CannedList, Whose},
        controls::Segment,
    },
    drawn::{flag, part},
    texts::tr,
};

#[component]
pub(super) fn CannedPage() -> impl IntoView {
    let kind = RwSignal::new(CannedKind::Text);
    let is_chosen = move |of: CannedKind| flag(move || kind.get() == of);
    let choose = move |of: CannedKind| Callback::new(move |()| kind.set(of));
    let list = part(move || view! { <CannedList kind=kind.get() whose=Whose::Shared /> }.into_any());
    view! {
        <section aria-labelledby="canned">
            <h2 id="canned">{tr("Canned responses")}</h2>
            <p class="explained">
                {tr("Every operator has these. What operators write for themselves is in their own preferences.")}
            </p>
            <fieldset class="segments">
                <legend class="visually-hidden">{tr("What is kept")}</legend>
                <Segment
                    group="canned-kind"
                    name=tr("Messages")
                    is_chosen=is_chosen(CannedKind::Text)
                    choose=choose(CannedKind::Text)
                />
                <Segment
                    group="canned-kind"
                    name=tr("URLs")
                    is_chosen=is_chosen(CannedKind::Url)
                    choose=choose(CannedKind::Url)
                />
            </fieldset>
            {list}
        </section>
    }
    .into_any()
}
