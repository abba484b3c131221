//! Sends email (manual A11): hands due emails to their mail servers.
//!
//! | module | does |
//! |---|---|
//! | [`smtp`] | delivers one email to one mail server, and reports its answer |
//! | [`message`] | writes an email as RFC 5322 requires |

mod message;
mod smtp;

use std::time::Duration;

use chat::{
    Switchboard,
    mail::{Letter, Retries},
};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep, timeout},
};

use smtp::Fault;

/// The maximum number of emails that are delivered at once.
const MOST: usize = 8;
/// How often to look for emails of other nodes and for those that are due again.
const LOOK: Duration = Duration::from_secs(1);
/// How often to give up emails that could not even be tried.
const GIVE_UP: Duration = Duration::from_secs(60);
/// How often a node renews its hold on an email: three times within the hold's duration.
const HOLD: Duration = Duration::from_secs(10);
/// The time limit for one delivery: RFC 5321, 4.5.3.2.6 requires a client to wait that long for the
/// last answer, and some more.
const LONGEST: Duration = Duration::from_secs(12 * 60);
/// How long a stop waits for deliveries to finish.
const PATIENCE: Duration = Duration::from_secs(8);

/// Sends due emails until the server stops, then finishes those that are being delivered.
pub(crate) async fn send_all(
    switchboard: Switchboard,
    retries: Retries,
    mut stopping: watch::Receiver<bool>,
) {
    let mut under_way = JoinSet::new();
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut give_up = interval(GIVE_UP);
    while !*stopping.borrow() {
        tokio::select! {
            _ = looks.tick() => {}
            () = switchboard.letters_due() => {}
            _ = under_way.join_next(), if under_way.len() == MOST => {}
            _ = give_up.tick() => tell(switchboard.give_up_letters().await, "old letters"),
            // An error means that the sender is gone, which is the end as well.
            _ = stopping.changed() => continue,
        }
        while under_way.try_join_next().is_some() {}
        match switchboard.take_letters(MOST - under_way.len()).await {
            Ok(letters) => {
                for letter in letters {
                    under_way.spawn(send(switchboard.clone(), letter, retries));
                }
            }
            Err(error) => tell(Err(error), "letters that are due"),
        }
    }
    let ended = timeout(PATIENCE, async { while under_way.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        tracing::warn!("some letters were still under way; they are sent after the next start");
    }
}

/// Sends one email, renews the hold on it meanwhile, and stores the result.
async fn send(switchboard: Switchboard, letter: Letter, retries: Retries) {
    let attempt = timeout(LONGEST, smtp::deliver(&switchboard, &letter));
    tokio::pin!(attempt);
    let mut holds = interval(HOLD);
    holds.tick().await;
    let outcome = loop {
        tokio::select! {
            ended = &mut attempt => break ended,
            _ = holds.tick() => tell(switchboard.hold_letter(&letter).await, "a letter under way"),
        }
    };
    let late = || Fault::Passing("The mail server did not answer in time.".into());
    let outcome = outcome.unwrap_or_else(|_| Err(late()));
    // Only this task knows whether it was sent, so it retries until the database has the result, or
    // the program ends.
    loop {
        let written = match &outcome {
            Ok(answer) => switchboard.letter_sent(&letter, answer).await,
            Err(Fault::Lasting(answer)) => switchboard.letter_refused(&letter, answer).await,
            Err(Fault::Passing(answer)) => switchboard.letter_failed(&letter, answer, retries).await,
        };
        match written {
            Ok(()) => break,
            Err(chat::Error::Closed) => return,
            Err(error) => tell(Err(error), "what became of a letter"),
        }
        sleep(LOOK).await;
    }
    match outcome {
        Ok(_) => tracing::debug!(letter = %letter.id, "sent"),
        // The log contains neither the recipient nor the text.
        Err(Fault::Lasting(answer)) => tracing::warn!(letter = %letter.id, %answer, "refused"),
        Err(Fault::Passing(answer)) => tracing::info!(letter = %letter.id, %answer, "not sent yet"),
    }
}

fn tell(done: Result<(), chat::Error>, what: &str) {
    if let Err(error) = done {
        tracing::error!(%error, "e-mail: {what}");
    }
}
