//! What is entered in a client, with a button that copies it (manual A5).

use leptos::{html, prelude::*};

use crate::parts::copy::CopyButton;

/// A term and its value, for a list of them.
#[component]
pub(super) fn Fact(
    #[prop(into)] name: String,
    /// The same within a sentence: `The server`.
    #[prop(into)]
    it: String,
    value: String,
    /// What there is to know about it.
    #[prop(optional)]
    more: &'static str,
) -> impl IntoView {
    let shown = NodeRef::<html::Span>::new();
    let mark = Callback::new(move |()| {
        let selection = window().get_selection().ok().flatten();
        if let (Some(selection), Some(shown)) = (selection, shown.get_untracked()) {
            let _ = selection.select_all_children(&shown); // fails only for what stands in no page
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
