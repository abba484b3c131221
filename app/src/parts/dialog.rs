//! The windows over a page of the administration.

use leptos::{html, prelude::*};

use super::focus::show_focused;
use crate::{
    icon::{self, icon},
    texts::tr,
};

/// Closes the surrounding window; focus returns to where it was before.
#[derive(Clone, Copy)]
pub(crate) struct Shut(NodeRef<html::Dialog>);

impl Shut {
    pub(crate) fn shut(self) {
        if let Some(dialog) = self.0.get_untracked() {
            dialog.close();
        }
    }
}

/// Opens when drawn.
#[component]
fn Dialog(
    title: String,
    /// Called when it closes for any reason.
    closed: Callback<()>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let shut = Shut(dialog);
    provide_context(shut);
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            let _ = dialog.show_modal(); // fails only if already open
        }
    });
    view! {
        <dialog node_ref=dialog class="dialog window" aria-labelledby="dialog-title" on:close=move |_| {
            show_focused();
            closed.run(());
        }>
            <header class="window-head">
                <h2 id="dialog-title">{title}</h2>
                <button type="button" class="icon-button" aria-label=tr("Close") on:click=move |_| shut.shut()>
                    {icon(icon::CROSS)}
                </button>
            </header>
            {children()}
        </dialog>
    }
    .into_any()
}

/// The windows of a page, of which at most one is open. Each window is an element of its own and
/// opens when drawn.
pub(crate) fn windows<T: Clone + PartialEq + Send + Sync + 'static>(
    opened: RwSignal<Option<T>>,
    title: fn(&T) -> String,
    inside: impl Fn(T) -> AnyView + Clone + Send + 'static,
) -> AnyView {
    let window = move |what: T| {
        let (title, this) = (title(&what), what.clone());
        // Another may have been opened from this one before it closed.
        let closed = Callback::new(move |()| {
            if opened.read_untracked().as_ref() == Some(&this) {
                opened.set(None);
            }
        });
        let inside = inside.clone();
        view! { <Dialog title closed>{inside(what)}</Dialog> }
    };
    view! { <For each=move || opened.get() key=title children=window /> }.into_any()
}
