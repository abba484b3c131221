//! Typed commands (manual A15): `/t NAME` and the like, in a conversation or in the command
//! palette. Pure, except for [`run`](mod@run), which executes them.

mod run;

use wire::{OperatorId, Status, TagId, colleague::Colleague, tag::Tag};

pub(crate) use self::run::run;
use crate::{
    console::snoozing::{self, When},
    texts::{tr, tr_later, tr_with},
};

const NO_TIME: &str =
    tr_later("/snooze takes a time: 30m, 2h, 3d, 1w, tomorrow, a day of the week, or off to end it.");

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Transfer(OperatorId),
    Join(OperatorId),
    Take,
    Note(String),
    Remark(String),
    /// True: tag the chat; false: remove the tag.
    Tag(TagId, bool),
    Snooze(When),
    Leave,
    End,
}

/// A command as the picker lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spec {
    /// The command without its `/`.
    pub(crate) word: &'static str,
    /// Its argument, marked by [`tr_later`]; empty if it has none.
    pub(crate) wants: &'static str,
    /// What it does, marked by [`tr_later`].
    pub(crate) does: &'static str,
}

impl Spec {
    /// Whether it applies to the open chat with a visitor.
    pub(crate) fn is_of_chat(&self) -> bool {
        self.word != "a"
    }
}

