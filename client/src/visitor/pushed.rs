//! The address that an operator has pushed last (manual B6): whether it is being loaded, and
//! whether the operator knows that it was.
//!
//! Only the loader can load a page, because it is the host page that is left. So the address is
//! kept for the tab before the loader is asked; when the panel comes to life on the page that was
//! reached, it finds it there.

use wire::MessageId;

use crate::strings::cut;

/// What is loaded, and what the operator is to be told.
#[derive(Debug, Default)]
pub(crate) struct Pushed {
    asked: Option<Address>,
    loaded: Option<MessageId>,
    /// Whether it was told on this connection that it is loaded.
    told: bool,
}

/// An address with the message that pushed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) id: MessageId,
    pub(crate) url: String,
}

impl Pushed {
    /// The loader was asked to load it, on this page or the one before.
    pub(crate) fn ask(&mut self, address: Address) {
        self.asked = Some(address);
    }

    /// What the loader was asked for was loaded, or was not.
    pub(crate) fn answered(&mut self, was_loaded: bool) {
        if let Some(asked) = self.asked.take()
            && was_loaded
        {
            self.loaded(asked.id);
        }
    }

    /// The visitor has come to a page. True if an address had been asked for on the page before.
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

    /// The message whose address was loaded, unless it was told already.
    pub(crate) fn untold(&self) -> Option<MessageId> {
        self.loaded.filter(|_| !self.told)
    }

    /// It was told, or the connection is gone over which it was told.
    pub(crate) fn set_told(&mut self, told: bool) {
        self.told = told;
    }
}

/// The page that an address names; what follows `#` is a place within it.
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
