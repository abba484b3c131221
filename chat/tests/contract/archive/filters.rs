//! Any filter lists what a slow, obvious look at every chat finds, whoever asks.

use chat::{Console, SignedIn, Speaker, Visit, routing::Department};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use wire::{
    ChatId, ChatState, DepartmentId, OfferKind, OperatorId, Routing, SiteId, Timestamp,
    archive::{ArchivedChat, ArchivedState, Filter},
    visitor::Ask,
};

use super::{ids, list, speaker};
use crate::{on_each_database, sites, support::Stage};

on_each_database! {
    any_filter_lists_what_fits_and_nothing_else
}

const CHATS: usize = 70;
const FILTERS: usize = 120;

/// What becomes of a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Requesting,
    Invited,
    Active,
    /// The visitor ends the request.
    Withdrawn,
    Closed,
    Joined,
    GivenAway,
    Declined,
}

use Fate::{Active, Closed, Declined, GivenAway, Invited, Joined, Requesting, Withdrawn};

/// A chat and its fate. The numbers choose among what is possible.
#[derive(Clone, Copy, Debug)]
struct Plan {
    fate: Fate,
    site: usize,
    department: usize,
    operator: usize,
    other: usize,
    is_noted: bool,
}

fn any_plan() -> impl Strategy<Value = Plan> {
    let fates = vec![Requesting, Invited, Active, Withdrawn, Closed, Closed, Joined, GivenAway, Declined];
    let numbers = (0..2_usize, 0..3_usize, 0..12_usize, 0..12_usize);
    (prop::sample::select(fates), numbers, prop::bool::weighted(0.3)).prop_map(
        |(fate, (site, department, operator, other), is_noted)| Plan {
            fate,
            site,
            department,
            operator,
            other,
            is_noted,
        },
    )
}

fn any_filter(scene: &Scene, times: Vec<Timestamp>) -> impl Strategy<Value = Filter> + use<> {
    let time = || prop::option::weighted(0.25, prop::sample::select(times.clone()));
    let operators: Vec<_> = scene.operators.iter().map(|who| who.operator).collect();
    let departments: Vec<_> = scene.departments.into_iter().flatten().collect();
    let sites: Vec<_> = scene.sites.iter().map(|(site, _)| *site).collect();
    let states =
        vec![ArchivedState::Open, ArchivedState::Closed, ArchivedState::Missed, ArchivedState::Declined];
    (
        (time(), time()),
        prop::option::weighted(0.3, prop::sample::select(operators)),
        prop::option::weighted(0.3, prop::sample::select(departments)),
        prop::option::weighted(0.3, prop::sample::select(sites)),
        prop::option::weighted(0.3, prop::sample::select(states)),
        prop::bool::weighted(0.2),
    )
        .prop_map(|((since, until), operator, department, site, state, with_note)| Filter {
            since,
            until,
            operator,
            department,
            site,
            state,
            with_note,
            ..Filter::default()
        })
}

fn some<S: Strategy>(runner: &mut TestRunner, strategy: &S) -> S::Value {
    strategy.new_tree(runner).unwrap().current()
}

/// An administrator and three operators; two sites; none and two departments.
struct Scene {
    operators: [SignedIn; 4],
    sites: [(SiteId, String); 2],
    departments: [Option<DepartmentId>; 3],
    _consoles: Vec<Console>,
}

async fn scene(stage: &Stage) -> Scene {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    let zoe = stage.sign_in_new(&ann, "Zoe").await;
    let mut consoles = Vec::new();
    for who in [&ann, &ben, &eve, &zoe] {
        consoles.push(stage.switchboard.open_console(who.clone()).await.unwrap());
    }
    let mut departments = [None; 3];
    for (place, name, operators) in [(1, "Sales", vec![&ben, &eve]), (2, "Support", vec![&zoe])] {
        let operators = operators.into_iter().map(|who| who.operator).collect();
        let department = Department { name: name.into(), description: String::new(), operators };
        let id = stage.switchboard.save_department(&ann, None, department).await.unwrap().unwrap();
        departments[place] = Some(id);
    }
    stage.switchboard.set_routing(&ann, Routing::Departments, false).await.unwrap().unwrap();
    let first = sites::sites(stage, &ann).await.remove(0);
    let second = sites::add(stage, &ann, "Second").await;
    let sites = [first, second].map(|site| (site.id, site.key));
    Scene { operators: [ann, ben, eve, zoe], sites, departments, _consoles: consoles }
}

/// A chat as it must be listed.
#[derive(Debug, PartialEq, Eq)]
struct Known {
    id: ChatId,
    state: ChatState,
    site: SiteId,
    department: Option<DepartmentId>,
    /// Sorted.
    operators: Vec<OperatorId>,
    has_note: bool,
}

impl From<&ArchivedChat> for Known {
    fn from(chat: &ArchivedChat) -> Known {
        let mut operators: Vec<_> = chat.operators.iter().map(|operator| operator.id).collect();
        operators.sort_unstable();
        let ArchivedChat { id, state, site, department, has_note, .. } = *chat;
        Known { id, state, site, department, operators, has_note }
    }
}

