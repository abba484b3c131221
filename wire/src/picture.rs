//! Pictures that people upload: operators' pictures and websites' logos.

use crate::OperatorId;

/// The largest picture, in bytes.
pub const MAX_PICTURE: usize = 64 * 1024;
/// The longest side of a picture, in pixels.
pub const MAX_SIDE: u32 = 512;

/// The address of an operator's picture, or of their initials. The picture behind it may change.
pub fn face(operator: OperatorId) -> String {
    let mut address = String::from("/face/");
    // By hand, because the panel carries it: uuid's own is several times the code.
    for (nr, byte) in operator.0.as_bytes().iter().enumerate() {
        if matches!(nr, 4 | 6 | 8 | 10) {
            address.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            address.push(char::from_digit(digit.into(), 16).unwrap_or_default());
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_operators_picture_is_found_by_their_id() {
        for nr in [0x0193_5e0a, 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef] {
            let operator = OperatorId(Uuid::from_u128(nr));
            assert_eq!(face(operator), format!("/face/{operator}"));
        }
    }
}
