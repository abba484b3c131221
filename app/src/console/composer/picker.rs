//! Suggestions above the composer: what a word that begins with `/` can become. Pure.

use wire::{
    OperatorId,
    canned::{self, Canned, CannedKind},
    colleague::Colleague,
    tag::Tag,
};

use crate::{
    console::{
        command::{self, Spec},
        snoozing::{self, Suggested},
    },
    texts::tr_later,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    Canned(Canned),
    Command(Spec),
    Colleague(Colleague),
    Tag(Tag),
    Time(Suggested),
}

/// The part of the text, in bytes, that a suggestion replaces, and what was typed of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    kind: Kind,
    typed: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The first word of the text: a command or a canned response.
    First,
    /// A later word: a canned response.
    Later,
    /// The name after `/t` or `/join`.
    Name,
    /// The tag after `/tag`, or after `/untag`.
    Tag { on: bool },
    /// The time after `/snooze`.
    Time,
    /// The whole text: a URL.
    Address,
    /// No part: the drop-down is open and searched. Whether it lists URLs.
    Search { is_url: bool },
}

/// The token at the caret, if suggestions apply to it.
pub(crate) fn token(text: &str, caret: usize, is_url: bool) -> Option<Token> {
    let before = text.get(..caret)?;
    if is_url {
        let is_begun = !before.is_empty() && !before.contains(char::is_whitespace);
        let typed = before.strip_prefix('/').unwrap_or(before).to_lowercase();
        return is_begun.then_some(Token { start: 0, end: text.len(), kind: Kind::Address, typed });
    }
    let (tag, untag) = (Kind::Tag { on: true }, Kind::Tag { on: false });
    for (command, kind) in [
        ("/t ", Kind::Name),
        ("/join ", Kind::Name),
        ("/tag ", tag),
        ("/untag ", untag),
        ("/snooze ", Kind::Time),
    ] {
        let begin = before.get(..command.len()).filter(|begin| begin.eq_ignore_ascii_case(command));
        if begin.is_some() && !before.contains('\n') {
            let typed = before[command.len()..].trim_start().to_lowercase();
            return Some(Token { start: command.len(), end: text.len(), kind, typed });
        }
    }
    let start = before
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let typed = before[start..].strip_prefix('/').filter(|typed| !typed.contains('/'))?;
    let kind = if start == 0 { Kind::First } else { Kind::Later };
    let end = text[caret..].find(char::is_whitespace).map_or(text.len(), |at| caret + at);
    Some(Token { start, end, kind, typed: typed.to_lowercase() })
}

/// An empty token for the drop-down, which lists everything of one kind.
pub(crate) fn everything(text: &str, caret: usize, is_url: bool) -> Token {
    let (start, end) = if is_url { (0, text.len()) } else { (caret, caret) };
    Token { start, end, kind: Kind::Search { is_url }, typed: String::new() }
}

impl Token {
    pub(crate) fn is_search(&self) -> bool {
        matches!(self.kind, Kind::Search { .. })
    }

    /// The same token with the search text of the drop-down.
    pub(crate) fn searching(self, typed: &str) -> Token {
        Token { typed: typed.trim().trim_start_matches('/').to_lowercase(), ..self }
    }

    fn wants_url(&self) -> bool {
        matches!(self.kind, Kind::Address | Kind::Search { is_url: true })
    }
}

/// The matching suggestions, best first. `has`: the tags of the chat.
pub(crate) fn choices(
    token: &Token,
    canned: &[Canned],
    me: OperatorId,
    colleagues: &[Colleague],
    tags: &[Tag],
    has: &[Tag],
) -> Vec<Choice> {
    let mut found: Vec<(u8, Choice)> = Vec::new();
    let typed = token.typed.as_str();
    if token.kind == Kind::First {
        let commands = command::ALL.into_iter().filter(|spec| spec.word.starts_with(typed));
        found.extend(commands.map(|spec| (if spec.word == typed { 0 } else { 3 }, Choice::Command(spec))));
    }
    match token.kind {
        Kind::Name => {
            let fits = |one: &&Colleague| {
                one.id != me && command::is_there(one) && one.name.to_lowercase().contains(typed)
            };
            let all = colleagues.iter().filter(fits);
            found.extend(all.map(|one| {
                (u8::from(!one.name.to_lowercase().starts_with(typed)), Choice::Colleague(one.clone()))
            }));
        }
        Kind::Tag { on } => {
            let fits = |tag: &&Tag| has.contains(tag) != on && tag.name.to_lowercase().contains(typed);
            found.extend(tags.iter().filter(fits).map(|tag| {
                (u8::from(!tag.name.to_lowercase().starts_with(typed)), Choice::Tag(tag.clone()))
            }));
        }
        Kind::Time => found.extend(snoozing::suggested(typed).into_iter().map(|one| (0, Choice::Time(one)))),
        _ => {
            let kind = if token.wants_url() { CannedKind::Url } else { CannedKind::Text };
            for one in canned.iter().filter(|one| one.kind == kind) {
                if let Some(rank) = rank(one, typed) {
                    // The drop-down has groups: the operator's own responses come first.
                    let rank = if token.is_search() { u8::from(one.shared) } else { rank };
                    found.push((rank, Choice::Canned(one.clone())));
                }
            }
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, choice)| choice).collect()
}

