//! Choosing a picture, which the browser scales down (`picture.js`), and removing it.

use js_sys::Uint8Array;
use leptos::{html, prelude::*, task::spawn_local};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::{File, HtmlInputElement};
use wire::{OperatorId, picture::MAX_PICTURE};

use crate::{
    api::pictures::set_face,
    drawn::{flag, text},
    live::Live,
    parts::{
        fault::{Fault, FaultOf, Faults, Field},
        form::Form,
    },
    texts::tr,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// An operator: the centre, cropped to a square.
    Operator,
    /// A website: the whole picture.
    Site,
}

impl Of {
    /// Maximum width and height in pixels: three times the drawn size, for high-density screens.
    fn size(self) -> (u32, u32) {
        match self {
            Of::Operator => (128, 128),
            Of::Site => (336, 108),
        }
    }
}

/// An operator's picture; changes are saved at once.
#[component]
pub(crate) fn OperatorPicture(id: OperatorId) -> impl IntoView {
    let live = expect_context::<Live>();
    let form = Form::new();
    let shown = text(move || {
        live.desk
            .colleagues
            .with(|all| all.iter().find(|one| one.id == id).map(|one| one.face.clone()))
            .unwrap_or_default()
    });
    let set = move |picture: Option<String>| {
        form.send(set_face(id, picture.as_deref().map(bytes_of)), |()| {});
    };
    view! {
        {picture_field(Of::Operator, tr("Upload a picture"), shown, form.faults, set)}
        <FaultOf field=Field::Whole faults=form.faults />
    }
    .into_any()
}

/// The current picture with buttons to change it. `set` receives the new picture as a `data:`
/// address, or none.
pub(crate) fn picture_field(
    of: Of,
    does: &'static str,
    shown: Signal<String>,
    faults: Faults,
    set: impl Fn(Option<String>) + Copy + Send + Sync + 'static,
) -> AnyView {
    let file = NodeRef::<html::Input>::new();
    let choose = move |input: HtmlInputElement| {
        let Some(chosen) = input.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let (width, height) = of.size();
            let made = shrunk(&chosen, width, height, of == Of::Operator, MAX_PICTURE as u32).await;
            let made = made.ok().and_then(|address| address.as_string());
            let fault = match made {
                Some(_) => None,
                None => Some(tr("This could not be read as a picture. Take a PNG, JPEG or WebP file.")),
            };
            // The user may have left the page by now.
            let is_gone = faults.try_set(fault.map(|words| Fault::new(Field::Picture, words))).is_some();
            if !is_gone && made.is_some() {
                set(made);
            }
        });
        input.set_value(""); // allows choosing the same file again
    };
    // Initials are drawn when there is no picture, and they have a different address.
    let is_none = flag(move || shown.with(|shown| shown.is_empty() || shown.starts_with("/face/")));
    let class = if of == Of::Operator { "face is-large" } else { "logo" };
    view! {
        <div class="picture-field">
            <img class=class alt="" src=shown hidden=flag(move || shown.with(String::is_empty)) />
            <button
                type="button"
                class="button"
                on:click=move |_| {
                    if let Some(file) = file.get_untracked() {
                        file.click();
                    }
                }
            >
                {does}
            </button>
            <button type="button" class="button" hidden=is_none on:click=move |_| set(None)>
                {tr("Remove it")}
            </button>
            <input
                node_ref=file
                type="file"
                hidden
                accept="image/png,image/jpeg,image/webp"
                on:change:target=move |event| choose(event.target())
            />
        </div>
        <FaultOf field=Field::Picture faults />
    }
    .into_any()
}

pub(crate) fn bytes_of(address: &str) -> Vec<u8> {
    bytes(address).to_vec()
}

#[wasm_bindgen(module = "/src/console/picture.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn shrunk(
        file: &File,
        width: u32,
        height: u32,
        square: bool,
        most: u32,
    ) -> Result<JsValue, JsValue>;

    fn bytes(address: &str) -> Uint8Array;
}
