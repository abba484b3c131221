//! Who is browsing: one entry a visitor, however many tabs and sockets he has.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use wire::{
    AccountId, SiteId, VisitorId,
    operator::{VisitorStatus, VisitorView},
    visitor::Page,
};

use super::{ChatState, ChatView, Event, GRACE, Live};

/// What is known of a visitor when one of his sockets opens.
pub(crate) struct Arrival {
    pub(crate) visitor: VisitorId,
    pub(crate) site: SiteId,
    pub(crate) name: Option<String>,
    pub(crate) address: String,
    pub(crate) agent: String,
    pub(crate) page: Page,
    /// His newest chat, open or not.
    pub(crate) chat: Option<ChatView>,
}

#[derive(Clone, Default)]
pub(super) struct Visitors {
    accounts: Arc<Mutex<HashMap<AccountId, HashMap<VisitorId, Present>>>>,
}

struct Present {
    view: VisitorView,
    /// How many sockets he has; 0 during the grace after the last one closed.
    sockets: u32,
    /// Counts the moments without a socket, so that an old grace does not end a newer visit.
    absences: u32,
}

impl Live {
    /// A socket of a visitor opened.
    pub(crate) fn visitor_arrived(&self, account: AccountId, arrival: Arrival) {
        let now = self.sources.now();
        let view = {
            let mut accounts = self.visitors.lock();
            let present =
                accounts.entry(account).or_default().entry(arrival.visitor).or_insert_with(|| Present {
                    view: VisitorView {
                        id: arrival.visitor,
                        site: arrival.site,
                        name: None,
                        address: String::new(),
                        agent: String::new(),
                        page: Page::default(),
                        pages: 0,
                        since: now,
                        status: VisitorStatus::Online,
                    },
                    sockets: 0,
                    absences: 0,
                });
            present.sockets += 1;
            present.view.name = arrival.name;
            present.view.address = arrival.address;
            present.view.agent = arrival.agent;
            present.view.status = status_in(arrival.chat.as_ref());
            turn_to(&mut present.view, arrival.page);
            present.view.clone()
        };
        self.tell_consoles(account, Event::Visitor(view));
    }

    /// A visitor is on another page now.
    pub(crate) fn visitor_turned_to(&self, account: AccountId, visitor: VisitorId, page: Page) {
        let view = {
            let mut accounts = self.visitors.lock();
            let Some(present) = accounts.get_mut(&account).and_then(|visitors| visitors.get_mut(&visitor))
            else {
                return;
            };
            turn_to(&mut present.view, page);
            present.view.clone()
        };
        self.tell_consoles(account, Event::Visitor(view));
    }

    /// A socket of a visitor closed. If none opens within the grace, he has left.
    pub(crate) fn visitor_socket_closed(&self, account: AccountId, visitor: VisitorId) {
        let absence = {
            let mut accounts = self.visitors.lock();
            let Some(present) = accounts.get_mut(&account).and_then(|visitors| visitors.get_mut(&visitor))
            else {
                return;
            };
            present.sockets -= 1;
            if present.sockets > 0 {
                return;
            }
            present.absences += 1;
            present.absences
        };
        let live = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(GRACE).await;
            if live.visitors.forget(account, visitor, absence) {
                live.tell_consoles(account, Event::VisitorLeft(visitor));
            }
        });
    }

    /// Who browses the account's sites now, the longest first.
    pub(crate) fn visitors_of(&self, account: AccountId) -> Vec<VisitorView> {
        let accounts = self.visitors.lock();
        let mut views: Vec<_> = accounts
            .get(&account)
            .into_iter()
            .flat_map(|visitors| visitors.values())
            .map(|p| p.view.clone())
            .collect();
        views.sort_by_key(|view| (view.since, view.id));
        views
    }

    /// The site and the page a visitor is on, if he is here.
    pub(crate) fn whereabouts_of(&self, account: AccountId, visitor: VisitorId) -> Option<(SiteId, Page)> {
        let accounts = self.visitors.lock();
        let view = &accounts.get(&account)?.get(&visitor)?.view;
        Some((view.site, view.page.clone()))
    }

    /// Who is connected to this node and is asking for a chat.
    pub(crate) fn visitors_here(&self) -> Vec<(AccountId, VisitorId)> {
        let accounts = self.visitors.lock();
        let asks = |present: &Present| {
            present.sockets > 0 && matches!(present.view.status, VisitorStatus::Requesting(_))
        };
        accounts
            .iter()
            .flat_map(|(account, visitors)| {
                visitors.iter().filter(|(_, present)| asks(present)).map(|(visitor, _)| (*account, *visitor))
            })
            .collect()
    }
}

impl Visitors {
    /// Puts the chat's state into its visitor's row, if he is here.
    pub(super) fn chat_changed(&self, account: AccountId, chat: &ChatView) -> Option<VisitorView> {
        let mut accounts = self.lock();
        let present = accounts.get_mut(&account)?.get_mut(&chat.visitor)?;
        present.view.status = status_in(Some(chat));
        if chat.visitor_name.is_some() {
            present.view.name.clone_from(&chat.visitor_name);
        }
        Some(present.view.clone())
    }

    /// Forgets a visitor unless he has come back since this absence; whether he was forgotten.
    fn forget(&self, account: AccountId, visitor: VisitorId, absence: u32) -> bool {
        let mut accounts = self.lock();
        let Some(visitors) = accounts.get_mut(&account) else { return false };
        if !visitors.get(&visitor).is_some_and(|present| present.sockets == 0 && present.absences == absence)
        {
            return false;
        }
        visitors.remove(&visitor);
        if visitors.is_empty() {
            accounts.remove(&account);
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AccountId, HashMap<VisitorId, Present>>> {
        // Each change is whole before the lock is let go, so a panic elsewhere leaves nothing half done.
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn status_in(chat: Option<&ChatView>) -> VisitorStatus {
    match chat {
        Some(chat) if chat.state == ChatState::Requesting => VisitorStatus::Requesting(chat.id),
        Some(ChatView { state: ChatState::Active, operator: Some(operator), .. }) => {
            VisitorStatus::Chatting(operator.name.clone())
        }
        Some(ChatView { state: ChatState::Invited, operator: Some(operator), .. }) => {
            VisitorStatus::Invited(operator.name.clone())
        }
        _ => VisitorStatus::Online,
    }
}

/// The panel's socket and the loader's tell the same page; it counts once. The first referrer is where he came from.
fn turn_to(view: &mut VisitorView, page: Page) {
    if page.url != view.page.url {
        view.pages += 1;
    }
    let referrer = if view.pages > 1 { std::mem::take(&mut view.page.referrer) } else { page.referrer };
    view.page = Page { referrer, ..page };
}
