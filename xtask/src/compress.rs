//! A `.br` and a `.gz` beside each file that they make smaller, so that the server never
//! compresses. Of a program's modules only these are stored.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use crate::cache::{Cache, Files};

/// The compressed companions of the given files, by name.
pub(crate) fn companions(files: &Files, cache: &Cache) -> anyhow::Result<Files> {
    let found: Vec<Files> = files
        .par_iter()
        .filter(|(name, _)| !is_compressed(name))
        .map(|(name, content)| {
            let made = cache.files("compress", &[content], || smaller(content))?;
            Ok(made
                .into_iter()
                .map(|(extension, content)| (format!("{name}.{extension}"), content))
                .collect())
        })
        .collect::<anyhow::Result<_>>()?;
    Ok(found.into_iter().flatten().collect())
}

/// Whether a release has only the compressed forms of a file, if gzip makes it smaller. Programs
/// are the largest part of a site, and no browser that runs them asks for them uncompressed; for
/// other clients the server decompresses them.
pub(crate) fn is_packed_alone(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|kind| kind == "wasm")
}

/// A file in gzip format that the site has in no other.
pub(crate) fn packed(content: &[u8], cache: &Cache) -> anyhow::Result<Vec<u8>> {
    let mut made =
        cache.files("pack", &[content], || Ok(Files::from([("gz".to_owned(), gzip(content)?)])))?;
    made.remove("gz").context("the cache lost a file")
}

/// Formats with their own compression, which another round would not shrink.
fn is_compressed(name: &str) -> bool {
    const KINDS: [&str; 10] = ["avif", "gif", "gz", "jpg", "mp3", "ogg", "opus", "png", "webp", "woff2"];
    let kind = Path::new(name).extension().and_then(|extension| extension.to_str());
    kind.is_some_and(|kind| KINDS.contains(&kind))
}

fn smaller(content: &[u8]) -> anyhow::Result<Files> {
    let made = [("br".to_owned(), brotli(content)?), ("gz".to_owned(), gzip(content)?)];
    Ok(made.into_iter().filter(|(_, made)| made.len() < content.len()).collect())
}

fn brotli(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let settings = BrotliEncoderParams { quality: 11, size_hint: content.len(), ..Default::default() };
    let mut made = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut made, &settings)?;
    Ok(made)
}

fn gzip(content: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place;

    #[test]
    fn puts_companions_only_beside_what_they_make_smaller() {
        let folder = place::empty();
        let cache = Cache::open(folder.join("cache"), Vec::new()).unwrap();
        let files = Files::from([
            ("long.css".to_owned(), b"a { color: red }\n".repeat(100)),
            ("picture.png".to_owned(), vec![0; 1000]),
            ("words.0123.dic.gz".to_owned(), vec![0; 1000]),
            ("short.txt".to_owned(), b"hi".to_vec()),
        ]);
        let made = companions(&files, &cache).unwrap();
        assert_eq!(made.keys().collect::<Vec<_>>(), ["long.css.br", "long.css.gz"]);
    }

    #[test]
    fn what_is_packed_is_the_same_each_time_and_holds_the_content() {
        let content = b"a word\n".repeat(100);
        let made = [(); 2].map(|()| {
            let cache = Cache::open(place::empty().join("cache"), Vec::new()).unwrap();
            packed(&content, &cache).unwrap()
        });
        assert_eq!(made[0], made[1]);
        let mut unpacked = flate2::write::GzDecoder::new(Vec::new());
        unpacked.write_all(&made[0]).unwrap();
        assert_eq!(unpacked.finish().unwrap(), content);
    }

    #[test]
    fn companions_hold_the_same_content() {
        let content = b"the same words again and again, ".repeat(50);
        let made = smaller(&content).unwrap();
        let mut from_brotli = Vec::new();
        brotli::BrotliDecompress(&mut &made["br"][..], &mut from_brotli).unwrap();
        let mut from_gzip = flate2::write::GzDecoder::new(Vec::new());
        from_gzip.write_all(&made["gz"]).unwrap();
        assert_eq!(from_brotli, content);
        assert_eq!(from_gzip.finish().unwrap(), content);
    }
}