pub(crate) const ALL: [Spec; 10] = [
    Spec { word: "t", wants: tr_later("NAME"), does: tr_later("Transfer the chat to a colleague") },
    Spec { word: "a", wants: "", does: tr_later("Take the chat that is offered to you") },
    Spec { word: "join", wants: tr_later("NAME"), does: tr_later("Ask a colleague to join the chat") },
    Spec { word: "note", wants: tr_later("TEXT"), does: tr_later("Add to the Client Note") },
    Spec { word: "remark", wants: tr_later("TEXT"), does: tr_later("Label the visitor for yourself") },
    Spec { word: "tag", wants: tr_later("TAG"), does: tr_later("Tag the chat") },
    Spec { word: "untag", wants: tr_later("TAG"), does: tr_later("Remove a tag from the chat") },
    Spec { word: "snooze", wants: tr_later("TIME"), does: tr_later("Snooze the chat") },
    Spec { word: "leave", wants: "", does: tr_later("Leave the chat to the others in it") },
    Spec { word: "end", wants: "", does: tr_later("End the chat") },
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meant {
    /// A message with this text.
    Said(String),
    Act(Act),
    /// An invalid command, and why.
    Nothing(String),
}

/// Parses a text. A `/` followed by a letter starts a command; `//` stands for a literal `/`.
/// Leading white space is ignored: a message for colleagues must not reach the visitor by a slip.
pub(crate) fn meant(text: &str, me: OperatorId, colleagues: &[Colleague], tags: &[Tag]) -> Meant {
    let Some(rest) = text.trim_start().strip_prefix('/') else { return Meant::Said(text.to_owned()) };
    if rest.starts_with('/') {
        return Meant::Said(rest.to_owned());
    }
    let (word, argument) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let argument = argument.trim();
    let found = ALL.iter().find(|spec| spec.word.eq_ignore_ascii_case(word));
    let Some(spec) = found else {
        return Meant::Nothing(tr_with(
            "There is no command or canned response /%1. To send a text that begins with /, write //.",
            &[&word],
        ));
    };
    if argument.is_empty() != spec.wants.is_empty() {
        return Meant::Nothing(match spec.wants {
            "" => tr_with("/%1 takes nothing after it.", &[&spec.word]),
            "NAME" => tr_with("/%1 needs a name after it.", &[&spec.word]),
            "TIME" => tr(NO_TIME).into(),
            "TAG" => tr_with("/%1 needs the name of a tag after it.", &[&spec.word]),
            _ => tr_with("/%1 needs a text after it.", &[&spec.word]),
        });
    }
    let to = |act: fn(OperatorId) -> Act| match find(argument, me, colleagues) {
        Ok(id) => Meant::Act(act(id)),
        Err(why) => Meant::Nothing(why),
    };
    let tagged = |on| match find_tag(argument, tags) {
        Ok(tag) => Meant::Act(Act::Tag(tag, on)),
        Err(why) => Meant::Nothing(why),
    };
    match spec.word {
        "t" => to(Act::Transfer),
        "join" => to(Act::Join),
        "a" => Meant::Act(Act::Take),
        "note" => Meant::Act(Act::Note(argument.to_owned())),
        "remark" => Meant::Act(Act::Remark(argument.to_owned())),
        "tag" => tagged(true),
        "untag" => tagged(false),
        "snooze" => match snoozing::parse(argument) {
            Some(when) => Meant::Act(Act::Snooze(when)),
            None => Meant::Nothing(tr(NO_TIME).into()),
        },
        "leave" => Meant::Act(Act::Leave),
        _ => Meant::Act(Act::End),
    }
}

/// Finds a colleague by screen name or login, in any case, or by a unique prefix.
fn find(name: &str, me: OperatorId, colleagues: &[Colleague]) -> Result<OperatorId, String> {
    let name = name.to_lowercase();
    let others = || colleagues.iter().filter(|colleague| colleague.id != me);
    let names = |colleague: &Colleague| [colleague.name.to_lowercase(), colleague.login.to_lowercase()];
    let exact: Vec<_> = others().filter(|one| names(one).contains(&name)).collect();
    let found = match exact.is_empty() {
        true => others().filter(|one| names(one).iter().any(|known| known.starts_with(&name))).collect(),
        false => exact,
    };
    match found[..] {
        [] => Err(tr_with("There is no colleague called %1.", &[&name])),
        [one] if is_there(one) => Ok(one.id),
        [one] => Err(tr_with("%1 is not at the desk.", &[&one.name])),
        _ => {
            let names: Vec<_> = found.iter().map(|one| format!("{} ({})", one.name, one.login)).collect();
            Err(tr_with("Several colleagues are called so: %1.", &[&names.join(", ")]))
        }
    }
}

/// Finds a tag by its name, in any case, or by a unique prefix.
fn find_tag(name: &str, tags: &[Tag]) -> Result<TagId, String> {
    let wanted = name.to_lowercase();
    let begun: Vec<_> = tags.iter().filter(|tag| tag.name.to_lowercase().starts_with(&wanted)).collect();
    let exact = begun.iter().find(|tag| tag.name.to_lowercase() == wanted);
    match (exact, &begun[..]) {
        (Some(tag), _) => Ok(tag.id),
        (None, [tag]) => Ok(tag.id),
        (None, []) => Err(tr_with("There is no tag called %1.", &[&name])),
        (None, several) => {
            let names: Vec<_> = several.iter().map(|tag| tag.name.as_str()).collect();
            Err(tr_with("Several tags begin with it: %1.", &[&names.join(", ")]))
        }
    }
}

/// Whether a chat can be offered to them.
pub(crate) fn is_there(colleague: &Colleague) -> bool {
    matches!(colleague.status, Some(Status::Online | Status::Away | Status::Busy | Status::Invisible))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::{Role, tag::TagColour};

    fn colleague(nr: u64, name: &str, is_there: bool) -> Colleague {
        Colleague {
            id: OperatorId::v7(nr, &[0; 10]),
            name: name.into(),
            face: String::new(),
            login: format!("{}@example.org", name.to_lowercase()),
            role: Role::Normal,
            departments: vec![],
            is_active: true,
            is_invited: false,
            status: is_there.then_some(Status::Busy),
        }
    }

    fn meaning(text: &str) -> Meant {
        let all = [
            colleague(1, "Ann", true),
            colleague(2, "Ben", true),
            colleague(3, "Benita", true),
            colleague(4, "Carl", false),
            colleague(5, "Ann Lee", true),
        ];
        let tags = [tag(1, "Late"), tag(2, "Late delivery"), tag(3, "Urgent")];
        meant(text, all[0].id, &all, &tags)
    }

    fn tag(nr: u64, name: &str) -> Tag {
        Tag { id: TagId::v7(nr, &[0; 10]), name: name.into(), colour: TagColour::Red }
    }

    fn tagged(nr: u64, on: bool) -> Meant {
        Meant::Act(Act::Tag(TagId::v7(nr, &[0; 10]), on))
    }

    fn transfer(nr: u64) -> Meant {
        Meant::Act(Act::Transfer(OperatorId::v7(nr, &[0; 10])))
    }

    fn why(text: &str) -> String {
        match meaning(text) {
            Meant::Nothing(why) => why,
            other => panic!("{text} means {other:?}"),
        }
    }

    #[test]
    fn a_colleague_is_found_by_what_names_no_other() {
        assert_eq!(meaning("/t Ben"), transfer(2), "a whole name is not the beginning of another");
        assert_eq!(meaning("/T  benI "), transfer(3));
        assert_eq!(meaning("/t ben@example.org"), transfer(2));
        assert_eq!(meaning("/t ann"), transfer(5), "nobody transfers to himself");
        assert!(why("/t be").contains("Ben (ben@example.org), Benita"));
        assert!(why("/t Zoe").contains("no colleague called zoe"));
        assert!(why("/t Carl").contains("Carl is not at the desk"));
    }

    #[test]
    fn a_tag_is_found_by_what_names_no_other() {
        assert_eq!(meaning("/tag late"), tagged(1, true), "a whole name is not the beginning of another");
        assert_eq!(meaning("/tag late d"), tagged(2, true));
        assert_eq!(meaning("/UNTAG urg"), tagged(3, false));
        assert!(why("/tag la").contains("Late, Late delivery"));
        assert!(why("/untag Refund").contains("no tag called Refund"));
        assert!(why("/tag").contains("needs the name of a tag"));
    }

    #[test]
    fn a_snooze_has_a_time() {
        assert_eq!(meaning("/snooze 2h"), Meant::Act(Act::Snooze(When::In(120))));
        assert_eq!(meaning("/snooze tomorrow"), Meant::Act(Act::Snooze(When::Tomorrow)));
        for bad in ["/snooze", "/snooze later"] {
            assert!(why(bad).contains("takes a time"));
        }
    }

    #[test]
    fn a_command_has_what_it_wants_and_nothing_else() {
        assert_eq!(meaning("/a"), Meant::Act(Act::Take));
        assert_eq!(meaning("/note likes tea"), Meant::Act(Act::Note("likes tea".into())));
        assert_eq!(meaning(" \n/note owes us"), Meant::Act(Act::Note("owes us".into())));
        assert!(why("/t").contains("needs a name"));
        assert!(why("/end now").contains("takes nothing"));
        assert!(why("/help me").contains("no command or canned response /help"));
    }

    #[test]
    fn no_shortcut_can_be_a_command() {
        assert_eq!(ALL.map(|spec| spec.word), wire::canned::COMMANDS);
    }

    #[test]
    fn what_is_no_command_is_said() {
        assert_eq!(meaning("and/or"), Meant::Said("and/or".into()));
        assert_eq!(meaning("//etc/hosts"), Meant::Said("/etc/hosts".into()));
    }
}
