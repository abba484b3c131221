//! What goes to one client: one request at a time, in order. Some clients read one message at a
//! time, and an operator must get messages in the order in which they were sent.

use std::{sync::Arc, time::Duration};

use chat::Sources;
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{sleep, timeout},
};
use wire::{ChatId, Seq};

use crate::{
    body::{COMPOSING, composing},
    exchange::{Asked, Outcome},
    flow::Flow,
    message::Message,
    split,
};

/// The maximum number of parcels that wait for a client. A client with more has to register again,
/// and gets them then.
const WAITING: usize = 256;
/// A client that has just registered gets its answer before anything else.
const SETTLES: Duration = Duration::from_millis(500);
/// How long a connection may be lost before its client counts as gone.
pub(crate) const GRACE: Duration = Duration::from_secs(30);

/// Where a client is reached, and as which user.
#[derive(Clone)]
pub(crate) struct Reach {
    pub(crate) flow: Flow,
    /// The client's Contact.
    pub(crate) contact: String,
    /// Its user, and our host as the operator entered it.
    pub(crate) user: String,
    pub(crate) host: String,
}

/// Something to deliver to a client.
#[derive(Clone, Debug)]
pub(crate) struct Parcel {
    /// The sender: the user part of the address, and the name in quotes.
    pub(crate) from: (String, String),
    pub(crate) what: What,
    /// The chat message it carries, so that it can be marked as delivered.
    pub(crate) about: Option<(ChatId, Seq)>,
}

#[derive(Clone, Debug)]
pub(crate) enum What {
    Text(String),
    Typing(bool),
    /// Checks whether the client is there.
    Probe,
    /// A request within a subscription, complete except for the Via.
    Notify(Box<Message>),
}

/// The result of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    Delivered(ChatId, Seq),
    /// The client of this session does not answer. It has no connection whose end would tell more,
    /// so probing continues.
    Silent([u8; 32]),
    /// It answers again.
    Back([u8; 32]),
    /// It does not know the subscription with this Call-ID any more.
    Unwatched(String),
    /// Its connection has ended, and it has not opened another one.
    Lost([u8; 32]),
}

/// Dropping it ends it, even if something waits in it.
pub(crate) struct Outbox {
    queue: mpsc::Sender<Parcel>,
    reach: watch::Sender<Reach>,
    work: JoinHandle<()>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Outbox {
    /// Starts an outbox for the client of this session.
    pub(crate) fn start(
        session: [u8; 32],
        reach: Reach,
        asked: Arc<Asked>,
        sources: Sources,
        reports: mpsc::Sender<Report>,
    ) -> Outbox {
        let (queue, parcels) = mpsc::channel(WAITING);
        let (reach, reached) = watch::channel(reach);
        let worker = Worker { session, reach: reached, asked, sources, reports, is_silent: false };
        Outbox { queue, reach, work: tokio::spawn(worker.run(parcels)) }
    }

    pub(crate) fn put(&self, parcel: Parcel) -> Result<(), Full> {
        match parcel.what {
            // It is worth nothing later.
            What::Typing(_) | What::Probe if self.queue.capacity() < WAITING => Ok(()),
            _ => self.queue.try_send(parcel).map_err(|_| Full),
        }
    }

    /// Where the client is now.
    pub(crate) fn reach(&self) -> Reach {
        self.reach.borrow().clone()
    }

    /// The client has moved to another flow or Contact.
    pub(crate) fn reached(&self, reach: Reach) {
        self.reach.send_replace(reach);
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.work.abort();
    }
}

struct Worker {
    session: [u8; 32],
    reach: watch::Receiver<Reach>,
    asked: Arc<Asked>,
    sources: Sources,
    reports: mpsc::Sender<Report>,
    is_silent: bool,
}

impl Worker {
    async fn run(mut self, mut parcels: mpsc::Receiver<Parcel>) {
        sleep(SETTLES).await;
        while let Some(parcel) = parcels.recv().await {
            if !self.deliver(&parcel).await {
                return self.report(Report::Lost(self.session)).await;
            }
            if let Some((chat, seq)) = parcel.about {
                self.report(Report::Delivered(chat, seq)).await;
            }
        }
    }

    /// Returns whether the client accepted or refused it. A refused parcel would be refused again.
    async fn deliver(&mut self, parcel: &Parcel) -> bool {
        let whole = match &parcel.what {
            What::Text(text) => text.clone(),
            _ => String::new(),
        };
        // The piece size depends on the flow over which the first piece goes.
        let most = split::most_over(self.reach.borrow().flow.transport());
        for piece in split::pieces(&whole, most) {
            if !self.deliver_piece(parcel, piece).await {
                return false;
            }
        }
        true
    }

