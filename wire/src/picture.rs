//! Pictures that people upload: operators' pictures and websites' logos.

use uuid::Uuid;

use crate::OperatorId;

/// The largest picture, in bytes.
pub const MAX_PICTURE: usize = 64 * 1024;
/// The longest side of a picture, in pixels.
pub const MAX_SIDE: u32 = 512;

/// The address of an operator's picture, or of their initials. The picture behind it may change.
pub fn face(operator: OperatorId) -> String {
    let mut address = String::from("/face/");
    address.push_str(operator.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operators_picture_is_found_by_their_id() {
        let operator = OperatorId(Uuid::from_u128(0x0193_5e0a));
        assert_eq!(face(operator), "/face/00000000-0000-0000-0000-000001935e0a");
    }
}
