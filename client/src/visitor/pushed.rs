//! The address that an operator last pushed (manual B6): whether it is being loaded, and whether
//! the operator knows.
//!
//! Only the loader can load a page, because it is the host page that the visitor leaves. The
//! address is therefore stored for the tab before the loader is asked, and the panel finds it there
//! when it starts on the new page.

use wire::MessageId;

use crate::strings::cut;

/// What is being loaded, and what to report to the operator.
#[derive(Debug, Default)]
pub(crate) struct Pushed {
    asked: Option<Address>,
    loaded: Option<MessageId>,
    /// Whether the load was reported on this connection.
    told: bool,
}

/// An address with the message that pushed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) id: MessageId,
    pub(crate) url: String,
}

impl Pushed {
    /// The loader was asked to load it, on this page or the previous one.
    pub(crate) fn ask(&mut self, address: Address) {
        self.asked = Some(address);
    }

    /// The loader reports whether it was loaded.
    pub(crate) fn answered(&mut self, was_loaded: bool) {
        if let Some(asked) = self.asked.take()
            && was_loaded
        {
            self.loaded(asked.id);
        }
    }

    /// The visitor reached a page. True if an address was requested on the previous page.
    pub(crate) fn arrived(&mut self, url: &str, by_redirection: bool) -> bool {
        let Some(asked) = &self.asked else { return false };
        let is_there = place(&asked.url) == place(url) || by_redirection;
        self.answered(is_there);
        true
    }

    /// The address of this message was loaded.
    pub(crate) fn loaded(&mut self, id: MessageId) {
        self.loaded = Some(id);
        self.told = false;
    }

    /// The message whose address was loaded and not reported yet.
    pub(crate) fn untold(&self) -> Option<MessageId> {
        self.loaded.filter(|_| !self.told)
    }

    /// It was reported, or the connection over which it was reported is gone.
    pub(crate) fn set_told(&mut self, told: bool) {
        self.told = told;
    }
}

/// The page that an address names, without the fragment after `#`.
fn place(url: &str) -> &str {
    cut(url, '#').map_or(url, |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: MessageId = MessageId(uuid::Uuid::from_u128(3));

    #[test]
    fn the_page_that_was_reached_is_loaded_and_another_one_is_not() {
        let reached = |url, redirected| {
            let mut pushed = Pushed::default();
            pushed.ask(Address { id: ID, url: "https://shop.example/sale?a=1#top".into() });
            assert!(pushed.arrived(url, redirected));
            pushed.untold()
        };
        assert_eq!(reached("https://shop.example/sale?a=1", false), Some(ID));
        assert_eq!(
            reached("https://shop.example/sale/", true),
            Some(ID),
            "the site knows better where it is"
        );
        assert_eq!(reached("https://shop.example/cart", false), None);
        assert!(!Pushed::default().arrived("https://shop.example/", true));
    }

    #[test]
    fn what_the_loader_could_not_load_is_not_told() {
        let mut pushed = Pushed::default();
        pushed.ask(Address { id: ID, url: "https://elsewhere.example/".into() });
        pushed.answered(false);
        pushed.answered(true);
        assert_eq!(pushed.untold(), None);
    }
}
