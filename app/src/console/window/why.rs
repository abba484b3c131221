//! Why a chat went where it did (manual A10, A12, B18): what was decided about its request, as it was kept then.

use crate::api::routing::decisions;
use leptos::{prelude::*, task::spawn_local};
use wire::{
    ChatId,
    operator::OfferEnd,
    routing::{Candidate, Decided, Decision, Otherwise, Passed, Why},
};

use super::content::Head;
use crate::{
    console::{
        administration::fault::{Fault, answer},
        conversation::name_of,
        local_time,
    },
    drawn::{part, text},
    live::Live,
    words,
};

#[component]
pub(super) fn WhyHere(chat: ChatId) -> impl IntoView {
    let live = expect_context::<Live>();
    let known = RwSignal::new(None::<Result<Vec<Decision>, Fault>>);
    Effect::new(move |_| {
        spawn_local(async move {
            known.try_set(Some(answer(decisions(chat).await)));
        });
    });
    let told = part(move || match known.get() {
        None => view! {
            <p class="quiet-note is-slow" role="status">
                "Loading…"
            </p>
        }
        .into_any(),
        Some(Err(fault)) => view! {
            <p class="field-error" role="alert">
                {fault.words}
            </p>
        }
        .into_any(),
        Some(Ok(all)) if all.is_empty() => view! {
            <p>"It was not asked for: an operator began it, so nothing had to be decided."</p>
        }
        .into_any(),
        Some(Ok(all)) => {
            view! { <ol class="decisions">{all.into_iter().map(told_of).collect_view()}</ol> }.into_any()
        }
    });
    let title = text(move || match live.desk.chat(chat) {
        Some(chat) => format!("Why {} came here", name_of(&chat)),
        None => "Why it came here".into(),
    });
    view! {
        <Head words=title />
        {told}
    }
    .into_any()
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
            Why::Everybody => "All requests go to everybody.".into(),
            Why::Department(name) => format!("The visitor chose the department {name}."),
            Why::NoDepartment => "The visitor chose no department, so everybody was asked.".into(),
            Why::UrlRule { place, pattern, page } => {
                let pages = if pattern.is_empty() { "every page" } else { pattern };
                format!("Rule {place}, for {pages}, was the first that fits {page}.")
            }
            Why::NoRule { page } => format!("No rule fits {page}, so everybody was asked."),
            Why::Instead { what, department } => {
                let instead: String = match (what, department) {
                    (Otherwise::Wait, _) => "it waited for them".into(),
                    (Otherwise::OffLine, _) => "the visitor was offered to leave a message".into(),
                    (_, Some(department)) => format!("the department {department} was asked"),
                    (_, None) => "everybody was asked".into(),
                };
                format!("None of those whom the rule names was there, so {instead}.")
            }
            Why::Back => "Somebody whom the rule names was there again, so it went back to them.".into(),
        },
        Decided::Assigned { to, after } => {
            format!("{}It was assigned to {}, who had the least to do.", passed(after.as_ref()), to.name)
        }
        Decided::Waits { after } => {
            format!("{}Nobody was free, so it waited in the queue.", passed(after.as_ref()))
        }
    }
}

fn passed(after: Option<&Passed>) -> String {
    let Some(Passed { operator, how }) = after else { return String::new() };
    let name = &operator.name;
    match how {
        OfferEnd::Refused => format!("{name} let it pass. "),
        OfferEnd::RanOut => format!("{name} did not accept in time. "),
        OfferEnd::Gone => format!("{name} was not there any more. "),
        OfferEnd::Withdrawn => format!("{name} had it only until then. "),
    }
}

/// How things stood with an operator.
fn of(candidate: &Candidate) -> String {
    let Candidate { operator, available, chats, limit, assigned_before } = candidate;
    let presence = if *available { "available" } else { "not available" };
    let chats = words::count(*chats as usize, "chat", "chats");
    let limit = limit.map(|limit| format!(" of {limit} at most")).unwrap_or_default();
    let before = match assigned_before {
        0 => String::new(),
        times => format!(", asked {} before", words::count(*times as usize, "time", "times")),
    };
    format!("{}: {presence}, {chats}{limit}{before}", operator.name)
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
