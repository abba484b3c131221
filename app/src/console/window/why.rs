//! Why a chat went where it did (manual A10, A12, B18): the routing decisions as stored at the
//! time.

use crate::api::routing::decisions;
use leptos::prelude::*;
use wire::{
    ChatId,
    operator::OfferEnd,
    routing::{Candidate, Decided, Decision, Otherwise, Passed, Why},
};

use crate::{
    console::{local_time, window::head::Head},
    drawn::text,
    live::Live,
    parts::loaded::{load, loaded},
    texts::{tr, tr_count, tr_with},
    words::{self, name_of},
};

#[component]
pub(super) fn WhyHere(chat: ChatId) -> impl IntoView {
    let live = expect_context::<Live>();
    let told = loaded(load(move || Box::pin(decisions(chat))), told);
    let title = text(move || match live.desk.chat(chat) {
        Some(chat) => tr_with("Why %1 came here", &[&name_of(&chat)]),
        None => tr("Why it came here").into(),
    });
    view! {
        <Head words=title />
        {told}
    }
    .into_any()
}

/// All decisions about a chat.
pub(crate) fn told(all: Vec<Decision>) -> AnyView {
    match all.is_empty() {
        true => view! {
            <p>{tr("It was not asked for: an operator began it, so nothing had to be decided.")}</p>
        }
        .into_any(),
        false => {
            view! { <ol class="decisions">{all.into_iter().map(told_of).collect_view()}</ol> }.into_any()
        }
    }
}

fn told_of(decision: Decision) -> AnyView {
    let Decision { at, what, candidates } = decision;
    let live = expect_context::<Live>();
    let when = local_time::in_full(live.clock.read(), at);
    let ago = text(move || words::ago(live.clock.now(), at));
    view! {
        <li>
            <p>{sentence(&what)} " " {local_time::time(at, Signal::stored(when), ago)}</p>
            <ul>{candidates.iter().map(|one| view! { <li>{of(one)}</li> }).collect_view()}</ul>
        </li>
    }
    .into_any()
}

fn sentence(what: &Decided) -> String {
    match what {
        Decided::Goes(why) => match why {
            Why::Everybody => tr("All requests go to everybody.").into(),
            Why::Department(name) => tr_with("The visitor chose the department %1.", &[name]),
            Why::NoDepartment => tr("The visitor chose no department, so everybody was asked.").into(),
            Why::UrlRule { place, pattern, page } if pattern.is_empty() => {
                tr_with("Rule %1, for every page, was the first that fits %2.", &[place, page])
            }
            Why::UrlRule { place, pattern, page } => {
                tr_with("Rule %1, for %2, was the first that fits %3.", &[place, pattern, page])
            }
            Why::NoRule { page } => tr_with("No rule fits %1, so everybody was asked.", &[page]),
            Why::Instead { what, department } => match (what, department) {
                (Otherwise::Wait, _) => {
                    tr("None of those whom the rule names was there, so it waited for them.").into()
                }
                (Otherwise::OffLine, _) => {
                    tr("None of those whom the rule names was there, so the visitor was offered to leave a message.")
                        .into()
                }
                (_, Some(department)) => tr_with(
                    "None of those whom the rule names was there, so the department %1 was asked.",
                    &[department],
                ),
                (_, None) => {
                    tr("None of those whom the rule names was there, so everybody was asked.").into()
                }
            },
            Why::Back => {
                tr("Somebody whom the rule names was there again, so it went back to them.").into()
            }
        },
        Decided::Assigned { to, after } => behind(
            after.as_ref(),
            tr_with("It was assigned to %1, who had the least to do.", &[&to.name]),
        ),
        Decided::Waits { after } => {
            behind(after.as_ref(), tr("Nobody was free, so it waited in the queue.").into())
        }
    }
}

/// Puts the sentence after the one about the previous assignee.
fn behind(after: Option<&Passed>, then: String) -> String {
    let Some(Passed { operator, how }) = after else { return then };
    let name = &operator.name;
    let passed = match how {
        OfferEnd::Refused => tr_with("%1 let it pass.", &[name]),
        OfferEnd::RanOut => tr_with("%1 did not accept in time.", &[name]),
        OfferEnd::Gone => tr_with("%1 was not there any more.", &[name]),
        OfferEnd::Withdrawn => tr_with("%1 had it only until then.", &[name]),
    };
    format!("{passed} {then}")
}

/// An operator's state at the time of the decision.
fn of(candidate: &Candidate) -> String {
    let Candidate { operator, available, chats, limit, assigned_before } = candidate;
    let presence = if *available { tr("available") } else { tr("not available") };
    let chats = tr_count(*chats as usize, "%1 chat", "%1 chats");
    let chats = match limit {
        Some(limit) => tr_with("%1 of %2 at most", &[&chats, limit]),
        None => chats,
    };
    let before = (*assigned_before > 0)
        .then(|| tr_count(*assigned_before as usize, "asked %1 time before", "asked %1 times before"));
    let state = [presence.to_owned(), chats].into_iter().chain(before).collect::<Vec<_>>().join(", ");
    tr_with("%1: %2", &[&operator.name, &state])
}

#[cfg(test)]
mod tests {
    use wire::{DepartmentId, OperatorId, OperatorRef};

    use super::*;

    fn ben() -> OperatorRef {
        OperatorRef { id: OperatorId(uuid::Uuid::nil()), name: "Ben".into() }
    }

    #[test]
    fn who_lost_a_request_is_told_first() {
        let after = Some(Passed { operator: ben(), how: OfferEnd::RanOut });
        assert_eq!(
            sentence(&Decided::Waits { after }),
            "Ben did not accept in time. Nobody was free, so it waited in the queue."
        );
    }

    #[test]
    fn what_was_done_instead_of_what_the_rule_says_is_told() {
        let told = |what, department: Option<&str>| {
            sentence(&Decided::Goes(Why::Instead { what, department: department.map(str::to_owned) }))
        };
        for (what, department, end) in [
            (Otherwise::Everybody, None, "so everybody was asked."),
            (
                Otherwise::Department(DepartmentId(uuid::Uuid::nil())),
                Some("Sales"),
                "so the department Sales was asked.",
            ),
            (Otherwise::Wait, None, "so it waited for them."),
            (Otherwise::OffLine, None, "so the visitor was offered to leave a message."),
        ] {
            assert!(told(what, department).ends_with(end), "{}", told(what, department));
        }
    }

    #[test]
    fn a_candidate_is_told_with_what_he_had_to_do() {
        let busy =
            Candidate { operator: ben(), available: true, chats: 1, limit: Some(2), assigned_before: 1 };
        assert_eq!(of(&busy), "Ben: available, 1 chat of 2 at most, asked 1 time before");
        let free = Candidate { available: false, chats: 3, limit: None, assigned_before: 0, ..busy };
        assert_eq!(of(&free), "Ben: not available, 3 chats");
    }
}
