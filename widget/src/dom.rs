//! The panel's page, as far as the panel touches it.
//!
//! A node is an element with an id in `panel.html` or `panel-forms.html`. It has only the properties that are used, and
//! no error handling for what cannot fail on that page. [`crate::browser`] says why these bindings
//! are our own.

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// The page, an element of it, or a text in one.
    #[derive(Clone, Debug)]
    pub(crate) type Node;

    #[wasm_bindgen(method, getter)]
    pub(crate) fn id(this: &Node) -> String;
    #[wasm_bindgen(method, getter = tagName)]
    pub(crate) fn tag(this: &Node) -> String;
    #[wasm_bindgen(method, getter = textContent)]
    pub(crate) fn text(this: &Node) -> String;
    #[wasm_bindgen(method, setter = textContent)]
    fn write_text(this: &Node, text: &str);
    /// Replaces the content with this markup. It must be HTML that the server reduced to a safe
    /// subset (`chat/src/content.rs`) or generated from text (`wire/src/form.rs`). If either missed
    /// something, the page's policy keeps it from running.
    #[wasm_bindgen(method, setter = innerHTML)]
    pub(crate) fn write_safe_html(this: &Node, html: &str);
    #[wasm_bindgen(method, setter = className)]
    pub(crate) fn set_class(this: &Node, class: &str);
    #[wasm_bindgen(method, setter = hidden)]
    pub(crate) fn set_hidden(this: &Node, hidden: bool);
    /// The value of an attribute that must exist.
    #[wasm_bindgen(method, js_name = getAttribute)]
    pub(crate) fn attribute(this: &Node, name: &str) -> String;
    #[wasm_bindgen(method, js_name = setAttribute)]
    pub(crate) fn set(this: &Node, name: &str, value: &str);

    #[wasm_bindgen(method, getter)]
    pub(crate) fn value(this: &Node) -> String;
    #[wasm_bindgen(method, setter = value)]
    fn write_value(this: &Node, value: &str);
    /// Whether a box is ticked.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn checked(this: &Node) -> bool;
    #[wasm_bindgen(method, setter = checked)]
    pub(crate) fn set_checked(this: &Node, checked: bool);
    #[wasm_bindgen(method, setter = disabled)]
    pub(crate) fn set_disabled(this: &Node, disabled: bool);
    #[wasm_bindgen(method)]
    pub(crate) fn focus(this: &Node);

    /// How far a box is scrolled, in pixels.
    #[wasm_bindgen(method, getter = scrollTop)]
    pub(crate) fn scroll_top(this: &Node) -> f64;
    #[wasm_bindgen(method, setter = scrollTop)]
    pub(crate) fn set_scroll_top(this: &Node, pixels: f64);

    /// The element's own style declarations.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn style(this: &Node) -> Declarations;
    pub(crate) type Declarations;
    /// All of them, as text. A policy without inline styles allows this.
    #[wasm_bindgen(method, setter = cssText)]
    pub(crate) fn write(this: &Declarations, css: &str);

    /// Opens a modal dialog, so that nothing beside it can be reached.
    #[wasm_bindgen(method, js_name = showModal)]
    pub(crate) fn show_modal(this: &Node);
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Node);

    /// The node itself, or its nearest ancestor that matches the selector.
    #[wasm_bindgen(method)]
    pub(crate) fn closest(this: &Node, selector: &str) -> Option<Node>;
    /// The first descendant that matches the selector; it must exist.
    #[wasm_bindgen(method, js_name = querySelector)]
    pub(crate) fn within(this: &Node, selector: &str) -> Node;
    #[wasm_bindgen(method, js_name = querySelectorAll)]
    pub(crate) fn all_within(this: &Node, selector: &str) -> Nodes;
    #[wasm_bindgen(method)]
    pub(crate) fn contains(this: &Node, other: &Node) -> bool;
    /// Moves a node, or what is in a template, to the end of this one.
    #[wasm_bindgen(method, js_name = appendChild)]
    pub(crate) fn append(this: &Node, child: &Node);
    #[wasm_bindgen(method)]
    pub(crate) fn remove(this: &Node);

    /// What is in a template.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn content(this: &Node) -> Node;
    #[wasm_bindgen(method, getter = firstElementChild)]
    fn first_child(this: &Node) -> Node;
    #[wasm_bindgen(method, js_name = cloneNode)]
    fn clone_node(this: &Node, deep: bool) -> Node;

    // What only the page itself has.

    /// The element with this id; it must exist.
    #[wasm_bindgen(method, js_name = getElementById)]
    pub(crate) fn get(this: &Node, id: &str) -> Node;
    #[wasm_bindgen(method, js_name = createElement)]
    pub(crate) fn element(this: &Node, tag: &str) -> Node;
    #[wasm_bindgen(method, js_name = createTextNode)]
    pub(crate) fn text_node(this: &Node, text: &str) -> Node;
    /// The element that has the focus.
    #[wasm_bindgen(method, getter = activeElement)]
    pub(crate) fn active(this: &Node) -> Option<Node>;
    /// Whether the page is out of sight: a background tab or a hidden window.
    #[wasm_bindgen(method, getter = hidden)]
    pub(crate) fn is_out_of_sight(this: &Node) -> bool;
    /// Whether the panel, rather than the host page, has the keyboard.
    #[wasm_bindgen(method, js_name = hasFocus)]
    pub(crate) fn has_focus(this: &Node) -> bool;
    #[wasm_bindgen(method, getter = documentElement)]
    pub(crate) fn root(this: &Node) -> Node;
    /// The page's address.
    #[wasm_bindgen(method, getter = URL)]
    pub(crate) fn address(this: &Node) -> String;
    /// Listens to an event. `first` means before the elements themselves, including events that do
    /// not bubble.
    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(crate) fn listen(this: &Node, event: &str, listener: &JsValue, first: bool);

    pub(crate) type Nodes;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn length(this: &Nodes) -> u32;
    #[wasm_bindgen(method)]
    pub(crate) fn item(this: &Nodes, index: u32) -> Node;
}

impl Node {
    /// Sets the node's text. An equal text is left alone, so that nothing is read aloud twice.
    pub(crate) fn set_text(&self, text: &str) {
        if self.text() != text {
            self.write_text(text);
        }
    }

    /// Sets the field's value. An equal value is left alone, so that the cursor stays in place.
    pub(crate) fn set_value(&self, value: &str) {
        if self.value() != value {
            self.write_value(value);
        }
    }

    /// A copy of the only element in this template.
    pub(crate) fn copy(&self) -> Node {
        self.content().first_child().clone_node(true)
    }

    pub(crate) fn show(&self, id: &str, shown: bool) {
        self.get(id).set_hidden(!shown);
    }

    /// Loads the second style sheet, unless it is there, because something is drawn that the first
    /// does not cover.
    pub(crate) fn need_more_style(&self) {
        self.get("more").set_disabled(false);
    }

    pub(crate) fn say(&self, id: &str, text: &str) {
        self.get(id).set_text(text);
    }
}
