//! The console's windows. One is open at a time, over everything. They ask short questions, and
//! their code is loaded with the first.

pub(crate) mod open;
pub(crate) mod why;

mod ban;
mod columns;
mod content;
mod erase;
mod head;
mod palette;
mod send;
mod snooze;
mod spelling;
mod tags;

use leptos::{html, prelude::*};
use wasm_split_helpers::wasm_split;

use self::content::Content;
use crate::{
    console::window::open::{OpenWindow, Window},
    drawn::{part, word},
    lazy::{Code, Drawn, lazy},
    parts::focus::show_focused,
};

pub(crate) const CODE: Code = Code { name: "windows", load: || Box::pin(load()) };

#[component]
pub(crate) fn WindowView() -> impl IntoView {
    let open = expect_context::<OpenWindow>();
    let is_open = Memo::new(move |_| open.read().is_some());
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if !is_open.get() {
            dialog.close();
        } else if !dialog.open() {
            let _ = dialog.show_modal(); // fails only if already open
        }
    });
    let what = part(move || match is_open.get() {
        true => lazy(CODE, || Box::pin(content())).into_any(),
        false => ().into_any(),
    });
    view! {
        <dialog
            node_ref=dialog
            class="dialog window"
            // The Client Note holds people's own words, which may be translated.
            translate=word(move || (!matches!(open.get(), Some(Window::Notes(_)))).then_some("no"))
            aria-labelledby="window-title"
            // At once: `close` comes later, when a key pressed in the meantime may have opened the
            // next window.
            on:cancel=move |_: web_sys::Event| open.set(None)
            on:close=move |_| {
                if !dialog.get_untracked().is_some_and(|dialog| dialog.open()) {
                    open.set(None);
                    show_focused();
                }
            }
        >
            {what}
        </dialog>
    }
    .into_any()
}

#[wasm_split(windows, preload(load), fallible)]
fn content() -> Drawn {
    Ok(view! { <Content /> }.into_any())
}
