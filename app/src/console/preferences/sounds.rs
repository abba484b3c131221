//! The sound for each occasion (manual B10): a built-in one, or an uploaded file.

use gloo_net::http::Request;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement, HtmlSelectElement};
use wire::preferences::{Occasion, Sound};

use crate::{
    alerts::{Alerts, sound::occasion_name},
    drawn::{flag, text},
    icon::{self, icon},
    live::Live,
    parts::voice::Voice,
    texts::{tr, tr_later, tr_with},
};

#[component]
pub(super) fn Sounds() -> impl IntoView {
    let live = expect_context::<Live>();
    let volume = text(move || live.desk.preferences.with(|mine| mine.volume.to_string()));
    view! {
        <section aria-labelledby="sounds" hidden=flag(move || live.desk.preferences.with(|mine| !mine.sound))>
            <h2 id="sounds">{tr("Sounds")}</h2>
            <label class="switch-row">
                <span>{tr("Volume")}</span>
                <input
                    type="range"
                    min="0"
                    max="100"
                    step="5"
                    prop:value=volume
                    on:change:target=move |event| {
                        let volume = event.target().value().parse().unwrap_or(80);
                        live.own.set_preferences(|mine| mine.volume = volume);
                    }
                />
            </label>
            {Occasion::ALL.map(|occasion| view! { <Row occasion /> }).collect_view()}
        </section>
    }
    .into_any()
}

#[component]
fn Row(occasion: Occasion) -> impl IntoView {
    let live = expect_context::<Live>();
    let alerts = expect_context::<Alerts>();
    let voice = expect_context::<Voice>();
    let chosen = move || live.desk.preferences.with(|mine| mine.sound_for(occasion));
    let file = NodeRef::<leptos::html::Input>::new();
    let try_it = move |which| {
        let volume = live.desk.preferences.with_untracked(|mine| f32::from(mine.volume) / 100.0);
        alerts.sound.play_on_request(which, occasion, volume);
    };
    let choose = move |which: Sound| {
        live.own.set_preferences(|mine| mine.set_sound(occasion, which));
        try_it(which);
    };
    let upload = move |input: HtmlInputElement| {
        let Some(chosen) = input.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            match send(occasion, chosen).await {
                Ok(()) => {
                    alerts.sound.forget_own(occasion);
                    choose(Sound::Own);
                }
                Err(sentence) => voice.show(sentence),
            }
        });
        input.set_value(""); // allows choosing the same file again
    };
    let options = Sound::BUILT_IN.into_iter().chain([Sound::Own]);
    let options = options
        .map(|which| {
            view! {
                <option value=name(which) prop:selected=flag(move || chosen() == which)>
                    {tr(name(which))}
                </option>
            }
        })
        .collect_view();
    let ask_for_file = move || {
        if let Some(file) = file.get_untracked() {
            file.click();
        }
    };
    let on_choice = move |list: HtmlSelectElement| {
        let value = list.value();
        match Sound::BUILT_IN.into_iter().find(|which| name(*which) == value) {
            Some(which) => choose(which),
            // The choice takes effect once a file is uploaded; cancelling keeps the previous sound.
            None => {
                list.set_value(name(untrack(chosen)));
                ask_for_file();
            }
        }
    };
    let label = words(occasion);
    view! {
        <div class="switch-row">
            <span id=occasion_name(occasion)>{label}</span>
            <select
                aria-labelledby=occasion_name(occasion)
                on:change:target=move |event| on_choice(event.target())
            >
                {options}
            </select>
            <button
                type="button"
                class="icon-button"
                aria-label=tr_with("Play: %1", &[&label])
                on:click=move |_| try_it(untrack(chosen))
            >
                {icon(icon::PLAY)}
            </button>
            <button
                type="button"
                class="icon-button"
                title=tr_with("Own sound: %1", &[&label])
                aria-label=tr_with("Own sound: %1", &[&label])
                on:click=move |_| ask_for_file()
            >
                {icon(icon::UPLOAD)}
            </button>
            <input node_ref=file type="file" hidden accept="audio/*" on:change:target=move |event| upload(event.target()) />
        </div>
    }
    .into_any()
}

/// Uploads a file.
///
/// # Errors
/// A sentence that says what is wrong with the file.
async fn send(occasion: Occasion, file: File) -> Result<(), String> {
    let no_connection =
        |_| tr("The file could not be sent. Try again when the connection is back.").to_owned();
    let address = format!("/operator/sound/{}", occasion_name(occasion));
    let request = Request::put(&address).body(file).map_err(no_connection)?;
    let answer = request.send().await.map_err(no_connection)?;
    if answer.ok() {
        return Ok(());
    }
    Err(answer.text().await.map_err(no_connection)?)
}

fn words(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Request => tr("A visitor asks for a chat"),
        Occasion::Message => tr("A visitor writes"),
        Occasion::Offer => tr("A colleague offers a chat"),
        Occasion::Talk => tr("A colleague writes"),
        Occasion::Arrival => tr("Somebody comes to a site"),
        Occasion::Invitation => tr("A visitor answers an invitation"),
        Occasion::OffLine => tr("An off-line message wants you"),
    }
}

/// In English, because this is the value of the choice; callers that show it use [`tr`].
fn name(sound: Sound) -> &'static str {
    match sound {
        Sound::Silence => tr_later("Silence"),
        Sound::Bell => tr_later("Bell"),
        Sound::Drop => tr_later("Drop"),
        Sound::Chime => tr_later("Chime"),
        Sound::Knock => tr_later("Knock"),
        Sound::Pebble => tr_later("Pebble"),
        Sound::Own => tr_later("My own file…"),
    }
}
