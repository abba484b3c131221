//! The folder for saved chats (manual B11).

use leptos::{prelude::*, task::spawn_local};

use crate::{
    console::transcript::{can_choose_folder, choose_folder, chosen_folder, forget_folder},
    drawn::{flag, text},
    texts::{tr, tr_with},
};

#[component]
pub(super) fn SavedChats() -> impl IntoView {
    let folder = RwSignal::new(String::new());
    let can_choose = RwSignal::new(false);
    Effect::new(move |_| {
        can_choose.set(can_choose_folder());
        spawn_local(async move {
            if let Ok(Some(name)) = chosen_folder().await.map(|name| name.as_string()) {
                folder.try_set(name);
            }
        });
    });
    let choose = move |_| {
        spawn_local(async move {
            if let Ok(Some(name)) = choose_folder().await.map(|name| name.as_string()) {
                folder.try_set(name);
            }
        });
    };
    let forget = move |_| {
        spawn_local(async move {
            if forget_folder().await.is_ok() {
                folder.try_set(String::new());
            }
        });
    };
    let where_to = text(move || match (folder.get().as_str(), can_choose.get()) {
        ("", true) => tr("Saved as downloads until you choose a folder").into(),
        ("", false) => tr("Saved as downloads; this browser cannot write into a folder").into(),
        (name, _) => tr_with("Saved in the folder %1", &[&name]),
    });
    view! {
        <section aria-labelledby="saved-chats">
            <h2 id="saved-chats">{tr("Saved chats")}</h2>
            <div class="switch-row">
                <span>{where_to}</span>
                <button
                    type="button"
                    class="button is-quiet"
                    hidden=flag(move || folder.read().is_empty())
                    on:click=forget
                >
                    {tr("As downloads")}
                </button>
                <button type="button" class="button" hidden=flag(move || !can_choose.get()) on:click=choose>
                    {tr("Choose a folder…")}
                </button>
            </div>
        </section>
    }
    .into_any()
}
