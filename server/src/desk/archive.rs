//! Everything that is kept about a visitor, as one ZIP archive.

use std::{
    io::{self, Write},
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    BoxError, Extension,
    body::{Body, Bytes},
    extract::{Path, Query, State},
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use chat::{Export, Refused, SignedIn};
use futures::{Stream, stream::try_unfold};
use serde::Deserialize;
use wire::VisitorId;
use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

use crate::{
    caller::signed_out,
    download::{TROUBLE, attachment, trouble},
    state::Served,
};

#[derive(Deserialize)]
pub(super) struct Wanted {
    /// The reader's time zone, such as `Europe/Berlin`.
    #[serde(default)]
    zone: String,
}

/// `/operator/export/VISITOR?zone=Europe%2FBerlin`: the archive, sent while it is read. For
/// administrators only.
pub(super) async fn visitor(
    State(served): State<Served>,
    who: Option<Extension<SignedIn>>,
    Path(visitor): Path<VisitorId>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let Some(Extension(who)) = who else { return signed_out() };
    let export = match served.switchboard.export_visitor(&who, visitor, &wanted.zone).await {
        Ok(Ok(export)) => export,
        Ok(Err(Refused::NotAllowed)) => {
            return (StatusCode::FORBIDDEN, "Only an administrator may do this.\n").into_response();
        }
        Ok(Err(_)) => return (StatusCode::NOT_FOUND, "There is no such visitor.\n").into_response(),
        Err(error) => return trouble(&error, TROUBLE),
    };
    let name = attachment(&export.file_name(), "zip");
    let mut response = Body::from_stream(packed(export)).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// The bytes of the archive, chat by chat. An error ends the response early, so that the browser
/// reports a failed download.
fn packed(export: Export) -> impl Stream<Item = Result<Bytes, BoxError>> {
    try_unfold(Some(Archive::of(export)), |archive: Option<Archive>| async move {
        let Some(mut archive) = archive else { return Ok::<_, BoxError>(None) };
        let next = archive.next().await.inspect_err(|error| {
            tracing::error!(%error, "everything about a visitor could not be exported");
        })?;
        Ok(match next {
            Some(bytes) => Some((bytes, Some(archive))),
            None => Some((archive.end()?, None)),
        })
    })
}

struct Archive {
    export: Export,
    zip: ZipWriter<StreamWriter<Packed>>,
    packed: Packed,
}

impl Archive {
    fn of(export: Export) -> Archive {
        let packed = Packed::default();
        Archive { export, zip: ZipWriter::new_stream(packed.clone()), packed }
    }

    /// The bytes of the next files; `None` after the last.
    async fn next(&mut self) -> Result<Option<Bytes>, BoxError> {
        let Some(files) = self.export.next().await? else { return Ok(None) };
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for file in files {
            self.zip.start_file(file.name, options)?;
            self.zip.write_all(file.body.as_bytes())?;
        }
        Ok(Some(self.packed.take()))
    }

    /// The last bytes: the list of the files.
    fn end(self) -> Result<Bytes, BoxError> {
        self.zip.finish()?;
        Ok(self.packed.take())
    }
}

/// What is packed and not sent yet.
#[derive(Clone, Default)]
struct Packed(Arc<Mutex<Vec<u8>>>);

impl Packed {
    fn take(&self) -> Bytes {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).into()
    }
}

impl Write for Packed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
