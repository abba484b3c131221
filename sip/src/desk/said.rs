//! Carries out what an operator writes in a client. A message is answered with 200 only when it is
//! stored.

use chat::{
    Error, Refused, SignedIn, Speaker,
    sip::{Alias, Subject},
};
use wire::{ChatId, ChatState, ChatView, Content, OfferKind, OperatorId, VisitorId, text::MAX_TEXT};

use super::{Answer, Desk, Said, words};
use crate::{
    body::Body,
    command::{self, Command},
    ids::Ids,
    split,
};

/// The maximum number of messages whose events are still to arrive.
const MOST: usize = 1_000;

impl Desk {
    pub(super) async fn do_what_he_says(&mut self, who: SignedIn, said: Said) -> Answer {
        let Said { to, what, ids } = said;
        let text = match &what {
            Body::Nothing => return Answer::ok(),
            Body::Text(text) => Some(text.as_str()),
            Body::Typing(_) => None,
        };
        let subject = match self.core.switchboard.sip_subject(self.account, to).await {
            Ok(Some(subject)) => subject,
            Ok(None) => return Answer::of(404, "Nobody is called so"),
            Err(error) => return trouble(&error),
        };
        let done = match (subject, text) {
            (Subject::Visitor(visitor), Some(text)) => {
                self.write_to_visitor(&who, to, visitor, text, &ids).await
            }
            (Subject::Colleague(colleague), Some(text)) => {
                self.write_to_colleague(&who, to, colleague, text, &ids).await
            }
            (Subject::Visitor(visitor), None) => self.types(&who, visitor, what == Body::Typing(true)).await,
            // Colleagues do not see it.
            (Subject::Colleague(_), None) => Ok(Answer::ok()),
        };
        done.unwrap_or_else(|error| trouble(&error))
    }

    async fn types(&mut self, who: &SignedIn, visitor: VisitorId, on: bool) -> Result<Answer, Error> {
        let switchboard = self.core.switchboard.clone();
        if let Some(chat) = switchboard.chat_with(who, visitor).await? {
            // Whether anybody sees the typing makes no difference to the client.
            let _ = switchboard.operator_types(who, chat.id, on).await?;
        }
        Ok(Answer::ok())
    }

    async fn write_to_visitor(
        &mut self,
        who: &SignedIn,
        to: Alias,
        visitor: VisitorId,
        text: &str,
        ids: &Ids,
    ) -> Result<Answer, Error> {
        let Some(chat) = self.core.switchboard.chat_with(who, visitor).await? else {
            self.explain(who.session, to, words::no_chat()).await;
            return Ok(Answer::of(404, "There is no chat"));
        };
        match command::read(text) {
            Command::Accept => self.accept(who, to, &chat).await,
            Command::Transfer(name) => self.transfer(who, to, chat.id, &name).await,
            Command::Say(text) => self.say(who, to, chat.id, &text, ids).await,
        }
    }

    async fn write_to_colleague(
        &mut self,
        who: &SignedIn,
        to: Alias,
        colleague: OperatorId,
        text: &str,
        ids: &Ids,
    ) -> Result<Answer, Error> {
        let Command::Say(text) = command::read(text) else {
            self.explain(who.session, to, words::only_visitors()).await;
            return Ok(Answer::ok());
        };
        match self.core.switchboard.talk(who, colleague).await? {
            Ok(talk) => self.say(who, to, talk.id, &text, ids).await,
            Err(_) => Ok(Answer::of(404, "Nobody is called so")),
        }
    }

    /// Stores what the operator sends; a long text as several messages.
    async fn say(
        &mut self,
        who: &SignedIn,
        to: Alias,
        chat: ChatId,
        text: &str,
        ids: &Ids,
    ) -> Result<Answer, Error> {
        // The limit is in bytes, so no piece has more characters.
        for (place, piece) in split::pieces(text, MAX_TEXT).into_iter().enumerate() {
            if piece.trim().is_empty() {
                continue;
            }
            let (id, content) = (ids.of_piece(place), Content::Text(piece.to_owned()));
            if self.said.len() >= MOST {
                self.said.clear();
            }
            self.said.insert(id, who.session);
            let stored = self.core.switchboard.say(Speaker::Operator(who.clone()), chat, id, content).await;
            if !matches!(stored, Ok(Ok(_))) {
                self.said.remove(&id);
            }
            if let Err(refused) = stored? {
                self.explain(who.session, to, words::refused(&refused)).await;
                return Ok(refusal(&refused));
            }
        }
        Ok(Answer::ok())
    }

