//! The console's routes. The URL is the state, so reload, back and links to colleagues just work.

#[cfg(any(feature = "csr", test))]
pub(crate) mod here;
pub(crate) mod tab;

use wire::ChatId;

use crate::texts::tr;

/// What the middle pane shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Visitors,
    Chat(ChatId),
    OffLineMessages,
    /// The archive, with this chat open. What it lists is in the query.
    Archive(Option<ChatId>),
    /// Figures of chats; which ones is in the query.
    Reports,
    /// Who waits and who does what, for a screen on the wall.
    Board,
    /// The operator's own settings.
    Preferences(Chapter),
    /// The settings for the whole account.
    Administration(Topic),
    Nowhere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chapter {
    General,
    CannedMessages,
    CannedUrls,
    Keys,
    Account,
    SipInfo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Operators,
    Sites,
    Departments,
    Canned,
    Tags,
    Urls,
    Queueing,
    Bans,
    Privacy,
    OffLine,
    Mail,
    Fees,
    Retention,
    Audit,
    Start,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Visitors,
    Chat,
    OffLineMessages,
    Archive,
    Reports,
    Board,
    Preferences,
    Administration,
    Nowhere,
}

/// The pane that a phone shows; wide screens show all three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pane {
    /// Requests and chats.
    Rail,
    Contacts,
    Middle,
    Details,
}

impl Place {
    pub(crate) fn of(path: &str) -> Place {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("console"), None, ..) => Place::Visitors,
            (Some("console"), Some("messages"), None, _) => Place::OffLineMessages,
            (Some("console"), Some("archive"), None, _) => Place::Archive(None),
            (Some("console"), Some("archive"), Some(id), None) => {
                id.parse().map_or(Place::Nowhere, |id| Place::Archive(Some(id)))
            }
            (Some("console"), Some("reports"), None, _) => Place::Reports,
            (Some("console"), Some("board"), None, _) => Place::Board,
            (Some("console"), Some("preferences"), chapter, None) => Chapter::ALL
                .into_iter()
                .find(|one| one.part() == chapter)
                .map_or(Place::Nowhere, Place::Preferences),
            (Some("console"), Some("administration"), topic, None) => Topic::ALL
                .into_iter()
                .find(|one| topic.is_none_or(|topic| one.part() == topic))
                .map_or(Place::Nowhere, Place::Administration),
            (Some("console"), Some("chat"), Some(id), None) => id.parse().map_or(Place::Nowhere, Place::Chat),
            _ => Place::Nowhere,
        }
    }

    pub(crate) fn path(self) -> String {
        match self {
            Place::Visitors | Place::Nowhere => "/console".into(),
            Place::OffLineMessages => "/console/messages".into(),
            Place::Archive(None) => "/console/archive".into(),
            Place::Archive(Some(id)) => format!("/console/archive/{id}"),
            Place::Reports => "/console/reports".into(),
            Place::Board => "/console/board".into(),
            Place::Chat(id) => format!("/console/chat/{id}"),
            Place::Preferences(chapter) => match chapter.part() {
                None => "/console/preferences".into(),
                Some(part) => format!("/console/preferences/{part}"),
            },
            Place::Administration(topic) => format!("/console/administration/{}", topic.part()),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Place::Visitors => tr("Visitors"),
            Place::Chat(_) => tr("Chat"),
            Place::OffLineMessages => tr("Off-line messages"),
            Place::Archive(_) => tr("Archive"),
            Place::Reports => tr("Reports"),
            Place::Board => tr("Live board"),
            Place::Preferences(_) => tr("Preferences"),
            Place::Administration(_) => tr("Administration"),
            Place::Nowhere => tr("Not found"),
        }
    }

    pub(crate) fn kind(self) -> Kind {
        match self {
            Place::Visitors => Kind::Visitors,
            Place::Chat(_) => Kind::Chat,
            Place::OffLineMessages => Kind::OffLineMessages,
            Place::Archive(_) => Kind::Archive,
            Place::Reports => Kind::Reports,
            Place::Board => Kind::Board,
            Place::Preferences(_) => Kind::Preferences,
            Place::Administration(_) => Kind::Administration,
            Place::Nowhere => Kind::Nowhere,
        }
    }

    /// The on-demand part of the program that draws it, if any.
    #[cfg(any(feature = "ssr", test))]
    pub(crate) fn part(self) -> Option<&'static str> {
        match self {
            Place::Chat(_) => Some("conversation"),
            Place::OffLineMessages => Some("off_line_messages"),
            Place::Archive(_) => Some("archive"),
            Place::Reports | Place::Board => Some("reports"),
            Place::Preferences(_) => Some("preferences"),
            Place::Administration(_) => Some("administration"),
            Place::Visitors | Place::Nowhere => None,
        }
    }

    /// Whether a visitor's details can be shown beside it.
    #[cfg(any(feature = "csr", test))]
    pub(crate) fn has_details(self) -> bool {
        matches!(self, Place::Visitors | Place::Chat(_) | Place::Archive(_))
    }

    /// The chat that is open there.
    pub(crate) fn chat(self) -> Option<ChatId> {
        match self {
            Place::Chat(id) | Place::Archive(Some(id)) => Some(id),
            _ => None,
        }
    }
}

