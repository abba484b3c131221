//! Client transactions (RFC 3261, 17.1.2): our requests, repeated until they are answered, for up
//! to 32 seconds.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use crate::{
    field::{CSeq, Via},
    flow::Flow,
    message::Message,
};

/// The estimated round-trip time, and the longest interval between two repetitions.
const T1: Duration = Duration::from_millis(500);
const T2: Duration = Duration::from_secs(4);
const PATIENCE: Duration = Duration::from_secs(32);

/// The pending requests, by their branch.
#[derive(Default)]
pub(crate) struct Asked {
    waiting: Mutex<HashMap<String, Waiting>>,
}

struct Waiting {
    method: String,
    flow: String,
    answer: mpsc::Sender<Message>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The code of the final answer.
    Answered(u16),
    /// No answer in time.
    Silence,
    Gone,
}

impl Asked {
    /// Sends a request, which has no Via yet, and waits for its answer. `branch`: a token nobody
    /// can guess.
    pub(crate) async fn ask(&self, flow: &Flow, request: Message, branch: &str) -> Outcome {
        let branch = format!("z9hG4bK{branch}");
        let request = request.with_first("Via", flow.via(&branch));
        let method = request.method().unwrap_or_default().to_owned();
        // Provisional answers may come first.
        let (answer, mut answers) = mpsc::channel(2);
        self.waiting().insert(branch.clone(), Waiting { method, flow: flow.key(), answer });
        let _entry = Entry { asked: self, branch };
        let bytes = request.to_bytes();
        let end = Instant::now() + PATIENCE;
        let mut pause = T1;
        if flow.send(bytes.clone()).await.is_err() && flow.transport().is_reliable() {
            return Outcome::Gone;
        }
        let mut again = Instant::now() + pause;
        loop {
            tokio::select! {
                Some(answer) = answers.recv() => match answer.code() {
                    Some(code) if code >= 200 => return Outcome::Answered(code),
                    // The client is working on it, so it is repeated rarely from now on.
                    _ => pause = T2,
                },
                () = flow.closed() => return Outcome::Gone,
                () = sleep_until(end) => return Outcome::Silence,
                () = sleep_until(again), if !flow.transport().is_reliable() => {
                    // A network error may be temporary, so the next attempt may succeed.
                    let _ = flow.send(bytes.clone()).await;
                    pause = (pause * 2).min(T2);
                    again = Instant::now() + pause;
                }
            }
        }
    }

    /// Handles a response. It counts only if it came over the flow that its request used.
    pub(crate) fn heard(&self, response: Message, flow: &Flow) {
        let via = response.field("Via").and_then(Via::read);
        let (Some(via), Some(cseq)) = (via, response.field("CSeq").and_then(CSeq::read)) else { return };
        let Some(branch) = via.branch() else { return };
        let waiting = self.waiting();
        if let Some(one) = waiting.get(branch)
            && one.method == cseq.method
            && one.flow == flow.key()
        {
            // The queue has two slots. Further answers of a client are dropped.
            let _ = one.answer.try_send(response);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<String, Waiting>> {
        // The map is consistent after each statement, so a panic elsewhere leaves it valid.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes the pending request when dropped.
struct Entry<'a> {
    asked: &'a Asked,
    branch: String,
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.asked.waiting().remove(&self.branch);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Outgoing, Transport};

    fn options() -> Message {
        Message::request("OPTIONS", "sip:ann@10.0.0.7").with("CSeq", "1 OPTIONS")
    }

    async fn answer(asked: &Asked, flow: &Flow, outgoing: &mut Outgoing, code: u16) {
        let request = Message::of_datagram(&outgoing.next().await.unwrap()).unwrap();
        asked.heard(Message::answer(&request, code, "", "x"), flow);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_ends_the_waiting() {
        let (asked, (flow, mut outgoing)) = (Asked::default(), Flow::for_test(Transport::Tcp));
        let talk = async {
            answer(&asked, &flow, &mut outgoing, 200).await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            outcome = asked.ask(&flow, options(), "1") => assert_eq!(outcome, Outcome::Answered(200)),
            () = talk => {}
        }
        assert!(asked.waiting().is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn over_udp_a_request_is_repeated_and_given_up() {
        let (asked, (flow, mut outgoing)) = (Asked::default(), Flow::for_test(Transport::Udp));
        let begun = Instant::now();
        let mut times = Vec::new();
        let listen = async {
            while outgoing.next().await.is_some() {
                times.push(begun.elapsed().as_millis());
            }
        };
        tokio::select! {
            outcome = asked.ask(&flow, options(), "1") => assert_eq!(outcome, Outcome::Silence),
            () = listen => panic!("the flow has not ended"),
        }
        assert_eq!(times, [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    }

    #[tokio::test(start_paused = true)]
    async fn over_a_connection_it_is_sent_once_and_ends_with_it() {
        let (asked, (flow, mut outgoing)) = (Asked::default(), Flow::for_test(Transport::Tls));
        let talk = async {
            outgoing.next().await.unwrap();
            tokio::time::sleep(Duration::from_secs(5)).await;
            drop(outgoing);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            outcome = asked.ask(&flow, options(), "1") => assert_eq!(outcome, Outcome::Gone),
            () = talk => {}
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_from_elsewhere_does_not_count() {
        let (asked, (flow, mut outgoing)) = (Asked::default(), Flow::for_test(Transport::Tcp));
        let elsewhere = Flow::of_stream(2, Transport::Tcp, flow.peer(), "x".into()).0;
        let talk = async {
            answer(&asked, &elsewhere, &mut outgoing, 200).await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            outcome = asked.ask(&flow, options(), "1") => assert_eq!(outcome, Outcome::Silence),
            () = talk => {}
        }
    }
}
