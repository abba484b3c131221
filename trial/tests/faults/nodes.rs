//! Two nodes with one PostgreSQL and one NATS: nothing acknowledged is missing, duplicated or out
//! of order whatever breaks, and two people on the same node do not need NATS.

use std::time::{Duration, Instant};

use trial::{
    chance,
    crash::{self, Plan},
    crowd,
    guest::Guest,
    installation::{ADMINISTRATOR, Installation, Kind},
};
use wire::{ChatId, operator::Command};

/// A delay that people in a chat would notice.
const SLOW: Duration = Duration::from_secs(3);
/// Longer than the time after which nodes that do not hear from each other consider each other
/// lost.
const LOST: Duration = Duration::from_secs(9);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_when_nats_and_postgres_and_one_of_two_nodes_break() {
    let seed = chance::seed().unwrap();
    eprintln!("{}={seed}", chance::VARIABLE);
    let plan = Plan {
        kind: Kind::Postgres,
        nodes: 2,
        kills: 4,
        database_crashes: 1,
        nats_outages: 3,
        crowd: crowd::Plan {
            visitors: 50,
            operators: 6,
            messages: 9_000,
            visitor_pause: Duration::from_millis(120),
            operator_pause: Duration::from_millis(120),
            seed,
        },
        settings: Vec::new(),
    };
    let report = crash::run(&plan, |_| {}).await.unwrap();
    eprintln!("{report}");
    assert_eq!((report.kills, report.database_crashes, report.nats_outages), (4, 1, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_nats_people_on_the_same_node_talk_on() {
    let mut installation = Installation::start(Kind::Postgres, 2, &[]).await.unwrap();
    let operator = installation.add_operators(1).await.unwrap().remove(0);
    let mut pairs = Vec::new();
    let addresses = installation.addresses();
    let [here, there] = &addresses[..] else { panic!("two nodes") };
    pairs.push(Pair::meet(&installation, here, ADMINISTRATOR, "vera").await);
    pairs.push(Pair::meet(&installation, there, &operator, "victor").await);
    installation.nats.as_mut().unwrap().kill().unwrap();
    let (broken, mut slowest) = (Instant::now(), Duration::ZERO);
    while broken.elapsed() < LOST {
        for pair in &mut pairs {
            slowest = slowest.max(pair.exchange().await);
        }
        // No faster than a connection may send continuously.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(slowest < SLOW, "somebody waited for {slowest:?}");
    // A visitor who arrives meanwhile is heard as well.
    Pair::meet(&installation, there, &operator, "viola").await.exchange().await;

    installation.nats.as_mut().unwrap().start_again().unwrap();
    // What is said on one node is received on the other again, by the administrator, who receives
    // everything.
    let [ours, theirs] = &mut pairs[..] else { panic!("two pairs") };
    let mut stored = theirs.visitor.say(theirs.chat, "Is NATS back?").await.unwrap();
    let meeting = Instant::now();
    while !ours.console.hears_visitor_within(stored.id, Duration::from_secs(1)).await {
        assert!(meeting.elapsed() < Duration::from_secs(20), "the nodes do not find each other again");
        stored = theirs.visitor.say(theirs.chat, "And now?").await.unwrap();
    }
    for pair in &mut pairs {
        pair.exchange().await;
    }
}

/// A visitor and an operator in a chat, on one node.
struct Pair {
    visitor: Guest,
    console: Guest,
    chat: ChatId,
}

impl Pair {
    async fn meet(installation: &Installation, node: &str, email: &str, name: &str) -> Pair {
        let cookie = installation.sign_in(email).await.unwrap();
        let mut console = Guest::console(node, &cookie).await;
        let site = installation.site_key().await.unwrap();
        let mut visitor = Guest::visitor(node, &site, name).await;
        let chat = visitor.ask("Hello").await;
        console.order(Command::Accept { chat }).await.unwrap();
        Pair { visitor, console, chat }
    }

    /// Each sends a message that the other receives; returns how long that took.
    async fn exchange(&mut self) -> Duration {
        let started = Instant::now();
        let stored = self.visitor.say(self.chat, "Are you there?").await.unwrap();
        self.console.hear_visitor(stored.id).await;
        let answer = self.console.answer(self.chat, "Yes").await;
        self.visitor.hear_operator(answer).await;
        started.elapsed()
    }
}
