//! The redirect after signing in: only into the console, whatever the query says.

/// The default.
pub(super) const HOME: &str = "/console";

/// The path if it leads into the console, otherwise [`HOME`]. Safe to use in a header.
pub(super) fn safe(path: &str) -> &str {
    let inside = path.strip_prefix(HOME).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    if inside && path.bytes().all(|b| b.is_ascii_graphic()) { path } else { HOME }
}

/// The path encoded as a query value.
pub(super) fn escaped(path: &str) -> String {
    path.replace('%', "%25").replace('&', "%26").replace('+', "%2B").replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_into_the_console_and_nowhere_else() {
        for path in ["/console", "/console/messages", "/console/chat/x?pane=details"] {
            assert_eq!(safe(path), path);
        }
        for path in [
            "",
            "/",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/consoles",
            "/console/\r\nx",
        ] {
            assert_eq!(safe(path), HOME, "{path}");
        }
    }

    #[test]
    fn a_query_inside_a_query_stays_one_value() {
        assert_eq!(escaped("/console/messages?a=1&b=2"), "/console/messages?a=1%26b=2");
    }
}
