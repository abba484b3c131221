//! An administrator tests whether email goes out. The test message takes the same path as all
//! others, but is tried only once.

use std::time::Duration;

use async_trait::async_trait;
use wire::{
    AccountId, LetterId, Role, Timestamp,
    mail::{LetterState, LetterView},
};

use super::{
    address,
    letter::{self, About},
};
use crate::{
    Error, Refused, SignedIn, Switchboard, account,
    live::Live,
    store::{Tx, Write},
};

/// How long the administrator waits for the mail server's answer.
const PATIENCE: Duration = Duration::from_secs(45);
const LOOK: Duration = Duration::from_millis(200);

impl Switchboard {
    /// Sends a test message and waits for the mail server's answer. If that takes too long, the
    /// result says that the email is still waiting.
    pub async fn try_mail(&self, who: &SignedIn, to: &str) -> Result<Result<LetterView, Refused>, Error> {
        if who.role != Role::Administrator {
            return Ok(Err(Refused::NotAllowed));
        }
        let to = match address::clean(to) {
            Ok(to) => to,
            Err(bad) => return Ok(Err(Refused::BadEmail(bad))),
        };
        let (id, account): (LetterId, _) = (self.sources.id(), who.account);
        if !account::mails(&mut self.store.read().await?, account, self.mail.is_some()).await? {
            return Ok(Err(Refused::NoMail));
        }
        self.store.write(TrialWork { id, account, to, now: self.sources.now() }).await?;
        let mut looks = tokio::time::interval(LOOK);
        let mut left = PATIENCE.as_millis() / LOOK.as_millis();
        loop {
            looks.tick().await;
            left -= 1;
            let view = letter::view_of(&mut self.store.read().await?, account, id).await?;
            match view {
                Some(view) if view.state != LetterState::Waiting || left == 0 => return Ok(Ok(view)),
                Some(_) => {}
                None => return Ok(Err(Refused::NotFound)),
            }
        }
    }
}

struct TrialWork {
    id: LetterId,
    account: AccountId,
    to: String,
    now: Timestamp,
}

#[async_trait]
impl Write for TrialWork {
    type Output = ();

    async fn run(&self, tx: &mut Tx) -> Result<(), Error> {
        letter::write(tx, self.id, self.account, About::Trial, &self.to, self.now).await
    }

    fn announce(&self, (): &(), live: &Live) {
        live.letters_wait();
    }
}
