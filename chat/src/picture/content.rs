//! What an uploaded file is, by its content: its media type and its size in pixels. Only the first
//! bytes of the file are read; the pixels themselves are left to the browser that shows it.

use wire::picture::{MAX_PICTURE, MAX_SIDE};

/// Why a picture is not accepted, for the person who uploaded it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPicture {
    /// It is not a type that browsers show, whatever its name.
    #[error("this is not a picture: take a PNG, JPEG or WebP file")]
    Unknown,
    /// It is empty or too large.
    #[error("the picture is empty, or larger than {} KB", MAX_PICTURE / 1024)]
    TooLarge,
    /// It has too many pixels.
    #[error("a picture can be {MAX_SIDE} pixels wide and high at most")]
    TooWide,
    /// An operator's picture must be square.
    #[error("an operator's picture is as high as it is wide")]
    NotSquare,
}

/// The media type, width and height of a PNG, JPEG or WebP file; `None` for anything else.
pub(super) fn measured(body: &[u8]) -> Option<(&'static str, u32, u32)> {
    let (kind, size) = match infer::get(body)?.mime_type() {
        "image/png" => ("image/png", png(body)),
        "image/jpeg" => ("image/jpeg", jpeg(body)),
        "image/webp" => ("image/webp", webp(body)),
        _ => return None,
    };
    let (width, height) = size?;
    (width > 0 && height > 0).then_some((kind, width, height))
}

/// The first chunk holds them.
fn png(body: &[u8]) -> Option<(u32, u32)> {
    let is_header = array::<4>(body, 12)? == *b"IHDR";
    let side = |at| array(body, at).map(u32::from_be_bytes);
    is_header.then_some((side(16)?, side(20)?))
}

/// The first start-of-frame segment (SOF) holds them.
fn jpeg(body: &[u8]) -> Option<(u32, u32)> {
    let short = |at| array(body, at).map(u16::from_be_bytes);
    let mut at = 2;
    loop {
        let [0xff, marker] = array::<2>(body, at)? else { return None };
        match marker {
            // A fill byte.
            0xff => at += 1,
            // Markers without a length.
            0x01 | 0xd0..=0xd8 => at += 2,
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((short(at + 7)?.into(), short(at + 5)?.into()));
            }
            _ => at += 2 + usize::from(short(at + 2)?),
        }
    }
}

/// The first chunk holds them, in a different way for each of the three kinds (RFC 9649).
fn webp(body: &[u8]) -> Option<(u32, u32)> {
    match &array::<4>(body, 12)? {
        b"VP8X" => {
            let side = |at| array::<3>(body, at).map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]) + 1);
            Some((side(24)?, side(27)?))
        }
        b"VP8L" => {
            let bits = array(body, 21).map(u32::from_le_bytes)?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8 " => {
            let side = |at| array(body, at).map(|side| u32::from(u16::from_le_bytes(side) & 0x3fff));
            Some((side(26)?, side(28)?))
        }
        _ => None,
    }
}

fn array<const N: usize>(body: &[u8], at: usize) -> Option<[u8; N]> {
    body.get(at..at + N)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::measured;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
        [&head[..], &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat()
    }

    fn webp(chunk: &[u8]) -> Vec<u8> {
        [&b"RIFF\x40\0\0\0WEBP"[..], chunk].concat()
    }

    #[test]
    fn a_picture_is_measured_by_what_is_in_it() {
        let jpeg = [
            // An APP0 segment of 16 bytes, a fill byte, a table of 4, and the frame: 200 wide, 100
            // high.
            &b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"[..],
            b"\xff\xff\xdb\0\x04\0\0",
            b"\xff\xc2\0\x11\x08\0\x64\0\xc8\x03",
        ]
        .concat();
        let simple = webp(b"VP8 \x20\0\0\0\x30\x01\0\x9d\x01\x2a\xc8\x00\x64\x40");
        // 199 and 99, in 14 bits each.
        let bits = 199_u32 | (99 << 14);
        let lossless = webp(&[&b"VP8L\x20\0\0\0\x2f"[..], &bits.to_le_bytes()].concat());
        let extended = webp(b"VP8X\x0a\0\0\0\x10\0\0\0\xc7\0\0\x63\0\0");
        for (body, kind) in [
            (png(200, 100), "image/png"),
            (jpeg, "image/jpeg"),
            (simple, "image/webp"),
            (lossless, "image/webp"),
            (extended, "image/webp"),
        ] {
            assert_eq!(measured(&body), Some((kind, 200, 100)));
            // A truncated file has another size at most; it never causes a panic.
            for end in 0..body.len() {
                let _ = measured(&body[..end]);
            }
        }
    }

    #[test]
    fn what_is_no_picture_has_no_size() {
        for body in [
            b"".to_vec(),
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
            b"GIF89a\x01\0\x01\0".to_vec(),
            b"\x89PNG\r\n\x1a\n\0\0\0\x0dtEXt\0\0\0\x10\0\0\0\x10".to_vec(),
            // A JPEG without a frame, and one whose segment leads nowhere.
            b"\xff\xd8\xff\xd9".to_vec(),
            b"\xff\xd8\xff\xe0\xff\xff".to_vec(),
            webp(b"ALPH\x20\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
            png(0, 10),
        ] {
            assert_eq!(measured(&body), None, "{body:?}");
        }
    }
}
