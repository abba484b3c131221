//! A window over a page of the administration.

use leptos::{html, prelude::*};

use crate::icon::{self, icon};

/// Closes the window that one is in; the focus is then where it was before.
#[derive(Clone, Copy)]
pub(super) struct Shut(NodeRef<html::Dialog>);

impl Shut {
    pub(super) fn shut(self) {
        if let Some(dialog) = self.0.get_untracked() {
            dialog.close();
        }
    }
}

/// Opens with being drawn.
#[component]
pub(super) fn Dialog(
    title: String,
    /// It was closed, by whatever.
    closed: Callback<()>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let shut = Shut(dialog);
    provide_context(shut);
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal(); // fails only if it is open already
        }
    });
    view! {
        <dialog node_ref=dialog class="dialog window" aria-labelledby="dialog-title" on:close=move |_| closed.run(())>
            <header class="window-head">
                <h2 id="dialog-title">{title}</h2>
                <button type="button" class="icon-button" aria-label="Close" on:click=move |_| shut.shut()>
                    {icon(icon::CROSS)}
                </button>
            </header>
            {children()}
        </dialog>
    }
    .into_any()
}

/// Not to do it, and to do it.
#[component]
pub(super) fn Buttons(
    does: &'static str,
    is_busy: RwSignal<bool>,
    #[prop(default = false)] is_grave: bool,
) -> impl IntoView {
    let shut = expect_context::<Shut>();
    view! {
        <div class="dialog-buttons">
            <button type="button" class="button" on:click=move |_| shut.shut()>
                "Cancel"
            </button>
            <button
                type="submit"
                class=if is_grave { "button is-grave" } else { "button is-main" }
                disabled=crate::drawn::flag(move || is_busy.get())
            >
                {does}
            </button>
        </div>
    }
    .into_any()
}
