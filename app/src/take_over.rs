//! The browser's page takes the place of the one that the server sent.
//!
//! The server's page can be read at once, and without a script. The program then builds its own from the same first view
//! and exchanges the two in one go, so nothing is seen of it. It does not go through the server's elements to take them
//! over: for that every view would have to be compiled two more times, once for that and once for waiting meanwhile.

use leptos::{mount::mount_to, prelude::*, task::tick};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// How often it is looked whether the view is there: the router draws a moment after it was mounted.
const LOOKS: u32 = 100;

/// Puts this view in the place of the body, as soon as it is drawn, and says so on the document's root.
pub(crate) async fn put_in_place<V: IntoView + 'static>(view: fn() -> V) {
    let Some(old) = document().body() else { return };
    let Ok(new) = old.clone_node().map(JsCast::unchecked_into::<HtmlElement>) else { return };
    mount_to(new.clone(), view).forget();
    for _ in 0..LOOKS {
        if new.first_element_child().is_some() {
            break;
        }
        tick().await;
    }
    // From here on nothing can happen in between: what was typed until now is in the new page, too.
    let typed = typed();
    let focused = document().active_element().and_then(|element| way_to(&element));
    document().set_body(Some(&new));
    for (name, value) in typed {
        if let Some(field) = found::<HtmlInputElement>(&format!("input[name={name}]")) {
            field.set_value(&value);
        }
    }
    if let Some(focused) = focused.and_then(|way| found::<HtmlElement>(&way)) {
        let _ = focused.focus(); // what cannot take it leaves it where it is
    }
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-started", ""); // a valid name cannot fail
    }
}

/// What was typed into the page before the program was there, by the fields' names.
fn typed() -> Vec<(String, String)> {
    let Ok(fields) =
        document().query_selector_all("input[name]:not([type=hidden], [type=radio], [type=checkbox])")
    else {
        return Vec::new();
    };
    let fields = (0..fields.length()).filter_map(|nr| fields.item(nr)?.dyn_into::<HtmlInputElement>().ok());
    fields.map(|field| (field.name(), field.value())).filter(|(_, value)| !value.is_empty()).collect()
}

/// A selector that finds the same element in the other page: by its name, its id, or where it leads.
fn way_to(element: &Element) -> Option<String> {
    ["name", "id", "href"].into_iter().find_map(|attribute| {
        let value = element.get_attribute(attribute)?;
        let is_plain = !value.contains(['"', '\\']);
        is_plain.then(|| format!("{}[{attribute}=\"{value}\"]", element.tag_name().to_lowercase()))
    })
}

fn found<T: JsCast>(selector: &str) -> Option<T> {
    document().query_selector(selector).ok().flatten()?.dyn_into().ok()
}
