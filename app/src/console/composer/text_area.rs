//! Draws a text field, with a character count near the limit.

use leptos::{ev::KeyboardEvent, prelude::*};

use super::{drop_down::row_id, field::Field};
use crate::{
    drawn::{text, word},
    texts::tr_count,
};

/// How many characters before the limit the count appears.
const COUNTS_FROM: usize = 300;

/// A text area that grows with its text.
#[component]
pub(crate) fn TextArea(
    field: Field,
    #[prop(optional)] id: Option<&'static str>,
    rows: &'static str,
    placeholder: Signal<Option<&'static str>>,
    label: Signal<String>,
    /// The id of its [`Counter`].
    counter: &'static str,
    on_key: Callback<KeyboardEvent>,
) -> impl IntoView {
    let Field { draft, area, choices, chosen, is_search, is_too_long, .. } = field;
    let active = text(move || match !choices.read().is_empty() && !is_search.get() {
        true => row_id(chosen.get()),
        false => String::new(),
    });
    Effect::new(move |_| {
        draft.track();
        if let Some(area) = area.get() {
            // Before it is in the page, nothing has a height.
            request_animation_frame(move || grow(&area));
        }
    });
    view! {
        <textarea
            node_ref=area
            rows=rows
            id=id
            placeholder=placeholder
            aria-label=label
            aria-autocomplete="list"
            aria-controls="picker"
            aria-activedescendant=active
            aria-invalid=word(move || is_too_long.get().then_some("true"))
            aria-describedby=counter
            prop:value=text(move || draft.get())
            on:input:target=move |event| field.changed(event.target().value())
            on:keydown=move |event| on_key.run(event)
            on:blur=move |_| field.left()
        ></textarea>
    }
    .into_any()
}

#[component]
pub(crate) fn Counter(field: Field, id: &'static str) -> impl IntoView {
    let Field { count, most, is_too_long, .. } = field;
    view! {
        <span id=id class="composer-count" class:is-over=is_too_long>
            {text(move || counted(count.get(), most.get()))}
        </span>
    }
    .into_any()
}

/// The text of the counter; empty while there is plenty of room.
fn counted(count: usize, most: usize) -> String {
    match most.checked_sub(count) {
        None => tr_count(count - most, "%1 character too long", "%1 characters too long"),
        Some(left) if left <= COUNTS_FROM => tr_count(left, "%1 character left", "%1 characters left"),
        Some(_) => String::new(),
    }
}

/// Fits the height to the text; the style sheet sets the maximum.
fn grow(area: &web_sys::HtmlTextAreaElement) {
    let style = web_sys::HtmlElement::style(area);
    let _ = style.set_property("height", "auto");
    let _ = style.set_property("height", &format!("{}px", area.scroll_height()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::text::MAX_TEXT;

    #[test]
    fn it_counts_only_near_the_limit() {
        assert_eq!(counted(MAX_TEXT - COUNTS_FROM - 1, MAX_TEXT), "");
        assert_eq!(counted(MAX_TEXT, MAX_TEXT), "0 characters left");
        assert_eq!(counted(MAX_TEXT - 1, MAX_TEXT), "1 character left");
        assert_eq!(counted(MAX_TEXT + 2, MAX_TEXT), "2 characters too long");
    }
}
