//! What an operator's browser loads and sends over HTTP: transcripts, sounds and dictionaries; and
//! everything about a visitor (`desk/archive.rs`), and a table of selected chats (`desk/chats.rs`).

mod archive;
mod chats;

use app::texts::{tr_for, tr_later};
use axum::{
    Extension, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use chat::{
    Caller, Refused, SignedIn,
    preference::{MAX_SOUND, OwnSound},
};
use serde::Deserialize;
use tower_http::compression::CompressionLayer;
use wire::{ChatId, preferences::Occasion};

use crate::{
    caller::signed_out,
    dictionaries::route as dictionary,
    download::{TROUBLE, attachment, trouble},
    reports,
    state::Served,
};

pub(crate) fn router() -> Router<Served> {
    Router::new()
        .route("/operator/transcript/{chat}", get(transcript))
        .route("/operator/export/{visitor}", get(archive::visitor))
        .route("/operator/archive/{form}", get(chats::table))
        .route("/operator/report/{sheet}/{form}", get(reports::file))
        .route("/operator/sound/{occasion}", get(sound).put(set_sound))
        .route("/operator/dictionary/{tag}/{kind}", get(dictionary::file).layer(CompressionLayer::new()))
        // One byte more, so that a sound that is too large is refused with a sentence.
        .layer(DefaultBodyLimit::max(MAX_SOUND + 1))
}

/// The format of a transcript.
#[derive(Deserialize)]
struct Wanted {
    /// HTML rather than plain text; `format` says the same and more.
    #[serde(default)]
    html: bool,
    #[serde(default)]
    format: Format,
    /// The reader's time zone, such as `Europe/Berlin`.
    #[serde(default)]
    zone: String,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Text,
    Html,
    Json,
}

/// `/operator/transcript/CHAT?format=html&zone=Europe%2FBerlin`: a transcript file (manual B11). Its
/// name is in `Content-Disposition`.
async fn transcript(
    State(served): State<Served>,
    who: Option<Extension<SignedIn>>,
    Path(chat): Path<ChatId>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let Some(Extension(who)) = who else { return signed_out() };
    let transcript = match served.switchboard.transcript(&who, chat, &wanted.zone).await {
        Ok(Some(transcript)) => transcript,
        Ok(None) => return (StatusCode::NOT_FOUND, "There is no such chat.\n").into_response(),
        Err(error) => return trouble(&error, TROUBLE),
    };
    let format = if wanted.html { Format::Html } else { wanted.format };
    let (kind, ending, body) = match format {
        Format::Html => ("text/html; charset=utf-8", "html", transcript.as_html()),
        Format::Text => ("text/plain; charset=utf-8", "txt", transcript.as_text()),
        Format::Json => ("application/json", "json", transcript.as_json()),
    };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // If it is opened in the browser after all, it must not have the console's origin.
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    if let Ok(name) = HeaderValue::from_str(&attachment(&transcript.file_name(), ending)) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// `GET /operator/sound/OCCASION`: the sound that the operator uploaded for it.
async fn sound(
    State(served): State<Served>,
    who: Option<Extension<SignedIn>>,
    Path(occasion): Path<Occasion>,
) -> Response {
    let Some(Extension(who)) = who else { return signed_out() };
    match served.switchboard.own_sound(&who, occasion).await {
        Ok(Some(OwnSound { kind, body })) => {
            let kind =
                HeaderValue::from_str(&kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
            let headers =
                [(CONTENT_TYPE, kind), (CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))];
            (headers, body).into_response()
        }
        Ok(None) => (StatusCode::NOT_FOUND, "There is no such sound.\n").into_response(),
        Err(error) => trouble(&error, TROUBLE),
    }
}

/// `PUT /operator/sound/OCCASION`: uploads a sound. A refusal says what is wrong.
async fn set_sound(
    State(served): State<Served>,
    who: Option<Extension<SignedIn>>,
    Extension(caller): Extension<Caller>,
    Path(occasion): Path<Occasion>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(Extension(who)) = who else { return signed_out() };
    let say = |english| tr_for(&headers, caller.secure, english);
    match served.switchboard.set_own_sound(&who, occasion, body.into()).await {
        Ok(Ok(())) => StatusCode::NO_CONTENT.into_response(),
        Ok(Err(Refused::NotASound)) => {
            let sentence =
                tr_later("This is not a sound that browsers play. Take an MP3, Ogg, WAV, WebM or MP4 file.");
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, say(sentence)).into_response()
        }
        Ok(Err(_)) => {
            let sentence = say(tr_later("The file is empty, or larger than %1 KB."));
            let sentence = sentence.replace("%1", &(MAX_SOUND / 1024).to_string());
            (StatusCode::PAYLOAD_TOO_LARGE, sentence).into_response()
        }
        Err(error) => trouble(&error, say(TROUBLE)),
    }
}
