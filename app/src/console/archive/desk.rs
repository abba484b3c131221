//! What the parts of the archive's page share: the address, the list, and what the filters offer.

use std::rc::Rc;

use crate::api::{archive::saved_views, departments::department_names};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use uuid::Uuid;
use web_sys::UrlSearchParams;
use wire::{
    ChatId, DepartmentId, TagId, Timestamp,
    archive::{ArchivedChat, Filter, SavedView},
    tag::Tag,
};

use super::{chosen::Chosen, days::Day, listed::Listed, wanted::Wanted};
use crate::{
    browser_only::BrowserOnly,
    console::local_time,
    live::Live,
    parts::fault::answer,
    place::{Place, here::Here},
    words::civil,
};

type Navigate = Rc<dyn Fn(&str, NavigateOptions)>;

/// A copyable handle.
#[derive(Clone, Copy)]
pub(super) struct ArchiveDesk {
    pub(super) live: Live,
    pub(super) wanted: Memo<Wanted>,
    pub(super) opened: Memo<Option<ChatId>>,
    pub(super) listed: Listed,
    pub(super) chosen: Chosen,
    /// By name.
    pub(super) departments: RwSignal<Vec<(DepartmentId, String)>>,
    /// The tags of the account, by name.
    pub(super) tags: RwSignal<Vec<Tag>>,
    /// Shared ones first.
    pub(super) views: RwSignal<Vec<SavedView>>,
    navigate: BrowserOnly<Navigate>,
}

impl ArchiveDesk {
    /// Follows the address from now on.
    pub(super) fn new() -> ArchiveDesk {
        let live = expect_context::<Live>();
        let Here { place, search, .. } = expect_context();
        let navigate: Navigate = Rc::new(use_navigate());
        let desk = ArchiveDesk {
            live,
            wanted: Memo::new(move |_| wanted(&search.read())),
            opened: Memo::new(move |_| match place.get() {
                Place::Archive(chat) => chat,
                _ => None,
            }),
            listed: Listed::new(),
            chosen: Chosen::new(),
            departments: RwSignal::default(),
            tags: live.tags.all,
            views: RwSignal::default(),
            navigate: BrowserOnly::filled(navigate),
        };
        Effect::new(move |_| desk.load_departments());
        Effect::new(move |_| {
            let gone = live.knowledge.erased.get();
            untrack(|| desk.take_away(&gone));
        });
        Effect::new(move |before: Option<Wanted>| {
            let wanted = desk.wanted.get();
            let is_up = live.connection.get().is_up();
            let is_other = before.as_ref() != Some(&wanted);
            // A page that could not be read is asked for again once the connection is back.
            if is_other {
                untrack(|| {
                    desk.chosen.clear();
                    desk.listed.begin(desk.filter_of(&wanted));
                });
            } else if is_up && desk.listed.has_failed() {
                untrack(|| desk.listed.again());
            }
            wanted
        });
        desk
    }

    /// The address of what is listed now, with this chat open.
    pub(super) fn address_of(self, chat: Option<ChatId>) -> String {
        self.wanted.with(|wanted| address(chat, wanted))
    }

    /// Lists something else; an open chat stays open. `replaces`: *Back* does not return to what is
    /// listed now.
    pub(super) fn change(self, replaces: bool, change: impl FnOnce(&mut Wanted)) {
        let mut wanted = self.wanted.get_untracked();
        change(&mut wanted);
        if wanted != self.wanted.get_untracked() {
            self.go(&address(self.opened.get_untracked(), &wanted), replaces);
        }
    }

    /// Opens a chat, or closes the open one.
    pub(super) fn open(self, chat: Option<ChatId>) {
        let address = untrack(|| self.address_of(chat));
        self.go(&address, false);
    }

    fn go(self, address: &str, replace: bool) {
        if let Some(navigate) = self.navigate.with(Rc::clone) {
            navigate(address, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
        }
    }

    pub(super) fn filter_of(self, wanted: &Wanted) -> Filter {
        let today = Day(local_time::day_number(self.live.clock.read()));
        wanted.filter(today, start)
    }

    /// The address of a saved view.
    pub(super) fn address_of_view(self, view: &SavedView) -> String {
        let wanted = Wanted::of_filter(&view.filter, |at| Day(local_time::day_number(at)));
        address(None, &wanted)
    }

    /// A chat as it is listed.
    pub(super) fn chat(self, id: ChatId) -> Option<ArchivedChat> {
        self.listed.chats.with(|chats| chats.iter().flatten().find(|chat| chat.id == id).cloned())
    }

    /// Shows nothing more of what was erased.
    fn take_away(self, gone: &[Uuid]) {
        self.listed.take_away(gone);
        self.chosen.take_away(gone);
        if self.opened.get().is_some_and(|chat| gone.contains(&chat.0)) {
            self.go(&self.address_of(None), true);
        }
    }

    /// The tags of a listed chat, as they are now if anything was heard of it.
    pub(super) fn tags_of(self, id: ChatId) -> Vec<TagId> {
        let heard = self.live.tags.told(id);
        heard.or_else(|| self.chat(id).map(|chat| chat.tags)).unwrap_or_default()
    }

    fn load_departments(self) {
        spawn_local(async move {
            // Without their names, the filter is not offered.
            if let Ok(departments) = answer(department_names().await) {
                self.departments.try_set(departments);
            }
        });
    }

    pub(super) fn load_views(self) {
        spawn_local(async move {
            // Without them the page is as useful as before; saving one says what is wrong.
            if let Ok(views) = answer(saved_views().await) {
                self.views.try_set(views);
            }
        });
    }
}

/// When a local day begins.
fn start(day: Day) -> Timestamp {
    let (year, month, day) = civil(day.0);
    local_time::start_of_day(year, month, day)
}

fn wanted(search: &str) -> Wanted {
    match UrlSearchParams::new_with_str(search) {
        Ok(query) => Wanted::of(|name| query.get(name)),
        Err(_) => Wanted::default(),
    }
}

fn address(chat: Option<ChatId>, wanted: &Wanted) -> String {
    let encoded = |text: &str| String::from(js_sys::encode_uri_component(text));
    let pairs = wanted.pairs().into_iter().map(|(name, value)| format!("{name}={}", encoded(&value)));
    let query: Vec<_> = pairs.collect();
    let path = Place::Archive(chat).path();
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}
