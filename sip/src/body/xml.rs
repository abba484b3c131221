//! A minimal reader of XML documents.

use quick_xml::{Reader, events::Event};

/// The maximum number of parts of a document that are read.
const MOST: usize = 2_000;

/// The texts of all elements with this name, in any namespace; an empty element gives an empty
/// text. None if the text is not a document, or has a DTD: nobody needs one here, and DTDs have
/// been used for attacks.
pub(crate) fn values_of(document: &str, name: &str) -> Option<Vec<String>> {
    let mut reader = Reader::from_str(document);
    let (mut found, mut within, mut depth, mut any) = (Vec::new(), None::<String>, 0_usize, false);
    for _ in 0..MOST {
        match reader.read_event().ok()? {
            Event::Start(element) => {
                any = true;
                depth += 1;
                within = (element.local_name().as_ref() == name.as_bytes()).then(String::new);
            }
            Event::Empty(element) => {
                any = true;
                if element.local_name().as_ref() == name.as_bytes() {
                    found.push(String::new());
                }
            }
            Event::Text(text) => {
                if let Some(value) = &mut within {
                    value.push_str(text.decode().ok()?.trim());
                }
            }
            Event::End(_) => {
                depth = depth.checked_sub(1)?;
                found.extend(within.take());
            }
            Event::DocType(_) => return None,
            Event::Eof => return (any && depth == 0).then_some(found),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::values_of;

    #[test]
    fn elements_are_found_in_any_namespace() {
        let document = "<?xml version='1.0'?><p:presence xmlns:p='x'><p:tuple id='a'><p:status><p:basic> open </p:basic>\
            </p:status></p:tuple><basic/></p:presence>";
        assert_eq!(values_of(document, "basic").unwrap(), ["open", ""]);
        assert_eq!(values_of(document, "note").unwrap(), [""; 0]);
    }

    #[test]
    fn what_is_no_document_is_not_read() {
        for bad in ["", "hello", "<a>", "</a>", "<a></b>", "<!DOCTYPE a><a/>", &"<a>".repeat(5_000)] {
            assert_eq!(values_of(bad, "a"), None, "{bad:.20}");
        }
    }
}
