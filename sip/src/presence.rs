//! Presence documents, as clients write and read them (PIDF, RFC 3863; RPID, RFC 4480).

use wire::Status;

use crate::body::values_of;

/// The content type of these documents.
pub(crate) const PIDF: &str = "application/pidf+xml";

/// A document that says whether somebody is there. `entity`: their address.
pub(crate) fn document(entity: &str, is_there: bool) -> String {
    let entity: String = entity.chars().filter(|c| !matches!(c, '<' | '>' | '"' | '&')).collect();
    let basic = if is_there { "open" } else { "closed" };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" entity=\"{entity}\">\
         <tuple id=\"switchboard\"><status><basic>{basic}</basic></status></tuple></presence>"
    )
}

/// The status that an operator's client publishes; none if the document has no known one.
pub(crate) fn status_of(document: &str) -> Option<Status> {
    let says = |name| values_of(document, name).is_some_and(|found| !found.is_empty());
    let basic = values_of(document, "basic")?;
    if !basic.iter().any(|basic| basic.eq_ignore_ascii_case("open")) {
        return (!basic.is_empty()).then_some(Status::Away);
    }
    let busy = ["busy", "on-the-phone", "meeting", "do-not-disturb"];
    Some(match () {
        () if busy.into_iter().any(says) => Status::Busy,
        () if ["away", "permanent-absence", "vacation"].into_iter().any(says) => Status::Away,
        () => Status::Online,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_says_who_is_there() {
        assert_eq!(status_of(&document("sip:visitor-1@x", true)), Some(Status::Online));
        assert_eq!(status_of(&document("sip:visitor-1@x", false)), Some(Status::Away));
        assert!(!document("sip:\"><x>@y", true).contains("<x>"));
    }

    #[test]
    fn away_and_busy_are_told_apart() {
        let with = |what: &str| {
            format!(
                "<presence><tuple id='a'><status><basic>open</basic></status></tuple><person>{what}</person></presence>"
            )
        };
        assert_eq!(status_of(&with("<activities><away/></activities>")), Some(Status::Away));
        assert_eq!(
            status_of(&with("<r:activities xmlns:r='x'><r:busy/></r:activities>")),
            Some(Status::Busy)
        );
        assert_eq!(status_of(&with("<activities><unknown/></activities>")), Some(Status::Online));
        assert_eq!(status_of("<presence/>"), None);
        assert_eq!(status_of("nonsense"), None);
    }
}