/// How well a response matches what was typed; `None` if it does not.
fn rank(canned: &Canned, typed: &str) -> Option<u8> {
    let name = canned.name.to_lowercase();
    // One or two letters occur in almost every text.
    let is_telling = typed.chars().count() > 2;
    if canned.shortcut == typed && !typed.is_empty() {
        Some(0)
    } else if canned.shortcut.starts_with(typed) && !canned.shortcut.is_empty() {
        Some(1)
    } else if name.starts_with(typed) {
        Some(2)
    } else if name.contains(typed) || is_telling && canned.text.to_lowercase().contains(typed) {
        Some(4)
    } else {
        None
    }
}

/// The response with exactly this shortcut; typing a space after the shortcut inserts it. At the
/// start of the text, commands take precedence.
pub(crate) fn exact<'a>(token: &Token, canned: &'a [Canned]) -> Option<&'a Canned> {
    let can_be_called = match token.kind {
        Kind::First => !canned::is_command(&token.typed),
        Kind::Later => true,
        Kind::Name | Kind::Tag { .. } | Kind::Time | Kind::Address | Kind::Search { .. } => false,
    };
    let is_called = |one: &&Canned| one.kind == CannedKind::Text && one.shortcut == token.typed;
    canned.iter().find(is_called).filter(|_| can_be_called && !token.typed.is_empty())
}

