//! Server transactions: our recent answers (RFC 3261, 17.2.2). Over UDP a client repeats its
//! request until it receives the answer.
//!
//! An INVITE gets a final answer at once, without provisional ones. So its client also repeats it
//! until that arrives, and the server need not repeat its answer (17.2.1 has it do so for clients
//! that have stopped asking).

use std::collections::{HashMap, VecDeque};

use tokio::time::{Duration, Instant};

use crate::{
    field::{Address, CSeq, Via},
    flow::Flow,
    message::Message,
};

/// How long a client may repeat a request: 64 × T1.
const REMEMBERED: Duration = Duration::from_secs(32);
/// The maximum number of answers in memory; the oldest are forgotten first.
const MOST: usize = 10_000;

/// The answers, by the key that identifies a repeated request.
#[derive(Default)]
pub(crate) struct Answers {
    all: HashMap<String, (Instant, Option<Vec<u8>>)>,
    order: VecDeque<(Instant, String)>,
}

/// What is known about a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// It is new, and is to be answered under this key.
    Nothing(String),
    /// It is being answered.
    UnderWay,
    /// Its answer.
    Answered(Vec<u8>),
}

impl Answers {
    /// Looks up a request and remembers it.
    pub(crate) fn before(&mut self, request: &Message, flow: &Flow) -> Before {
        let now = Instant::now();
        while self.order.front().is_some_and(|(at, _)| *at + REMEMBERED <= now) || self.order.len() >= MOST {
            if let Some((at, key)) = self.order.pop_front()
                && self.all.get(&key).is_some_and(|(since, _)| *since == at)
            {
                self.all.remove(&key);
            }
        }
        let key = key_of(request, flow);
        match self.all.get(&key) {
            Some((_, Some(answer))) => Before::Answered(answer.clone()),
            Some((_, None)) => Before::UnderWay,
            None => {
                self.all.insert(key.clone(), (now, None));
                self.order.push_back((now, key.clone()));
                Before::Nothing(key)
            }
        }
    }

    pub(crate) fn answered(&mut self, key: &str, answer: &[u8]) {
        if let Some((_, kept)) = self.all.get_mut(key) {
            *kept = Some(answer.to_vec());
        }
    }

    /// Forgets a challenge: a repetition may get another one.
    pub(crate) fn forget(&mut self, key: &str) {
        self.all.remove(key);
    }
}

/// The branch identifies a request of one client. The other parts help with clients whose branches
/// are not unique, and keep clients apart. libpurple reuses its branches after each start; there,
/// its Authorization tells them apart.
fn key_of(request: &Message, flow: &Flow) -> String {
    let via = request.field("Via").and_then(Via::read);
    let (branch, sent_by) = via.as_ref().map_or(("", ""), |via| (via.branch().unwrap_or(""), via.sent_by()));
    let cseq = request.field("CSeq").and_then(CSeq::read).map_or(0, |cseq| cseq.number);
    let from = request.field("From").and_then(Address::read);
    let tag = from.as_ref().and_then(Address::tag).unwrap_or("");
    let method = request.method().unwrap_or("");
    let call = request.field("Call-ID").unwrap_or("");
    let proof = request.field("Authorization").unwrap_or("");
    format!("{} {method} {branch} {sent_by} {cseq} {tag} {call} {proof}", flow.key())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::Transport;

    fn request(branch: &str, number: u32) -> Message {
        Message::request("MESSAGE", "sip:visitor-1@x")
            .with("Via", format!("SIP/2.0/UDP 10.0.0.7;branch={branch}"))
            .with("From", "<sip:ann@x>;tag=1")
            .with("Call-ID", "1")
            .with("CSeq", format!("{number} MESSAGE"))
    }

    #[tokio::test(start_paused = true)]
    async fn a_repetition_gets_the_same_answer() {
        let (mut answers, (flow, _out)) = (Answers::default(), Flow::for_test(Transport::Udp));
        let Before::Nothing(key) = answers.before(&request("a", 1), &flow) else { panic!("it is new") };
        assert_eq!(answers.before(&request("a", 1), &flow), Before::UnderWay);
        answers.answered(&key, b"200");
        assert_eq!(answers.before(&request("a", 1), &flow), Before::Answered(b"200".to_vec()));
        for other in [request("b", 1), request("a", 2), request("a", 1).with("Authorization", "Digest")] {
            assert!(matches!(answers.before(&other, &flow), Before::Nothing(_)));
        }
        let other = Flow::of_stream(2, Transport::Tcp, flow.peer(), "x".into()).0;
        assert!(matches!(answers.before(&request("a", 1), &other), Before::Nothing(_)));
        tokio::time::advance(REMEMBERED).await;
        assert!(matches!(answers.before(&request("a", 1), &flow), Before::Nothing(_)));
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_forgotten_begins_anew() {
        let (mut answers, (flow, _out)) = (Answers::default(), Flow::for_test(Transport::Udp));
        let Before::Nothing(key) = answers.before(&request("a", 1), &flow) else { panic!("it is new") };
        answers.forget(&key);
        tokio::time::advance(REMEMBERED / 2).await;
        assert_eq!(answers.before(&request("a", 1), &flow), Before::Nothing(key.clone()));
        answers.answered(&key, b"200");
        // The first is forgotten by now, the second is not.
        tokio::time::advance(REMEMBERED / 2).await;
        assert_eq!(answers.before(&request("a", 1), &flow), Before::Answered(b"200".to_vec()));
    }

    #[tokio::test]
    async fn little_is_remembered_of_those_who_ask_much() {
        let (mut answers, (flow, _out)) = (Answers::default(), Flow::for_test(Transport::Udp));
        for n in 0..MOST + 100 {
            answers.before(&request(&n.to_string(), 1), &flow);
        }
        assert!(answers.all.len() <= MOST && answers.order.len() <= MOST);
    }
}