    async fn deliver_piece(&mut self, parcel: &Parcel, piece: &str) -> bool {
        // The same Call-ID on another flow, so that a client that has it already can tell.
        let (call, tag) = (self.token(), self.token());
        loop {
            let reach = self.reach.borrow_and_update().clone();
            let request = request(&reach, parcel, piece, &call, &tag);
            let outcome = self.asked.ask(&reach.flow, request, &self.token()).await;
            match outcome {
                Outcome::Answered(code) => {
                    if code >= 300 {
                        tracing::debug!(code, way = %reach.flow, "a SIP client refused a request");
                    }
                    if let (481, What::Notify(notify)) = (code, &parcel.what) {
                        self.report(Report::Unwatched(
                            notify.field("Call-ID").unwrap_or_default().to_owned(),
                        ))
                        .await;
                    }
                    if std::mem::replace(&mut self.is_silent, false) {
                        self.report(Report::Back(self.session)).await;
                    }
                    return true;
                }
                Outcome::Silence if !reach.flow.transport().is_reliable() => {
                    if !std::mem::replace(&mut self.is_silent, true) {
                        self.report(Report::Silent(self.session)).await;
                    }
                    continue;
                }
                Outcome::Silence => reach.flow.close(),
                Outcome::Gone => {}
            }
            // The client may be on another flow by now, or about to open one.
            let is_elsewhere = |now: &Reach| !now.flow.is_same(&reach.flow);
            if !matches!(timeout(GRACE, self.reach.wait_for(is_elsewhere)).await, Ok(Ok(_))) {
                return false;
            }
            sleep(SETTLES).await;
        }
    }

    async fn report(&self, report: Report) {
        // This fails only if the operator's desk has ended.
        let _ = self.reports.send(report).await;
    }