impl Choice {
    /// The group in the drop-down: the operator's own, or shared.
    pub(super) fn group(&self) -> Option<&'static str> {
        match self {
            Choice::Canned(canned) if canned.shared => Some(tr_later("Shared")),
            Choice::Canned(_) => Some(tr_later("Mine")),
            Choice::Command(_) | Choice::Colleague(_) | Choice::Tag(_) | Choice::Time(_) => None,
        }
    }

    pub(crate) fn text(&self, fill_in: impl Fn(&str) -> String) -> String {
        match self {
            Choice::Canned(canned) => fill_in(&canned.text),
            Choice::Command(Spec { word, wants: "", .. }) => format!("/{word}"),
            Choice::Command(Spec { word, .. }) => format!("/{word} "),
            Choice::Colleague(colleague) => colleague.name.clone(),
            Choice::Tag(tag) => tag.name.clone(),
            Choice::Time(time) => time.typed.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{CannedId, Role, Status, TagId, tag::TagColour};

    fn canned(nr: u64, kind: CannedKind, name: &str, shortcut: &str) -> Canned {
        let (name, shortcut, text) = (name.into(), shortcut.into(), format!("the text of {name}"));
        Canned { id: CannedId::v7(nr, &[0; 10]), shared: true, kind, name, shortcut, text }
    }

    fn tag(nr: u64, name: &str) -> Tag {
        Tag { id: TagId::v7(nr, &[0; 10]), name: name.into(), colour: TagColour::Red }
    }

    fn operator(nr: u64) -> OperatorId {
        OperatorId::v7(nr, &[0; 10])
    }

    /// The names of the suggestions for a text with its caret at the `|`.
    fn offered(text: &str, is_url: bool) -> Vec<String> {
        let caret = text.find('|').unwrap();
        let text = text.replace('|', "");
        let all = [
            canned(1, CannedKind::Text, "Greeting", "hello"),
            canned(2, CannedKind::Text, "Goodbye", "bye"),
            canned(3, CannedKind::Text, "How to help", ""),
            canned(4, CannedKind::Url, "Price list", "prices"),
        ];
        let colleague = |nr, name: &str, status| Colleague {
            id: operator(nr),
            name: name.into(),
            face: String::new(),
            login: String::new(),
            role: Role::Normal,
            departments: vec![],
            is_active: true,
            is_invited: false,
            status,
        };
        let colleagues = [
            colleague(1, "Ann", Some(Status::Online)),
            colleague(2, "Ben", Some(Status::Away)),
            colleague(3, "Benita", None),
        ];
        let Some(token) = token(&text, caret, is_url) else { return vec![] };
        let tags = [tag(1, "Late"), tag(2, "Urgent"), tag(3, "Not urgent")];
        choices(&token, &all, operator(1), &colleagues, &tags, &tags[..1])
            .into_iter()
            .map(|choice| match choice {
                Choice::Canned(canned) => canned.name,
                Choice::Command(spec) => format!("/{}", spec.word),
                Choice::Colleague(colleague) => colleague.name,
                Choice::Tag(tag) => tag.name,
                Choice::Time(time) => time.typed,
            })
            .collect()
    }

    #[test]
    fn a_slash_offers_commands_at_the_beginning_and_responses_everywhere() {
        assert_eq!(offered("/he|", false), ["Greeting", "How to help"]);
        assert_eq!(offered("well, /he|", false), ["Greeting", "How to help"]);
        assert_eq!(offered("/no|", false), ["/note"]);
        assert_eq!(offered("well, /no|", false), Vec::<String>::new());
        assert_eq!(offered("/t|", false)[0], "/t", "what is typed in full comes first");
        assert_eq!(offered("and/or|", false), Vec::<String>::new());
        assert_eq!(offered("//etc|", false), Vec::<String>::new());
        assert_eq!(offered("/|", false).len(), command::ALL.len() + 3, "nothing is left out");
    }

    #[test]
    fn behind_a_transfer_those_are_offered_who_are_there() {
        assert_eq!(offered("/t |", false), ["Ben"]);
        assert_eq!(offered("/T be|", false), ["Ben"]);
        assert_eq!(offered("/t x|", false), Vec::<String>::new());
    }

    #[test]
    fn behind_a_tag_those_are_offered_that_the_chat_has_not() {
        assert_eq!(offered("/tag |", false), ["Urgent", "Not urgent"]);
        assert_eq!(offered("/TAG not|", false), ["Not urgent"]);
        assert_eq!(offered("/tag late|", false), Vec::<String>::new());
        assert_eq!(offered("/untag |", false), ["Late"]);
    }

    #[test]
    fn behind_a_snooze_times_are_offered() {
        assert_eq!(offered("/snooze |", false), ["1h", "tomorrow", "monday"]);
        assert_eq!(offered("/Snooze FR|", false), ["friday"]);
        assert_eq!(offered("/snooze 45m|", false), Vec::<String>::new());
        assert_eq!(offered("well, /snooze |", false), Vec::<String>::new());
    }

    #[test]
    fn addresses_are_offered_where_one_is_wanted() {
        assert_eq!(offered("pri|", true), ["Price list"]);
        assert_eq!(offered("/prices|", true), ["Price list"]);
        assert_eq!(offered("|", true), Vec::<String>::new());
    }

    #[test]
    fn a_command_is_never_taken_for_a_shortcut() {
        let old =
            [canned(1, CannedKind::Text, "Thanks", "t"), canned(2, CannedKind::Text, "Greeting", "hello")];
        let called = |text: &str| {
            let token = token(text, text.len(), false).unwrap();
            exact(&token, &old).map(|one| one.name.clone())
        };
        assert_eq!(called("/t"), None);
        assert_eq!(called("/T"), None);
        assert_eq!(called("/hello").as_deref(), Some("Greeting"));
        assert_eq!(called("well, /t").as_deref(), Some("Thanks"), "no command stands there");
        let token = token("/t", 2, false).unwrap();
        assert_eq!(choices(&token, &old, operator(1), &[], &[], &[])[0], Choice::Command(command::ALL[0]));
    }

    #[test]
    fn the_drop_down_has_all_in_groups_and_is_searched() {
        let mut all: Vec<_> =
            (0..30).map(|nr| canned(nr, CannedKind::Text, &format!("Answer {nr}"), "")).collect();
        all[20].shared = false;
        let open = everything("so: ", 4, false);
        let names = |token: &Token| {
            let found = choices(token, &all, operator(1), &[], &[], &[]);
            found.into_iter().map(|choice| choice.text(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(names(&open).len(), 30);
        assert_eq!(names(&open)[0], "the text of Answer 20", "one's own stand first");
        assert_eq!(names(&open.clone().searching(" answer 2")).len(), 11);
        assert_eq!(names(&open.searching("/nothing")), Vec::<String>::new());
    }

    #[test]
    fn a_token_ends_where_its_word_ends() {
        let token = token("say /hel now", 7, false).unwrap();
        assert_eq!((token.start, token.end), (4, 8));
    }
}
