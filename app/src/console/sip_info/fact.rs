//! A value to enter in a client, with a button that copies it (manual A5).

use leptos::{html, prelude::*};

use crate::parts::copy::CopyButton;

/// A term and its value in a description list.
#[component]
pub(super) fn Fact(
    #[prop(into)] name: String,
    /// The label within a sentence: `The server`.
    #[prop(into)]
    it: String,
    value: String,
    /// An explanation of the value.
    #[prop(optional)]
    more: &'static str,
) -> impl IntoView {
    let shown = NodeRef::<html::Span>::new();
    let mark = Callback::new(move |()| {
        let selection = window().get_selection().ok().flatten();
        if let (Some(selection), Some(shown)) = (selection, shown.get_untracked()) {
            // Fails only for an element outside the page.
            let _ = selection.select_all_children(&shown);
        }
    });
    let more = (!more.is_empty()).then(|| view! { <span class="field-more">{more}</span> });
    view! {
        <dt>{name.clone()}</dt>
        <dd class="sip-fact">
            <span>
                <span node_ref=shown class="is-code">
                    {value.clone()}
                </span>
                {more}
            </span>
            <CopyButton label=name it value mark />
        </dd>
    }
    .into_any()
}
