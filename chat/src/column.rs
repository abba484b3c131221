//! Enums and JSON in text columns, under the names that they have on the wire.

use serde::{
    Serialize,
    de::{DeserializeOwned, IntoDeserializer, value::StrDeserializer},
};

use crate::Error;

pub(crate) fn text_of(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        other => unreachable!("only fieldless variants are kept in text columns, not {other:?}"),
    }
}

/// The variant of a text. The error names `column` if this version does not know the text.
pub(crate) fn value_of<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T, Error> {
    let deserializer: StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
    T::deserialize(deserializer).map_err(|_| Error::UnknownValue(column))
}

pub(crate) fn json_of(value: &impl Serialize) -> String {
    serde_json::to_string(value)
        .unwrap_or_else(|error| unreachable!("it has nothing that JSON lacks: {error}"))
}

/// The value of a JSON text. The error names `column` if this version does not know the value.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str, column: &'static str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::UnknownValue(column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::ChatState;

    #[test]
    fn a_state_is_read_as_it_was_written() {
        for state in [ChatState::Requesting, ChatState::Active, ChatState::Closed] {
            assert_eq!(value_of::<ChatState>(&text_of(&state), "chat.state").unwrap(), state);
        }
        assert!(matches!(
            value_of::<ChatState>("asleep", "chat.state"),
            Err(Error::UnknownValue("chat.state"))
        ));
    }
}
