//! The layers of each crate, and how large a circle of imports may be in it.

pub(crate) struct Crate {
    pub(crate) name: &'static str,
    /// How many files may import each other in a circle.
    pub(crate) circle: usize,
    /// From lowest to highest; empty if they are not defined yet.
    pub(crate) layers: &'static [Layer],
}

/// Modules that import nothing from a higher layer.
pub(crate) struct Layer {
    pub(crate) name: &'static str,
    /// Modules by file, without `.rs`. Each includes its submodules, unless they are named
    /// themselves. Modules that are not named belong to the highest layer.
    pub(crate) modules: &'static [&'static str],
}

/// A parent and two of its modules may know each other; more is a knot.
const FEW: usize = 3;

const fn layer(name: &'static str, modules: &'static [&'static str]) -> Layer {
    Layer { name, modules }
}

pub(crate) static CRATES: [Crate; 13] = [
    Crate {
        name: "app",
        circle: FEW,
        layers: &[
            layer(
                "values and signs",
                &["browser_only", "clock", "cookie", "drawn", "icon", "place", "texts"],
            ),
            layer("requests and words", &["api", "request", "sign_in", "sign_out", "words"]),
            layer("the store", &["live"]),
            layer("parts", &["alerts", "lazy", "parts", "spelling"]),
            layer("the console and pages", &[]),
        ],
    },
    Crate { name: "backing", circle: FEW, layers: &[] },
    Crate {
        name: "bench",
        circle: FEW,
        layers: &[
            layer("a server and its people", &["client", "process", "running", "stock"]),
            layer("people", &["limit", "people"]),
            layer("what is measured", &["idle", "load"]),
            layer("what is compared", &[]),
        ],
    },
    Crate {
        name: "chat",
        circle: FEW,
        layers: &[
            layer(
                "what things are",
                &[
                    "alike",
                    "bus",
                    "column",
                    "content",
                    "error",
                    "fees/price",
                    "life",
                    "limits",
                    "mail/address",
                    "password",
                    "picture/content",
                    "picture/initials",
                    "picture/link",
                    "queue/change",
                    "routing/pattern",
                    "search/query",
                    "search/tokens",
                    "search/words",
                    "seat",
                    "signed_in",
                    "site/domains",
                    "site/hours",
                    "site/screen",
                    "site/texts",
                    "sources",
                    "speaker",
                    "versions",
                ],
            ),
            layer(
                "what is stored, and who is here",
                &["cache", "live", "presence", "relay", "secrets", "store"],
            ),
            layer(
                "rows that many need",
                &[
                    "audit",
                    "conversation",
                    "facts",
                    "members",
                    "message",
                    "operator",
                    "session/rows",
                    "visitor",
                ],
            ),
            layer("what people do", &["audit/attempts"]),
        ],
    },
    Crate {
        name: "client",
        circle: FEW,
        layers: &[
            layer("rules of every client", &["backoff", "connection", "log", "now", "outbox", "strings"]),
            layer("the visitor's", &[]),
        ],
    },
    Crate { name: "languages", circle: FEW, layers: &[] },
    Crate {
        name: "server",
        circle: FEW,
        layers: &[
            layer(
                "what there is to serve with",
                &["assets", "config", "dictionaries", "download", "guard", "log", "mail", "rate", "state"],
            ),
            layer("connections, and who asks", &["caller", "connections", "socket"]),
            layer(
                "what answers",
                &[
                    "assets/routes",
                    "console",
                    "desk",
                    "dictionaries/route",
                    "embedded",
                    "error_page",
                    "operator_socket",
                    "pictures",
                    "reports",
                    "sip_socket",
                    "visitor_socket",
                ],
            ),
            layer("all addresses", &["routes"]),
            layer("the program", &[]),
        ],
    },
    Crate {
        name: "sip",
        circle: FEW,
        layers: &[
            layer(
                "messages",
                &[
                    "body",
                    "certificate",
                    "command",
                    "digest",
                    "field",
                    "framing",
                    "lock",
                    "message",
                    "name",
                    "presence",
                    "settings",
                ],
            ),
            layer("ways to clients", &["exchange", "flow", "ids", "outbox", "registrar", "split"]),
            layer("what all have at hand", &["desk/request", "state"]),
            layer("desks", &["desk"]),
            layer("the gateway", &[]),
        ],
    },
    Crate { name: "spell", circle: FEW, layers: &[] },
    // An upper bound to be lowered: the size of the largest circle when this test was written.
    Crate { name: "trial", circle: 7, layers: &[] },
    Crate { name: "widget", circle: FEW, layers: &[] },
    Crate {
        name: "wire",
        circle: FEW,
        layers: &[
            layer(
                "values",
                &[
                    "frame",
                    "hours",
                    "id",
                    "language",
                    "links",
                    "list",
                    "look",
                    "person",
                    "picture",
                    "rates",
                    "session",
                    "sip",
                    "tag",
                    "text",
                    "time",
                    "redaction",
                ],
            ),
            layer(
                "things",
                &[
                    "administration",
                    "archive",
                    "ban",
                    "canned",
                    "chat",
                    "colleague",
                    "fees",
                    "form",
                    "mail",
                    "message",
                    "note",
                    "preferences",
                    "rating",
                    "report",
                    "routing",
                    "site/texts",
                    "welcome_screen",
                ],
            ),
            layer("what is said over the sockets, and of sites", &[]),
        ],
    },
    Crate {
        name: "xtask",
        circle: FEW,
        layers: &[
            layer(
                "single steps",
                &["cache", "cargo", "compress", "mode", "node", "panel", "place", "progress", "texts"],
            ),
            layer("what is made", &["program", "site"]),
            layer("commands", &[]),
        ],
    },
];
