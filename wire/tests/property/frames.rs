//! The decoder: encoded values come back, and any other bytes are a value or `Malformed`, never a
//! panic.

use std::{collections::BTreeSet, fmt::Debug};

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde::{Serialize, de::DeserializeOwned};
use wire::{
    frame::{Malformed, from_postcard, to_postcard},
    operator::{Request, ToOperator},
    visitor::{FromVisitor, ToVisitor},
};

use crate::values;

/// How a frame is damaged on its way.
#[derive(Clone, Debug)]
enum Break {
    Flip(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Cut(prop::sample::Index),
    Append(Vec<u8>),
}

fn breaks() -> impl Strategy<Value = Vec<Break>> {
    let at = any::<prop::sample::Index>;
    let one = prop_oneof![
        (at(), 1u8..).prop_map(|(at, mask)| Break::Flip(at, mask)),
        (at(), prop::collection::vec(any::<u8>(), 1..8)).prop_map(|(at, bytes)| Break::Insert(at, bytes)),
        (at(), 1usize..8).prop_map(|(at, count)| Break::Remove(at, count)),
        at().prop_map(Break::Cut),
        prop::collection::vec(any::<u8>(), 1..8).prop_map(Break::Append),
    ];
    prop::collection::vec(one, 1..4)
}

fn broken(mut bytes: Vec<u8>, breaks: &[Break]) -> Vec<u8> {
    for one in breaks {
        let length = bytes.len();
        match one {
            Break::Flip(at, mask) if length > 0 => bytes[at.index(length)] ^= mask,
            Break::Insert(at, more) => {
                let at = at.index(length + 1);
                bytes.splice(at..at, more.iter().copied());
            }
            Break::Remove(at, count) if length > 0 => {
                let at = at.index(length);
                bytes.drain(at..(at + count).min(length));
            }
            Break::Cut(at) => bytes.truncate(at.index(length + 1)),
            Break::Append(more) => bytes.extend(more),
            Break::Flip(..) | Break::Remove(..) => {}
        }
    }
    bytes
}

fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) -> Result<(), TestCaseError> {
    let back = from_postcard::<T>(&to_postcard(value));
    prop_assert_eq!(back.as_ref(), Ok(value));
    let json = serde_json::to_string(value).expect("protocol types have string keys only");
    prop_assert_eq!(
        &serde_json::from_str::<T>(&json).map_err(|error| TestCaseError::fail(error.to_string()))?,
        value
    );
    Ok(())
}

/// Any bytes decode to a value that survives a round trip, or are malformed.
fn is_harmless<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    bytes: &[u8],
) -> Result<bool, TestCaseError> {
    match from_postcard::<T>(bytes) {
        Ok(value) => comes_back(&value).map(|()| true),
        Err(Malformed) => Ok(false),
    }
}

fn is_harmless_to_all(bytes: &[u8]) -> Result<(), TestCaseError> {
    is_harmless::<FromVisitor>(bytes)?;
    is_harmless::<Request>(bytes)?;
    is_harmless::<ToVisitor>(bytes)?;
    is_harmless::<ToOperator>(bytes)?;
    // A JSON client can send any text.
    let text = String::from_utf8_lossy(bytes);
    let _ = serde_json::from_str::<FromVisitor>(&text);
    let _ = serde_json::from_str::<Request>(&text);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_a_visitor_sends_comes_back(value in values::from_visitor()) {
        comes_back(&value)?;
    }

    #[test]
    fn what_an_operator_sends_comes_back(value in values::request()) {
        comes_back(&value)?;
    }

    #[test]
    fn a_broken_frame_is_another_value_or_malformed(
        visitor in values::from_visitor(), operator in values::request(), breaks in breaks()
    ) {
        is_harmless_to_all(&broken(to_postcard(&visitor), &breaks))?;
        is_harmless_to_all(&broken(to_postcard(&operator), &breaks))?;
    }

    #[test]
    fn a_cut_frame_is_malformed(value in values::from_visitor(), at in any::<prop::sample::Index>()) {
        let bytes = to_postcard(&value);
        prop_assert_eq!(from_postcard::<FromVisitor>(&bytes[..at.index(bytes.len())]), Err(Malformed));
    }

    #[test]
    fn broken_json_is_an_error(value in values::from_visitor(), breaks in breaks()) {
        let bytes = serde_json::to_vec(&value).expect("protocol types have string keys only");
        is_harmless_to_all(&broken(bytes, &breaks))?;
    }

    #[test]
    fn any_bytes_are_harmless(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        is_harmless_to_all(&bytes)?;
    }

    #[test]
    fn bytes_that_look_like_values_are_harmless(bytes in values::soup()) {
        (0..=bytes.len()).try_for_each(|end| is_harmless_to_all(&bytes[..end]))?;
    }
}

/// Without values among them these bytes would prove nothing. They decode to many kinds of values,
/// in both directions.
#[test]
fn bytes_that_look_like_values_often_are() {
    let mut runner = TestRunner::deterministic();
    let soup = values::soup();
    let (mut from_visitor, mut from_operator) = (BTreeSet::new(), BTreeSet::new());
    let (mut to_visitor, mut to_operator) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..2_000 {
        let bytes = soup.new_tree(&mut runner).expect("a value").current();
        for end in 0..=bytes.len() {
            note::<FromVisitor>(&bytes[..end], &mut from_visitor);
            note::<Request>(&bytes[..end], &mut from_operator);
            note::<ToVisitor>(&bytes[..end], &mut to_visitor);
            note::<ToOperator>(&bytes[..end], &mut to_operator);
        }
    }
    assert!(from_visitor.len() >= 5, "{from_visitor:?}");
    assert!(!from_operator.is_empty());
    assert!(to_visitor.len() >= 4, "{to_visitor:?}");
    assert!(to_operator.len() >= 3, "{to_operator:?}");
}

fn note<T: DeserializeOwned + Debug>(bytes: &[u8], kinds: &mut BTreeSet<String>) {
    if let Ok(value) = from_postcard::<T>(bytes) {
        let text = format!("{value:?}");
        let kind: String = text.chars().take_while(|c| c.is_alphanumeric()).collect();
        kinds.insert(kind);
    }
}
