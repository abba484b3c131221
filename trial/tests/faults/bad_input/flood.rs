//! 10,000 messages in a second from one visitor.

use std::time::{Duration, Instant};

use chat::Sources;
use futures::FutureExt;
use wire::{
    MessageId,
    frame::close,
    visitor::{FromVisitor, Refusal, Say, ToVisitor},
};

use super::people::Scene;

const FLOOD: usize = 10_000;
/// What counts as a stall, even on a busy machine; the benchmark measures shorter delays.
const SLOW: Duration = Duration::from_secs(5);

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_messages_at_once_are_refused_and_ended_and_nobody_waits() {
    let mut scene = Scene::begin().await;
    let mut visitor = scene.visitor("flood").await;
    let chat = visitor.ask("Hello").await;
    let flood = tokio::spawn(async move {
        let sources = Sources::system();
        let (mut stored, mut refused) = (Vec::new(), 0);
        let (mut code, mut sent) = (None, 0);
        for nr in 0..FLOOD {
            let say = Say { chat, id: sources.id(), text: nr.to_string() };
            if visitor.socket.send(&FromVisitor::Say(say)).await.is_err() {
                break;
            }
            sent += 1;
            // Reads what has arrived, so that the answers do not block the questions.
            while let Some(frame) = visitor.socket.receive().now_or_never() {
                match frame {
                    Ok(frame) => note(frame, &mut stored, &mut refused),
                    Err(lost) => {
                        code = lost.0;
                        break;
                    }
                }
            }
            if code.is_some() {
                break;
            }
        }
        // Each message is answered, or the close explains why the rest is not.
        while code.is_none() && stored.len() + refused < sent {
            match visitor.socket.receive().await {
                Ok(frame) => note(frame, &mut stored, &mut refused),
                Err(lost) => {
                    code = lost.0;
                    break;
                }
            }
        }
        (stored, refused, code)
    });
    // Meanwhile the others talk undisturbed.
    let mut slowest = Duration::ZERO;
    while !flood.is_finished() {
        let started = Instant::now();
        scene.bystanders_are_undisturbed().await;
        slowest = slowest.max(started.elapsed());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (stored, refused, code) = flood.await.unwrap();
    eprintln!("{} stored, {refused} refused, then {code:?}; the bystanders waited {slowest:?}", stored.len());
    assert_eq!(code, Some(close::TOO_FAST));
    assert!(refused > 0 && stored.len() < 1_000, "{} stored, {refused} refused", stored.len());
    assert!(slowest < SLOW, "the bystanders waited for {slowest:?}");
    // What was acknowledged is there, and only that.
    let there: Vec<_> =
        scene.database().messages_of(chat).await.unwrap().iter().skip(1).map(|m| m.id).collect();
    assert_eq!(there, stored);
    scene.bystanders_are_undisturbed().await;
}

fn note(frame: ToVisitor, stored: &mut Vec<MessageId>, refused: &mut usize) {
    match frame {
        ToVisitor::Stored(told) => stored.push(told.id),
        ToVisitor::Refused { why: Refusal::TooFast, id: Some(_) } => *refused += 1,
        _ => {}
    }
}