    /// `/a`: accepts the offer, or else the request.
    async fn accept(&mut self, who: &SignedIn, to: Alias, chat: &ChatView) -> Result<Answer, Error> {
        let is_offered = chat.offer.as_ref().is_some_and(|offer| offer.to.id == who.operator);
        let has_it = chat.operators().any(|one| one.id == who.operator);
        let switchboard = self.core.switchboard.clone();
        let done = match chat.state {
            _ if is_offered => switchboard.take(who, chat.id).await?,
            ChatState::Requesting => switchboard.accept(who, chat.id).await?,
            ChatState::Active if has_it => {
                self.explain(who.session, to, words::accepted_before()).await;
                Ok(())
            }
            ChatState::Active => Err(match &chat.operator {
                Some(other) => Refused::TakenBy(other.name.clone()),
                None => Refused::NotFound,
            }),
            _ => {
                self.explain(who.session, to, words::nothing_to_accept()).await;
                Ok(())
            }
        };
        if let Err(refused) = done {
            self.explain(who.session, to, words::refused(&refused)).await;
        }
        // The command was understood; its result is sent as a message.
        Ok(Answer::ok())
    }

    /// Carries out `/t NAME`.
    async fn transfer(
        &mut self,
        who: &SignedIn,
        to: Alias,
        chat: ChatId,
        name: &str,
    ) -> Result<Answer, Error> {
        let switchboard = self.core.switchboard.clone();
        let colleagues: Vec<_> =
            switchboard.colleagues(who).await?.into_iter().filter(|one| one.id != who.operator).collect();
        let names: Vec<_> = colleagues.iter().map(|one| one.name.as_str()).collect();
        let answer = match find(name, &names)[..] {
            [one] => {
                let colleague = &colleagues[one];
                match switchboard.offer(who, chat, colleague.id, OfferKind::Transfer).await? {
                    Ok(()) => words::offered_to(&colleague.name),
                    Err(refused) => words::refused(&refused),
                }
            }
            ref found => {
                let found: Vec<_> = found.iter().map(|at| names[*at]).collect();
                let there = colleagues.iter().filter(|one| one.status.is_some()).map(|one| one.name.as_str());
                words::whom(name, &found, &there.collect::<Vec<_>>())
            }
        };
        self.explain(who.session, to, answer).await;
        Ok(Answer::ok())
    }
}

/// The names that are meant: an exact match, otherwise those that begin with the text.
fn find(name: &str, names: &[&str]) -> Vec<usize> {
    let name = name.trim().to_lowercase();
    if name.is_empty() {
        return Vec::new();
    }
    let found = |is_meant: &dyn Fn(&str) -> bool| -> Vec<usize> {
        (0..names.len()).filter(|at| is_meant(&names[*at].to_lowercase())).collect()
    };
    match found(&|other| other == name) {
        exact if !exact.is_empty() => exact,
        _ => found(&|other| other.starts_with(&name)),
    }
}

/// What a client shows beside a text that was not sent.
fn refusal(refused: &Refused) -> Answer {
    match refused {
        Refused::NotAccepted => Answer::of(403, "Accept the chat first"),
        Refused::TakenBy(_) => Answer::of(403, "Somebody else has the chat"),
        Refused::Closed => Answer::of(410, "The chat has ended"),
        Refused::BadText(_) => Answer::of(413, "The text is too long"),
        _ => Answer::of(404, "There is no chat"),
    }
}

fn trouble(error: &Error) -> Answer {
    tracing::error!(%error, "what an operator did in a SIP client failed");
    Answer::trouble()
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_colleague_is_named_by_the_beginning_of_his_name() {
        let names = ["Ben", "Ben Miller", "Carla", "Bénédicte"];
        assert_eq!(find("ben", &names), [0]);
        assert_eq!(find("BEN M", &names), [1]);
        assert_eq!(find("be", &names), [0, 1]);
        assert_eq!(find(" carl ", &names), [2]);
        assert_eq!(find("béné", &names), [3]);
        assert_eq!(find("dora", &names), [0; 0]);
        assert_eq!(find("", &names), [0; 0]);
    }
}
