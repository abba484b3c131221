//! The files in the program: the site that the build made for browsers. Each is also stored
//! compressed; Wasm programs only so.

mod routes;

use std::{collections::HashMap, io::Read};

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY},
    },
    response::{IntoResponse, Response},
};
use flate2::read::GzDecoder;
use rust_embed::EmbeddedFile;

pub(crate) use routes::{hashed, public};

/// Returns a file of the site by its name in `target/site`.
pub type Files = fn(&str) -> Option<EmbeddedFile>;

pub(crate) struct Assets {
    files: Files,
    /// The file names with hashes, by logical name such as `app.js`.
    names: HashMap<String, String>,
}

impl Assets {
    /// Reads the manifest. Without one (the browser programs were not built) pages have neither
    /// styles nor scripts.
    pub(crate) fn load(files: Files) -> Assets {
        let names = files("manifest.json").and_then(|file| serde_json::from_slice(&file.data).ok());
        if names.is_none() {
            tracing::warn!("the browser programs are missing from this build; run `make build`");
        }
        Assets { files, names: names.unwrap_or_default() }
    }

    /// The URL of a file by its logical name.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("/assets/{}", self.names.get(name).map_or(name, String::as_str))
    }

    /// The URLs of a program's parts that load on demand (`PROGRAM.PART.wasm`), by part name.
    pub(crate) fn parts(&self, program: &str) -> HashMap<String, String> {
        let part = |logical: &str| {
            let rest = logical.strip_prefix(program)?.strip_prefix('.')?;
            Some(rest.strip_suffix(".wasm")?.to_owned())
        };
        let logical = self.names.keys();
        logical.filter_map(|logical| Some((part(logical)?, self.url(logical)))).collect()
    }

    /// The file with this name, in the best encoding that the client accepts, or 404.
    pub(crate) fn file(&self, name: &str, headers: &HeaderMap, cache: &'static str) -> Response {
        let accepts = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let plain = (self.files)(name);
        // The type is that of the content, whatever its encoding.
        let kind = plain.as_ref().map_or(HeaderValue::from_static("application/wasm"), content_type);
        let Some((encoding, chosen)) = self.best(name, accepts, plain) else {
            return no_such_page();
        };
        let hash = chosen.metadata.sha256_hash();
        let etag =
            hash[..12].iter().fold(String::from("\""), |text, byte| text + &format!("{byte:02x}")) + "\"";
        let known = headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
        let mut response = if known {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Response::new(Body::from(chosen.data))
        };
        let out = response.headers_mut();
        out.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        out.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Ok(etag) = HeaderValue::from_str(&etag) {
            out.insert(ETAG, etag);
        }
        if !known {
            out.insert(CONTENT_TYPE, kind);
            if let Some(encoding) = encoding {
                out.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
        }
        response
    }

    /// The text of a file whose placeholders are to be filled in.
    pub(crate) fn template(&self, name: &str) -> Option<String> {
        String::from_utf8((self.files)(name)?.data.into_owned()).ok()
    }

    /// The best encoding of a file, and its content; none: there is no such file. A file that is
    /// stored only compressed is decompressed for a client that accepts nothing else.
    fn best(
        &self,
        name: &str,
        accepts: &str,
        plain: Option<EmbeddedFile>,
    ) -> Option<(Option<&'static str>, EmbeddedFile)> {
        if plain.is_none() && !name.ends_with(".wasm") {
            return None;
        }
        let takes = |coding: &str| {
            accepts.split(',').any(|item| {
                let (name, weight) = item.split_once(';').unwrap_or((item, ""));
                name.trim().eq_ignore_ascii_case(coding)
                    && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
            })
        };
        for (coding, ending) in [("br", "br"), ("gzip", "gz")] {
            if takes(coding)
                && let Some(file) = (self.files)(&format!("{name}.{ending}"))
            {
                return Some((Some(coding), file));
            }
        }
        let unpacked = || {
            let mut packed = (self.files)(&format!("{name}.gz"))?;
            let mut content = Vec::new();
            GzDecoder::new(&*packed.data).read_to_end(&mut content).ok()?;
            packed.data = content.into();
            Some(packed)
        };
        Some((None, plain.or_else(unpacked)?))
    }
}

fn no_such_page() -> Response {
    (StatusCode::NOT_FOUND, "There is no such page.\n").into_response()
}

fn content_type(file: &EmbeddedFile) -> HeaderValue {
    let kind = file.metadata.mimetype();
    let text = kind.starts_with("text/");
    let kind = if text { format!("{kind}; charset=utf-8") } else { kind.to_owned() };
    HeaderValue::from_str(&kind).unwrap_or(HeaderValue::from_static("application/octet-stream"))
}
