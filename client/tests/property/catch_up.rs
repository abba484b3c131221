//! Whatever is lost, repeated, delayed or cut off on the way to a client, its [`Log`] is always a
//! prefix of what is stored, and complete after one whole catch-up.

use client::log::{Heard, Log};
use proptest::prelude::*;
use wire::{Author, Body, ChatId, Message, MessageId, Seq, Timestamp};

/// The page size in these tests. The server's is larger, which makes no difference.
const PAGE: usize = 3;

/// What can happen. The numbers choose among the frames on their way, in any order.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Somebody writes, and the message is sent.
    Write,
    /// A message arrives, not necessarily the oldest.
    Arrive(usize),
    /// A message arrives and will arrive again.
    ArriveTwice(usize),
    /// A message is lost.
    Lose(usize),
    /// The server answers a catch-up from what is stored now.
    Answer,
    /// The connection breaks with everything on its way, and a new one is made.
    Reconnect,
}

#[derive(Default)]
struct World {
    stored: Vec<Message>,
    news: Vec<Message>,
    client: Client,
}

/// The rule that the panel and the console follow.
#[derive(Default)]
struct Client {
    log: Log,
    /// A pending catch-up: the number after which it asks.
    asked: Option<Seq>,
}

impl World {
    fn step(&mut self, step: Step) {
        match step {
            Step::Write => {
                let message = message(self.stored.len() as u32 + 1);
                self.stored.push(message.clone());
                self.news.push(message);
            }
            Step::Arrive(nr) => {
                if let Some(at) = place(nr, &self.news) {
                    let message = self.news.remove(at);
                    self.client.hear(message);
                }
            }
            Step::ArriveTwice(nr) => {
                if let Some(at) = place(nr, &self.news) {
                    self.client.hear(self.news[at].clone());
                }
            }
            Step::Lose(nr) => {
                if let Some(at) = place(nr, &self.news) {
                    self.news.remove(at);
                }
            }
            Step::Answer => self.answer(),
            Step::Reconnect => {
                self.news.clear();
                self.client.asked = None;
                self.client.follow();
            }
        }
    }

    fn answer(&mut self) {
        let Some(after) = self.client.asked.take() else { return };
        let rest = &self.stored[after.0 as usize..];
        let page = rest.iter().take(PAGE).cloned();
        let complete = self.client.log.hear_all(page);
        if rest.len() > PAGE || !complete {
            self.client.follow();
        }
    }

    fn is_a_beginning(&self) -> bool {
        let mine = self.client.log.messages();
        self.stored.starts_with(mine) && self.client.log.last() == Seq(mine.len() as u32)
    }
}

impl Client {
    fn hear(&mut self, message: Message) {
        if self.log.hear(message) == Heard::Gap {
            self.follow();
        }
    }

    fn follow(&mut self) {
        if self.asked.is_none() {
            self.asked = Some(self.log.last());
        }
    }
}

fn place(nr: usize, news: &[Message]) -> Option<usize> {
    (!news.is_empty()).then(|| nr % news.len())
}

fn message(seq: u32) -> Message {
    Message {
        id: MessageId::v7(seq.into(), &[0; 10]),
        chat: ChatId::v7(0, &[0; 10]),
        seq: Seq(seq),
        at: Timestamp(seq.into()),
        author: Author::Visitor,
        body: Body::Text(seq.to_string()),
    }
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Write),
        4 => (0usize..8).prop_map(Step::Arrive),
        1 => (0usize..8).prop_map(Step::ArriveTwice),
        2 => (0usize..8).prop_map(Step::Lose),
        2 => Just(Step::Answer),
        1 => Just(Step::Reconnect),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_loss_repetition_delay_or_reconnect_ends_with_all_that_is_stored(
        steps in prop::collection::vec(step(), 0..200)
    ) {
        let mut world = World::default();
        for step in steps {
            world.step(step);
            prop_assert!(world.is_a_beginning(), "after {step:?}");
        }
        // Every answer makes progress, so this number of pages is enough.
        let pages = world.stored.len() / PAGE + 1;
        world.step(Step::Reconnect);
        (0..pages).for_each(|_| world.answer());
        prop_assert_eq!(world.client.log.messages(), &world.stored[..]);
        prop_assert_eq!(world.client.asked, None);
    }

    #[test]
    fn news_in_order_needs_no_question(count in 0u32..50) {
        let mut world = World::default();
        for _ in 0..count {
            world.step(Step::Write);
            world.step(Step::Arrive(0));
            prop_assert_eq!(world.client.asked, None);
        }
        prop_assert_eq!(world.client.log.messages(), &world.stored[..]);
    }
}