impl Scene {
    async fn play(&self, stage: &Stage, plan: Plan, name: &str) -> (Known, Visit) {
        let [ann, ben, eve, zoe] = &self.operators;
        let (site, key) = &self.sites[plan.site];
        let visit = stage.visit_with(sites::hello(stage, key, name)).await;
        let (switchboard, chat) = (&stage.switchboard, stage.id());
        let by_invitation = matches!(plan.fate, Invited | Declined);
        let department = self.departments[plan.department].filter(|_| !by_invitation);
        let able = match plan.department {
            1 if !by_invitation => vec![ann, ben, eve],
            2 if !by_invitation => vec![ann, zoe],
            _ => vec![ann, ben, eve, zoe],
        };
        let who = able[plan.operator % able.len()];
        let others: Vec<_> = able.iter().filter(|one| one.operator != who.operator).collect();
        let other = *others[plan.other % others.len()];
        if plan.is_noted {
            let id = stage.id();
            switchboard.add_note(ann, visit.seat.visitor, id, "Likes tea").await.unwrap().unwrap();
        }
        if by_invitation {
            let id = stage.id();
            switchboard.invite(who, visit.seat.visitor, chat, id, "Hello").await.unwrap().unwrap();
        } else {
            let ask = Ask {
                chat,
                name: name.into(),
                department,
                id: stage.id(),
                text: "Is it in stock?".into(),
                email: String::new(),
                answers: vec![],
            };
            switchboard.ask(visit.seat, ask).await.unwrap().unwrap();
        }
        if matches!(plan.fate, Active | Closed | Joined | GivenAway) {
            switchboard.accept(who, chat).await.unwrap().unwrap();
        }
        let mut operators = vec![who.operator];
        if matches!(plan.fate, Joined | GivenAway) {
            let kind = if plan.fate == Joined { OfferKind::Join } else { OfferKind::Transfer };
            switchboard.offer(who, chat, other.operator, kind).await.unwrap().unwrap();
            switchboard.take(other, chat).await.unwrap().unwrap();
            operators.push(other.operator);
        }
        let state = match plan.fate {
            Requesting => ChatState::Requesting,
            Invited => ChatState::Invited,
            Active | GivenAway => ChatState::Active,
            Closed | Joined => {
                switchboard.close(speaker(who), chat).await.unwrap().unwrap();
                ChatState::Closed
            }
            Withdrawn => {
                switchboard.close(Speaker::Visitor(visit.seat), chat).await.unwrap().unwrap();
                ChatState::Closed
            }
            Declined => {
                switchboard.answer_invitation(visit.seat, chat, false).await.unwrap().unwrap();
                ChatState::Declined
            }
        };
        if matches!(plan.fate, Requesting | Withdrawn) {
            operators.clear();
        }
        operators.sort_unstable();
        let known = Known { id: chat, state, site: *site, department, operators, has_note: plan.is_noted };
        (known, visit)
    }
}

/// The slow, obvious filter.
fn fits(filter: &Filter, chat: &ArchivedChat) -> bool {
    let state = match chat.state {
        ChatState::Requesting | ChatState::Invited | ChatState::Active => ArchivedState::Open,
        // Ended before anybody accepted it.
        ChatState::Closed if chat.accepted_at.is_none() => ArchivedState::Missed,
        ChatState::Closed => ArchivedState::Closed,
        ChatState::Missed => ArchivedState::Missed,
        ChatState::Declined => ArchivedState::Declined,
    };
    filter.since.is_none_or(|since| chat.asked_at >= since)
        && filter.until.is_none_or(|until| chat.asked_at < until)
        && filter.operator.is_none_or(|wanted| chat.operators.iter().any(|one| one.id == wanted))
        && filter.department.is_none_or(|wanted| chat.department == Some(wanted))
        && filter.site.is_none_or(|wanted| chat.site == wanted)
        && filter.state.is_none_or(|wanted| state == wanted)
        && (!filter.with_note || chat.has_note)
}

async fn any_filter_lists_what_fits_and_nothing_else(stage: &Stage) {
    let scene = scene(stage).await;
    let mut runner = TestRunner::deterministic();
    let (mut known, mut visits) = (Vec::new(), Vec::new());
    let plans = any_plan();
    for nr in 0..CHATS {
        let plan = some(&mut runner, &plans);
        let (chat, visit) = scene.play(stage, plan, &format!("v{nr}")).await;
        known.push(chat);
        visits.push(visit);
    }
    known.reverse();
    let mut lists = Vec::new();
    for who in &scene.operators {
        lists.push(list(stage, who, &Filter::default()).await);
    }
    assert_eq!(lists[0].iter().map(Known::from).collect::<Vec<_>>(), known, "administrators have all");
    assert!(lists.iter().all(|one| one.len() > 5), "everybody reads some");

    let filters = any_filter(&scene, lists[0].iter().map(|chat| chat.asked_at).collect());
    let mut found = 0;
    for _ in 0..FILTERS {
        let filter = some(&mut runner, &filters);
        for (who, all) in scene.operators.iter().zip(&lists) {
            let wanted: Vec<_> = all.iter().filter(|chat| fits(&filter, chat)).map(|chat| chat.id).collect();
            let listed = ids(&list(stage, who, &filter).await);
            assert_eq!(listed, wanted, "{} with {filter:?}", who.name);
            found += listed.len();
        }
    }
    assert!(found > FILTERS, "the filters list something");
}
