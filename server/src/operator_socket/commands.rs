//! Carries out an operator's commands.

use chat::{Error, Refused, SECURITY, SignedIn, Speaker, Switchboard};
use wire::{
    ChatId, Content, MessageId,
    operator::{Command, Done, Refusal},
};

use crate::socket::Reading;

/// The result of a command, before it is converted for the client.
type Outcome = Result<Result<Done, Refused>, Error>;

async fn say(
    switchboard: &Switchboard,
    who: &SignedIn,
    chat: ChatId,
    id: MessageId,
    content: Content,
) -> Outcome {
    let is_redacted = switchboard.redacts(who, &content).await?;
    let said = switchboard.say(Speaker::Operator(who.clone()), chat, id, content).await?;
    Ok(said.map(|stored| Done::Said {
        seq: stored.place.map(|(_, seq)| seq).unwrap_or_default(),
        at: stored.at,
        is_redacted,
    }))
}

/// Carries out a command. A `Say` completes after its commit, never before. Commands that only
/// write wait for the writer here, in order; those that read get a task of their own.
pub(super) async fn carry_out(
    switchboard: &Switchboard,
    who: &SignedIn,
    command: Command,
) -> Result<Done, Refusal> {
    let speaker = || Speaker::Operator(who.clone());
    let outcome = match command {
        Command::Accept { chat } => done(switchboard.accept(who, chat).await),
        Command::Say { chat, id, content } => say(switchboard, who, chat, id, content).await,
        Command::Typing { chat, on } => {
            apart(switchboard, who, move |switchboard, who| async move {
                done(switchboard.operator_types(&who, chat, on).await)
            })
            .await
        }
        Command::Look { chat, on } => {
            apart(switchboard, who, move |switchboard, who| async move {
                done(switchboard.operator_looks(&who, chat, on).await)
            })
            .await
        }
        Command::Close { chat } => done(switchboard.close(speaker(), chat).await),
        Command::CatchUp { chat, span } => {
            apart(switchboard, who, move |switchboard, who| async move {
                let found = switchboard.catch_up(&Speaker::Operator(who), chat, span).await?;
                Ok(found.map(|(messages, more)| Done::Messages { messages, more }))
            })
            .await
        }
        Command::Invite { visitor, chat, id, text } => {
            done(switchboard.invite(who, visitor, chat, id, &text).await)
        }
        Command::Offer { chat, to, kind } => {
            apart(switchboard, who, move |switchboard, who| async move {
                done(switchboard.offer(&who, chat, to, kind).await)
            })
            .await
        }
        Command::Take { chat } => done(switchboard.take(who, chat).await),
        Command::Refuse { chat } => done(switchboard.refuse(who, chat).await),
        Command::Join { chat } => done(switchboard.join(who, chat).await),
        Command::Leave { chat } => done(switchboard.leave(who, chat).await),
        Command::Mark { chat, marks } => done(switchboard.mark(speaker(), chat, marks).await),
        Command::Talk { with } => switchboard.talk(who, with).await.map(|talk| talk.map(Done::Talk)),
        Command::Decisions { chat } => {
            apart(switchboard, who, move |switchboard, who| async move {
                Ok(switchboard.decisions(&who, chat).await?.map(Done::Decisions))
            })
            .await
        }
        Command::Dossier { visitor } => {
            apart(switchboard, who, move |switchboard, who| async move {
                switchboard.dossier(&who, visitor).await.map(|found| found.map(Done::Dossier))
            })
            .await
        }
        Command::PastChats { visitor, before } => {
            apart(switchboard, who, move |switchboard, who| async move {
                switchboard.past_chats(&who, visitor, before).await.map(|found| found.map(Done::PastChats))
            })
            .await
        }
        Command::PastChat { chat } => {
            apart(switchboard, who, move |switchboard, who| async move {
                switchboard.past_chat(&who, chat).await.map(|found| found.map(Done::PastChat))
            })
            .await
        }
        Command::Note { visitor, id, text } => done(switchboard.add_note(who, visitor, id, &text).await),
        Command::SetRemark(remark) => done(switchboard.set_remark(who, remark).await),
        Command::ListCanned => {
            apart(switchboard, who, move |switchboard, who| async move {
                switchboard.canned(&who).await.map(|canned| Ok(Done::Canned(canned)))
            })
            .await
        }
        Command::SaveCanned(canned) => done(switchboard.save_canned(who, canned).await),
        Command::RemoveCanned { id } => done(switchboard.remove_canned(who, id).await),
        Command::SetPreferences(preferences) => {
            switchboard.set_preferences(who, preferences).await.map(|()| Ok(Done::Ok))
        }
        Command::ListWords => {
            apart(switchboard, who, move |switchboard, who| async move {
                switchboard.words(&who).await.map(|words| Ok(Done::Words(words)))
            })
            .await
        }
        Command::SetWord { word, known } => done(switchboard.set_word(who, &word, known).await),
        Command::SetStatus(status) => switchboard.set_status(who, status).await.map(|()| Ok(Done::Ok)),
        Command::MarkRead { message } => done(switchboard.mark_read(who, message).await),
        Command::PutAway { chat } => done(switchboard.put_away(who, chat).await),
        Command::AssignOffLine { message, seen, to } => {
            done(switchboard.assign_off_line_message(who, message, seen, to).await)
        }
        Command::AnswerOffLine(reply) => {
            // It first loads the address and the mail server.
            apart(switchboard, who, move |switchboard, who| async move {
                done(switchboard.answer_off_line_message(&who, reply).await)
            })
            .await
        }
        Command::SetOffLineDone { message, seen, done: is_done } => {
            done(switchboard.set_off_line_done(who, message, seen, is_done).await)
        }
        Command::ResendAnswer { message, answer } => {
            done(switchboard.resend_answer(who, message, answer).await)
        }
        Command::Snooze { chat, until } => done(switchboard.snooze(who, chat, until).await),
        Command::Tag { chat, tag, on } => done(switchboard.tag(who, chat, tag, on).await),
    };
    match outcome {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(refused)) => {
            if refused == Refused::NotAllowed {
                let SignedIn { account, operator, .. } = who;
                tracing::warn!(
                    target: SECURITY, event = "not_allowed", %account, %operator, "an operator asked for something that they may not do"
                );
            }
            Err(refused.into())
        }
        Err(error) => {
            tracing::error!(%error, "an operator's command failed");
            Err(Refusal::TryAgain)
        }
    }
}

fn done(outcome: Result<Result<(), Refused>, Error>) -> Outcome {
    outcome.map(|outcome| outcome.map(|()| Done::Ok))
}

/// Reads in a task of its own.
async fn apart<F: Future<Output = Outcome> + Send + 'static>(
    switchboard: &Switchboard,
    who: &SignedIn,
    read: impl FnOnce(Switchboard, SignedIn) -> F,
) -> Outcome {
    // It is cancelled only when the program ends.
    Reading::begin(read(switchboard.clone(), who.clone())).finish().await.unwrap_or(Err(Error::Closed))
}