impl Chapter {
    /// Members of a group are adjacent.
    pub(crate) const ALL: [Chapter; 6] = [
        Chapter::General,
        Chapter::Keys,
        Chapter::CannedMessages,
        Chapter::CannedUrls,
        Chapter::Account,
        Chapter::SipInfo,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Chapter::General => tr("General"),
            Chapter::CannedMessages => tr("Canned Msg"),
            Chapter::CannedUrls => tr("Canned URL"),
            Chapter::Keys => tr("Shortcut keys"),
            Chapter::Account => tr("Account"),
            Chapter::SipInfo => tr("SIP Info"),
        }
    }

    /// The group it is listed in.
    pub(crate) fn group(self) -> &'static str {
        match self {
            Chapter::General | Chapter::Keys => tr("How you work"),
            Chapter::CannedMessages | Chapter::CannedUrls => tr("What you send"),
            Chapter::Account | Chapter::SipInfo => tr("How you sign in"),
        }
    }

    /// The last segment of its path.
    fn part(self) -> Option<&'static str> {
        match self {
            Chapter::General => None,
            Chapter::CannedMessages => Some("canned-messages"),
            Chapter::CannedUrls => Some("canned-urls"),
            Chapter::Keys => Some("keys"),
            Chapter::Account => Some("account"),
            Chapter::SipInfo => Some("sip"),
        }
    }
}

impl Topic {
    /// The first is the administration's start page. Members of a group are adjacent.
    pub(crate) const ALL: [Topic; 15] = [
        Topic::Operators,
        Topic::Departments,
        Topic::Sites,
        Topic::Urls,
        Topic::Queueing,
        Topic::Bans,
        Topic::Privacy,
        Topic::Canned,
        Topic::Tags,
        Topic::OffLine,
        Topic::Mail,
        Topic::Fees,
        Topic::Retention,
        Topic::Audit,
        Topic::Start,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Topic::Operators => tr("Chat Operators"),
            Topic::Sites => tr("Web sites"),
            Topic::Departments => tr("Departments"),
            Topic::Canned => tr("Canned responses"),
            Topic::Tags => tr("Tags"),
            Topic::Urls => tr("URL routing"),
            Topic::Queueing => tr("Queueing"),
            Topic::Bans => tr("Bans"),
            Topic::Privacy => tr("Privacy"),
            Topic::OffLine => tr("Off-line messages"),
            Topic::Mail => tr("E-mail"),
            Topic::Fees => tr("Fees"),
            Topic::Retention => tr("Retention"),
            Topic::Audit => tr("Audit log"),
            Topic::Start => tr("Getting started"),
        }
    }

    pub(crate) fn group(self) -> &'static str {
        match self {
            Topic::Operators | Topic::Departments => tr("People"),
            Topic::Sites | Topic::Urls | Topic::Queueing | Topic::Bans | Topic::Privacy => {
                tr("Sites and requests")
            }
            Topic::Canned | Topic::Tags | Topic::OffLine | Topic::Mail => tr("Messages"),
            Topic::Fees | Topic::Retention | Topic::Audit => tr("Records"),
            Topic::Start => tr("First steps"),
        }
    }

    fn part(self) -> &'static str {
        match self {
            Topic::Operators => "operators",
            Topic::Sites => "sites",
            Topic::Departments => "departments",
            Topic::Canned => "canned-responses",
            Topic::Tags => "tags",
            Topic::Urls => "urls",
            Topic::Queueing => "queueing",
            Topic::Bans => "bans",
            Topic::Privacy => "privacy",
            Topic::OffLine => "off-line",
            Topic::Mail => "e-mail",
            Topic::Fees => "fees",
            Topic::Retention => "retention",
            Topic::Audit => "audit",
            Topic::Start => "start",
        }
    }
}

impl Pane {
    /// The pane in the query: `?pane=rail`, `?pane=details`.
    pub(crate) fn of(query: Option<&str>) -> Pane {
        match query {
            Some("rail") => Pane::Rail,
            Some("contacts") => Pane::Contacts,
            Some("details") => Pane::Details,
            _ => Pane::Middle,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Pane::Rail => "rail",
            Pane::Contacts => "contacts",
            Pane::Middle => "middle",
            Pane::Details => "details",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_and_its_path_belong_together() {
        let preferences = Chapter::ALL.map(Place::Preferences);
        let chat = ChatId::v7(1, &[2; 10]);
        let archive = [Place::Archive(None), Place::Archive(Some(chat))];
        let others =
            [Place::Visitors, Place::OffLineMessages, Place::Reports, Place::Board, Place::Chat(chat)];
        let administration = Topic::ALL.map(Place::Administration);
        for place in others.into_iter().chain(archive).chain(preferences).chain(administration) {
            assert_eq!(Place::of(&place.path()), place);
        }
        for path in [
            "/console/chat",
            "/console/chat/x",
            "/console/chat/1/2",
            "/console/archive/x",
            "/console/archive/1/2",
            "/console/x",
            "/console/preferences/x",
            "/console/administration/x",
            "/elsewhere",
            "/",
        ] {
            assert_eq!(Place::of(path), Place::Nowhere, "{path}");
        }
        assert_eq!(Place::of("/console/"), Place::Visitors);
    }

    #[test]
    fn what_stands_together_follows_each_other() {
        let topics = Topic::ALL.map(Topic::group);
        let chapters = Chapter::ALL.map(Chapter::group);
        for groups in [&topics[..], &chapters[..]] {
            let runs: Vec<_> = groups.chunk_by(|one, next| one == next).map(|run| run[0]).collect();
            let different: std::collections::BTreeSet<_> = runs.iter().collect();
            assert_eq!(runs.len(), different.len(), "{runs:?}");
        }
    }

    #[test]
    fn a_phone_shows_the_middle_unless_told() {
        assert_eq!(Pane::of(None), Pane::Middle);
        assert_eq!(Pane::of(Some("x")), Pane::Middle);
        for pane in [Pane::Rail, Pane::Contacts, Pane::Middle, Pane::Details] {
            assert_eq!(Pane::of(Some(pane.name())), pane);
        }
    }
}
