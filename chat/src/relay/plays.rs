//! A property test: whatever is lost on the way, and in whatever order people come and go, in the
//! end all nodes show the same.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use proptest::{collection::vec, prelude::*, sample::Index};
use tokio::time::Instant;
use wire::{AccountId, OperatorId, SiteId, Status, Timestamp, VisitorId, visitor::Page};

use super::{Letter, Relay, letter::Envelope, others::SILENCE, post::Post};
use crate::{Sources, caches::Caches, live::Live, presence::Arrival};

#[derive(Clone, Debug)]
enum Step {
    /// A visitor opens a tab on a node.
    Come { node: Index, visitor: u8, page: u8 },
    /// One of the open tabs moves to another page.
    Turn { tab: Index, page: u8 },
    /// One of the open tabs closes.
    Go { tab: Index },
    /// An operator opens a console on a node.
    SitDown { node: Index, operator: u8 },
    /// One of the open consoles closes, perhaps because the operator signed out.
    GetUp { console: Index, signs_out: bool },
    /// An operator changes their status on any node.
    Say { node: Index, operator: u8, online: bool },
    /// All or some of a node's messages reach another node.
    Deliver { from: Index, to: Index, lost: Vec<bool> },
    /// Time passes, and each node sends heartbeats.
    Pass { beats: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    let any_node = any::<Index>;
    prop_oneof![
        (any_node(), 0..4u8, 0..5u8).prop_map(|(node, visitor, page)| Step::Come { node, visitor, page }),
        (any::<Index>(), 0..5u8).prop_map(|(tab, page)| Step::Turn { tab, page }),
        any::<Index>().prop_map(|tab| Step::Go { tab }),
        (any_node(), 0..2u8).prop_map(|(node, operator)| Step::SitDown { node, operator }),
        (any::<Index>(), any::<bool>()).prop_map(|(console, signs_out)| Step::GetUp { console, signs_out }),
        (any_node(), 0..2u8, any::<bool>()).prop_map(|(node, operator, online)| Step::Say {
            node,
            operator,
            online
        }),
        (any_node(), any_node(), vec(any::<bool>(), 0..6)).prop_map(|(from, to, lost)| Step::Deliver {
            from,
            to,
            lost
        }),
        (1..20u8).prop_map(|beats| Step::Pass { beats }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn in_the_end_all_nodes_show_the_same(steps in vec(step(), 1..80)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.unwrap().block_on(play(steps))?;
    }
}

async fn play(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut nodes: Vec<Node> = (0..3).map(Node::new).collect();
    let (mut tabs, mut consoles) = (Vec::new(), Vec::new());
    for step in steps {
        match step {
            Step::Come { node, visitor, page } => {
                let node = node.index(nodes.len());
                nodes[node].live.visitor_arrived(account(), arrival(visitor, page));
                tabs.push((node, visitor));
            }
            Step::Turn { tab, page } if !tabs.is_empty() => {
                let (node, visitor) = tabs[tab.index(tabs.len())];
                nodes[node].live.visitor_turned_to(account(), visitor_id(visitor), page_of(page));
            }
            Step::Go { tab } if !tabs.is_empty() => {
                let (node, visitor) = tabs.swap_remove(tab.index(tabs.len()));
                nodes[node].live.visitor_socket_closed(account(), visitor_id(visitor));
            }
            Step::SitDown { node, operator } => {
                let node = node.index(nodes.len());
                nodes[node].live.console_opened(account(), operator_id(operator), Status::Online);
                consoles.push((node, operator));
            }
            Step::GetUp { console, signs_out } if !consoles.is_empty() => {
                let (node, operator) = consoles.swap_remove(console.index(consoles.len()));
                nodes[node].live.console_closed(account(), operator_id(operator), signs_out);
            }
            Step::Say { node, operator, online } => {
                let status = if online { Status::Online } else { Status::Busy };
                let node = &nodes[node.index(nodes.len())];
                node.live.operator_status(account(), operator_id(operator), status);
            }
            Step::Deliver { from, to, lost } => {
                let (from, to) = (from.index(nodes.len()), to.index(nodes.len()));
                deliver(&mut nodes, from, to, &lost);
            }
            Step::Pass { beats } => {
                for _ in 0..beats {
                    beat(&mut nodes).await;
                }
            }
            Step::Turn { .. } | Step::Go { .. } | Step::GetUp { .. } => {}
        }
    }
    // From now on nothing is lost: what was missed is noticed and repaired within three heartbeats.
    for _ in 0..12 {
        beat(&mut nodes).await;
        for from in 0..nodes.len() {
            for to in 0..nodes.len() {
                deliver(&mut nodes, from, to, &[]);
            }
        }
    }
    let mut here: Vec<VisitorId> = tabs.iter().map(|(_, visitor)| visitor_id(*visitor)).collect();
    here.sort_unstable();
    here.dedup();
    let list = nodes[0].live.visitors_of(account());
    let mut listed: Vec<VisitorId> = list.iter().map(|view| view.id).collect();
    listed.sort_unstable();
    prop_assert_eq!(listed, here, "who has a tab is listed, nobody else");
    for node in &nodes[1..] {
        prop_assert_eq!(&node.live.visitors_of(account()), &list);
        prop_assert_eq!(node.live.available(account()), nodes[0].live.available(account()));
    }
    prop_assert!(!consoles.is_empty() || nodes[0].live.available(account()).is_empty());
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_silent_node_takes_its_people_along_and_brings_them_back() {
    let mut nodes: Vec<Node> = (0..2).map(Node::new).collect();
    nodes[0].live.visitor_arrived(account(), arrival(1, 1));
    nodes[0].live.console_opened(account(), operator_id(1), Status::Online);
    for _ in 0..4 {
        beat(&mut nodes).await;
        deliver(&mut nodes, 0, 1, &[]);
    }
    let sees =
        |node: &Node| (node.live.visitors_of(account()).len(), !node.live.available(account()).is_empty());
    assert_eq!(sees(&nodes[1]), (1, true));
    let silent_since = Instant::now();
    while sees(&nodes[1]) == (1, true) {
        beat(&mut nodes).await;
    }
    assert_eq!(sees(&nodes[1]), (0, false));
    assert!(silent_since.elapsed() < SILENCE + Duration::from_secs(2));
    for _ in 0..4 {
        beat(&mut nodes).await;
        deliver(&mut nodes, 0, 1, &[]);
        deliver(&mut nodes, 1, 0, &[]);
    }
    assert_eq!(sees(&nodes[1]), (1, true));
}

struct Node {
    live: Live,
    post: Post,
    sent: Arc<Sent>,
    /// How many of each other node's messages have arrived or are lost.
    read: [usize; 3],
}

/// All that a node has ever sent, in place of a network.
#[derive(Default)]
struct Sent(Mutex<Vec<Letter>>);

impl Relay for Sent {
    fn send(&self, letter: Letter) {
        self.0.lock().unwrap().push(letter);
    }
}

impl Node {
    fn new(n: u8) -> Node {
        let sent = Arc::new(Sent::default());
        // Nodes that start at the same moment, each with a clock that is wrong in its own way.
        let clock = i64::from(n) * 60_000;
        let start = Instant::now();
        let now = move || Timestamp(clock + i64::try_from(start.elapsed().as_millis()).unwrap());
        let sources = Sources::new(now, move |bytes| bytes.fill(n + 1));
        let live = Live::new(sent.clone(), sources, Arc::new(Caches::default()));
        Node { post: Post::new(live.node(), live.clone()), live, sent, read: [0; 3] }
    }
}

/// Delivers the new messages of one node to another, except for those that are lost.
fn deliver(nodes: &mut [Node], from: usize, to: usize, lost: &[bool]) {
    let sender = nodes[from].live.node();
    let letters = nodes[from].sent.0.lock().unwrap().clone();
    let first = nodes[to].read[from];
    for (n, letter) in letters.iter().enumerate().skip(first) {
        if !lost.get(n - first).copied().unwrap_or(false) {
            let envelope = Envelope { node: sender, nr: n as u64 + 1, letter: letter.clone() };
            nodes[to].post.arrived(&envelope.to_bytes(), Instant::now());
        }
    }
    nodes[to].read[from] = letters.len();
}

async fn beat(nodes: &mut [Node]) {
    // The grace periods end in this time as well.
    tokio::time::sleep(super::post::BEAT).await;
    for node in nodes {
        node.post.beat(Instant::now());
    }
}

fn account() -> AccountId {
    AccountId::v7(1, &[0; 10])
}

fn visitor_id(n: u8) -> VisitorId {
    VisitorId::v7(n.into(), &[n; 10])
}

fn operator_id(n: u8) -> OperatorId {
    OperatorId::v7(n.into(), &[n; 10])
}

fn page_of(n: u8) -> Page {
    Page { url: format!("https://shop.example/{n}"), ..Page::default() }
}

fn arrival(visitor: u8, page: u8) -> Arrival {
    Arrival {
        visitor: visitor_id(visitor),
        site: SiteId::v7(1, &[0; 10]),
        name: None,
        address: format!("192.0.2.{visitor}"),
        agent: "Lynx".to_owned(),
        page: page_of(page),
        chat: None,
    }
}
