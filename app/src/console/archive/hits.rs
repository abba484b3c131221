//! Moving from one hit to the next in the open chat, by buttons and keys.

use crate::api::archive::hits_of;
use leptos::{prelude::*, task::spawn_local};
use wire::{ChatId, Seq};

use super::desk::ArchiveDesk;
use crate::{
    drawn::{flag, text},
    icon::{self, Icon, icon},
    parts::{
        fault::answer,
        keys::{self, Action, Pressed},
        voice::Voice,
    },
    texts::{tr, tr_with},
};

/// The keys for the next and the previous hit while nothing is typed.
const KEYS: [&str; 2] = ["N", "Shift+N"];

/// A copyable handle.
#[derive(Clone, Copy)]
pub(super) struct Hits {
    /// The messages that contain what was searched for, in order.
    all: RwSignal<Vec<Seq>>,
    /// The index of the one in view.
    at: RwSignal<usize>,
    /// What the conversation brings into view.
    pub(super) sought: RwSignal<Option<Seq>>,
    voice: Voice,
}

impl Hits {
    /// Follows what is searched for.
    pub(super) fn new(desk: ArchiveDesk, chat: ChatId) -> Hits {
        let hits = Hits {
            all: RwSignal::default(),
            at: RwSignal::new(0),
            sought: RwSignal::new(None),
            voice: expect_context(),
        };
        let words = Memo::new(move |_| desk.wanted.with(|wanted| wanted.words.trim().to_owned()));
        Effect::new(move |_| {
            let wanted = words.get();
            if wanted.is_empty() {
                return hits.all.set(Vec::new());
            }
            spawn_local(async move {
                // The list says what is wrong with the search.
                let all = answer(hits_of(chat, wanted.clone()).await).unwrap_or_default();
                // Another search may have begun, or the chat may be closed by now.
                if words.try_get_untracked() == Some(wanted) {
                    hits.show(all);
                }
            });
        });
        expect_context::<Pressed>().listen(move |action| match action {
            Action::NextHit => hits.step(1),
            Action::PreviousHit => hits.step(-1),
            _ => {}
        });
        hits
    }

    fn show(self, all: Vec<Seq>) {
        let first = all.first().copied();
        self.all.set(all);
        self.at.set(0);
        if first.is_some() {
            self.sought.set(first);
        }
    }

    /// Goes to the hit that is this many positions after the present one; after the last comes the
    /// first.
    pub(super) fn step(self, steps: isize) {
        let count = self.all.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let next = (self.at.get_untracked() as isize + steps).rem_euclid(count as isize) as usize;
        self.at.set(next);
        self.sought.set(self.all.with_untracked(|all| all.get(next).copied()));
        self.voice.announce(self.words());
    }

    /// `Hit 2 of 7`.
    fn words(self) -> String {
        let (at, count) = untrack(|| (self.at.get(), self.all.with(Vec::len)));
        tr_with("Hit %1 of %2", &[&(at + 1), &count])
    }
}

#[component]
pub(super) fn HitsBar(hits: Hits, desk: ArchiveDesk) -> impl IntoView {
    let words = text(move || {
        hits.at.track();
        hits.all.track();
        hits.words()
    });
    view! {
        <div class="archive-hits" translate="no" hidden=flag(move || hits.all.read().is_empty())>
            <span>{words}</span>
            <StepButton picture=icon::UP words=tr("Previous hit") action=Action::PreviousHit key=KEYS[1] desk press=move || hits.step(-1) />
            <StepButton picture=icon::DOWN words=tr("Next hit") action=Action::NextHit key=KEYS[0] desk press=move || hits.step(1) />
        </div>
    }
    .into_any()
}

#[component]
fn StepButton(
    picture: Icon,
    words: &'static str,
    action: Action,
    /// The key that does the same while nothing is typed.
    key: &'static str,
    desk: ArchiveDesk,
    press: impl Fn() + 'static,
) -> impl IntoView {
    let title = text(move || {
        let keys = desk.live.desk.preferences.with(|mine| action.keys(mine));
        let keys = [key.to_owned(), keys::shown(&keys)].into_iter().filter(|keys| !keys.is_empty());
        format!("{words} ({})", keys.collect::<Vec<_>>().join(", "))
    });
    view! {
        <button type="button" class="icon-button is-small" aria-label=words title=title on:click=move |_| press()>
            {icon(picture)}
        </button>
    }
    .into_any()
}
