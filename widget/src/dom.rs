//! The panel's page, as far as the panel touches it.
//!
//! A node is whatever `panel.html` has under an id. It has the few properties that are used, and what cannot fail on
//! that page has no error to be handled; why these bindings are our own says [`crate::browser`].

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// The page, an element of it, or a text within one.
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
    /// Makes this markup the content. It has to be what the server has stored as HTML, which is reduced to what is safe
    /// there (`chat/src/content.rs`), or has made of text (`wire/src/form.rs`); whatever that might have missed the page's policy keeps from running.
    #[wasm_bindgen(method, setter = innerHTML)]
    pub(crate) fn write_safe_html(this: &Node, html: &str);
    #[wasm_bindgen(method, setter = className)]
    pub(crate) fn set_class(this: &Node, class: &str);
    #[wasm_bindgen(method, setter = hidden)]
    pub(crate) fn set_hidden(this: &Node, hidden: bool);
    /// The value of an attribute; there has to be one.
    #[wasm_bindgen(method, js_name = getAttribute)]
    pub(crate) fn attribute(this: &Node, name: &str) -> String;
    #[wasm_bindgen(method, js_name = setAttribute)]
    pub(crate) fn set(this: &Node, name: &str, value: &str);

    /// What a field holds.
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

    /// What is declared for an element itself.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn style(this: &Node) -> Declarations;
    /// Declarations of a style.
    pub(crate) type Declarations;
    /// All of them, as text. A policy that allows no inline style allows this.
    #[wasm_bindgen(method, setter = cssText)]
    pub(crate) fn write(this: &Declarations, css: &str);

    /// Opens a dialog, so that nothing beside it can be reached.
    #[wasm_bindgen(method, js_name = showModal)]
    pub(crate) fn show_modal(this: &Node);
    #[wasm_bindgen(method)]
    pub(crate) fn close(this: &Node);

    /// The node itself or the nearest around it that the selector finds.
    #[wasm_bindgen(method)]
    pub(crate) fn closest(this: &Node, selector: &str) -> Option<Node>;
    /// The first node within that the selector finds; there has to be one.
    #[wasm_bindgen(method, js_name = querySelector)]
    pub(crate) fn within(this: &Node, selector: &str) -> Node;
    #[wasm_bindgen(method, js_name = querySelectorAll)]
    pub(crate) fn all_within(this: &Node, selector: &str) -> Nodes;
    #[wasm_bindgen(method)]
    pub(crate) fn contains(this: &Node, other: &Node) -> bool;
    /// Puts a node at the end of this one, from wherever it was.
    #[wasm_bindgen(method, js_name = appendChild)]
    pub(crate) fn append(this: &Node, child: &Node);
    #[wasm_bindgen(method)]
    pub(crate) fn remove(this: &Node);

    /// What a template holds.
    #[wasm_bindgen(method, getter)]
    fn content(this: &Node) -> Node;
    #[wasm_bindgen(method, getter = firstElementChild)]
    fn first_child(this: &Node) -> Node;
    #[wasm_bindgen(method, js_name = cloneNode)]
    fn clone_node(this: &Node, deep: bool) -> Node;

    // What only the page itself has.

    /// The element with this id; there has to be one.
    #[wasm_bindgen(method, js_name = getElementById)]
    pub(crate) fn get(this: &Node, id: &str) -> Node;
    #[wasm_bindgen(method, js_name = createElement)]
    pub(crate) fn element(this: &Node, tag: &str) -> Node;
    #[wasm_bindgen(method, js_name = createTextNode)]
    pub(crate) fn text_node(this: &Node, text: &str) -> Node;
    /// What has the focus.
    #[wasm_bindgen(method, getter = activeElement)]
    pub(crate) fn active(this: &Node) -> Option<Node>;
    /// Whether nobody can see it: the tab is in the background, or the window is hidden.
    #[wasm_bindgen(method, getter = hidden)]
    pub(crate) fn is_out_of_sight(this: &Node) -> bool;
    /// Whether the keyboard is the panel's, and not the host page's.
    #[wasm_bindgen(method, js_name = hasFocus)]
    pub(crate) fn has_focus(this: &Node) -> bool;
    #[wasm_bindgen(method, getter = documentElement)]
    pub(crate) fn root(this: &Node) -> Node;
    /// The page's address.
    #[wasm_bindgen(method, getter = URL)]
    pub(crate) fn address(this: &Node) -> String;
    /// Listens to an event; `first`: before the elements themselves, also to events that do not bubble.
    #[wasm_bindgen(method, js_name = addEventListener)]
    pub(crate) fn listen(this: &Node, event: &str, listener: &JsValue, first: bool);

    /// Several nodes.
    pub(crate) type Nodes;
    #[wasm_bindgen(method, getter)]
    pub(crate) fn length(this: &Nodes) -> u32;
    #[wasm_bindgen(method)]
    pub(crate) fn item(this: &Nodes, index: u32) -> Node;
}

impl Node {
    /// Makes this the text of the node. An equal text is left alone, so that nothing is read aloud twice.
    pub(crate) fn set_text(&self, text: &str) {
        if self.text() != text {
            self.write_text(text);
        }
    }

    /// Makes this the value of the field. An equal value is left alone, so that the cursor stays where it is.
    pub(crate) fn set_value(&self, value: &str) {
        if self.value() != value {
            self.write_value(value);
        }
    }

    /// A copy of the only element in this template.
    pub(crate) fn copy(&self) -> Node {
        self.content().first_child().clone_node(true)
    }

    /// The element with this id is there, or away.
    pub(crate) fn show(&self, id: &str, shown: bool) {
        self.get(id).set_hidden(!shown);
    }

    /// Something is drawn that the page's first style sheet does not know: the second one is loaded, if it is not there.
    pub(crate) fn need_more_style(&self) {
        self.get("more").set_disabled(false);
    }

    /// This is the text of the element with this id.
    pub(crate) fn say(&self, id: &str, text: &str) {
        self.get(id).set_text(text);
    }
}