    fn token(&self) -> String {
        self.sources.bytes::<12>().iter().map(|b| format!("{b:02x}")).collect()
    }
}

fn request(reach: &Reach, parcel: &Parcel, piece: &str, call: &str, tag: &str) -> Message {
    let Reach { contact, user, host, .. } = reach;
    let (name, display) = &parcel.from;
    let begin = |method: &str| {
        Message::request(method, contact)
            .with("Max-Forwards", "70")
            .with("From", format!("{display} <sip:{name}@{host}>;tag={tag}").trim_start())
            .with("To", format!("<sip:{user}@{host}>"))
            .with("Call-ID", call)
            .with("CSeq", format!("1 {method}"))
            .with("User-Agent", "Switchboard")
    };
    match &parcel.what {
        What::Text(_) => begin("MESSAGE").with_body("text/plain;charset=UTF-8", piece),
        What::Typing(on) => begin("MESSAGE").with_body(COMPOSING, composing(*on)),
        What::Probe => begin("OPTIONS").with("Accept", "text/plain"),
        What::Notify(message) => (**message).clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::{Outgoing, Transport};

    struct Stage {
        outbox: Outbox,
        asked: Arc<Asked>,
        reports: mpsc::Receiver<Report>,
        flow: Flow,
        outgoing: Outgoing,
    }

    fn stage(transport: Transport) -> Stage {
        let (flow, outgoing) = Flow::for_test(transport);
        let (reports, heard) = mpsc::channel(8);
        let asked = Arc::<Asked>::default();
        let reach = reach(&flow);
        let outbox = Outbox::start([7; 32], reach, asked.clone(), Sources::system(), reports);
        Stage { outbox, asked, reports: heard, flow, outgoing }
    }

    fn reach(flow: &Flow) -> Reach {
        let (contact, user, host) = ("sip:ann@10.0.0.7".into(), "ann".into(), "chat.example".into());
        Reach { flow: flow.clone(), contact, user, host }
    }

    fn text(text: &str, seq: u32) -> Parcel {
        let from = ("visitor-7".to_owned(), "\"Anna (Pricing)\"".to_owned());
        Parcel { from, what: What::Text(text.into()), about: Some((ChatId(uuid::Uuid::nil()), Seq(seq))) }
    }

    impl Stage {
        async fn next(&mut self) -> Message {
            let next = timeout(Duration::from_secs(5), self.outgoing.next());
            Message::of_datagram(&next.await.expect("it comes").unwrap()).unwrap()
        }

        fn answer(&self, request: &Message, code: u16) {
            self.asked.heard(Message::answer(request, code, "", "x"), &self.flow);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_request_is_on_its_way_at_a_time() {
        let mut stage = stage(Transport::Tcp);
        stage.outbox.put(text("one", 1)).unwrap();
        stage.outbox.put(text("two", 2)).unwrap();
        let first = stage.next().await;
        assert_eq!((first.method(), first.body.as_slice()), (Some("MESSAGE"), &b"one"[..]));
        let from = first.field("From").unwrap();
        assert!(from.starts_with("\"Anna (Pricing)\" <sip:visitor-7@chat.example>;tag="), "{from}");
        assert!(timeout(Duration::from_secs(10), stage.outgoing.next()).await.is_err());
        stage.answer(&first, 200);
        assert_eq!(stage.reports.recv().await, Some(Report::Delivered(ChatId(uuid::Uuid::nil()), Seq(1))));
        assert_eq!(stage.next().await.body, b"two");
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_text_comes_whole_in_messages_that_clients_can_read() {
        let long = "wörter und mehr ".repeat(400);
        for (transport, most) in [(Transport::Udp, 1_300), (Transport::Tcp, 4_000), (Transport::Tls, 4_000)] {
            let mut stage = stage(transport);
            stage.outbox.put(text(&long, 1)).unwrap();
            let mut got = String::new();
            while got.len() < long.len() {
                let message = stage.next().await;
                assert!(message.to_bytes().len() <= most, "{transport:?}");
                got += std::str::from_utf8(&message.body).unwrap();
                stage.answer(&message, 202);
            }
            assert_eq!(got, long);
        }
        let mut ws = stage(Transport::Ws);
        ws.outbox.put(text(&long, 1)).unwrap();
        assert_eq!(ws.next().await.body, long.as_bytes());
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_comes_on_another_way_gets_what_it_missed() {
        let mut stage = stage(Transport::Tls);
        stage.outbox.put(text("one", 1)).unwrap();
        let first = stage.next().await;
        let (flow, outgoing) = Flow::of_stream(2, Transport::Tls, stage.flow.peer(), "x".into());
        // The first connection breaks.
        stage.outgoing = outgoing;
        sleep(Duration::from_secs(20)).await;
        stage.flow = flow.clone();
        stage.outbox.reached(reach(&flow));
        let again = stage.next().await;
        assert_eq!((again.field("Call-ID"), &again.body), (first.field("Call-ID"), &first.body));
        stage.answer(&again, 200);
        assert!(matches!(stage.reports.recv().await, Some(Report::Delivered(..))));
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_on_which_nobody_answers_is_lost() {
        let mut stage = stage(Transport::Tcp);
        stage.outbox.put(text("one", 1)).unwrap();
        let listen = async {
            while stage.outgoing.next().await.is_some() {}
            std::future::pending::<()>().await;
        };
        let lost = tokio::select! {
            lost = stage.reports.recv() => lost,
            () = listen => None,
        };
        assert_eq!(lost, Some(Report::Lost([7; 32])));
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_connection_a_client_is_asked_on_and_on() {
        let mut stage = stage(Transport::Udp);
        stage.outbox.put(text("one", 1)).unwrap();
        let first = stage.next().await;
        let silent = async { stage.reports.recv().await };
        let listen = async { while stage.outgoing.next().await.is_some() {} };
        tokio::select! {
            silent = silent => assert_eq!(silent, Some(Report::Silent([7; 32]))),
            () = listen => panic!("the flow has not ended"),
        }
        sleep(Duration::from_secs(100)).await;
        let again = stage.next().await;
        assert_eq!(again.field("Call-ID"), first.field("Call-ID"));
        // The first one may have been given up; the next one is not.
        let reports = &mut stage.reports;
        let back = loop {
            if let Ok(back) = reports.try_recv() {
                break back;
            }
            let next = Message::of_datagram(&stage.outgoing.next().await.unwrap()).unwrap();
            stage.asked.heard(Message::answer(&next, 200, "", "x"), &stage.flow);
            sleep(Duration::from_millis(1)).await;
        };
        assert_eq!(back, Report::Back([7; 32]));
        assert!(matches!(reports.recv().await, Some(Report::Delivered(..))));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_worth_nothing_later_does_not_wait() {
        let mut stage = stage(Transport::Tcp);
        stage.outbox.put(text("one", 1)).unwrap();
        stage.outbox.put(Parcel { what: What::Typing(true), about: None, ..text("", 0) }).unwrap();
        stage.outbox.put(text("two", 2)).unwrap();
        let first = stage.next().await;
        stage.answer(&first, 200);
        assert_eq!(stage.next().await.body, b"two");
        let mut puts = 0;
        while stage.outbox.put(text("more", 3)).is_ok() {
            puts += 1;
        }
        assert_eq!(puts, WAITING);
    }
}
