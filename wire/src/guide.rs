//! The first steps of an administrator with a new installation.

use serde::{Deserialize, Serialize};

use crate::{SiteId, note::SeenPage};

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A name and a password of their own.
    Yourself,
    /// A web site with an address of its own.
    Site,
    /// Its embed code is in its pages.
    Snippet,
    /// A first chat.
    Talk,
    /// A second operator.
    Colleagues,
}

impl Step {
    /// All, in their order.
    pub const ALL: [Step; 5] = [Step::Yourself, Step::Site, Step::Snippet, Step::Talk, Step::Colleagues];
}

/// How far an administrator is: what is true, and which steps were put off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    /// Whether visitors still see them under the name that the first start gave.
    pub has_first_name: bool,
    /// Whether their password is still the one that the first start made.
    pub has_made_password: bool,
    /// The account's own web site, if there is one.
    pub site: Option<OwnSite>,
    /// Whether the demo page has the chat of a site of this account.
    pub has_demo: bool,
    /// Whether an operator had a chat with a visitor.
    pub has_talked: bool,
    /// How many other operators there are, those who are invited among them.
    pub colleagues: u32,
    /// How many of these have not come yet.
    pub invited: u32,
    /// Whether invitations go out by e-mail; else the administrator is given a link.
    pub mails: bool,
    /// What was put off.
    pub skipped: Vec<Step>,
}

/// A web site with an address of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSite {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// The key that its embed code carries.
    pub key: String,
    /// Where it is looked at, http or https.
    pub address: String,
    /// In which of its own pages its embed code was seen last.
    pub seen: Option<SeenPage>,
    /// In which other page it was seen, or came from and got no chat; only if that was later.
    pub elsewhere: Option<SeenPage>,
}

impl Guide {
    /// Whether it is so, whatever was put off.
    pub fn is_done(&self, step: Step) -> bool {
        match step {
            Step::Yourself => !self.has_first_name && !self.has_made_password,
            Step::Site => self.site.is_some(),
            Step::Snippet => self.site.as_ref().is_some_and(|site| site.seen.is_some()),
            Step::Talk => self.has_talked,
            Step::Colleagues => self.colleagues > 0,
        }
    }

    /// Whether it was put off, and is not done.
    pub fn is_skipped(&self, step: Step) -> bool {
        !self.is_done(step) && self.skipped.contains(&step)
    }

    /// What comes next.
    pub fn next(&self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| !self.is_done(*step) && !self.is_skipped(*step))
    }

    /// Whether there is nothing left to do.
    pub fn is_over(&self) -> bool {
        Step::ALL.into_iter().all(|step| self.is_done(step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_was_not_put_off_and_what_was_comes_back() {
        let new = Guide {
            has_first_name: true,
            has_made_password: false,
            site: None,
            has_demo: true,
            has_talked: false,
            colleagues: 0,
            invited: 0,
            mails: false,
            skipped: vec![Step::Yourself, Step::Talk],
        };
        assert_eq!((new.next(), new.is_over()), (Some(Step::Site), false));
        let talked = Guide { has_talked: true, ..new.clone() };
        assert!(new.is_skipped(Step::Talk) && !talked.is_skipped(Step::Talk));
        let named = Guide { has_first_name: false, ..talked };
        assert!(named.is_done(Step::Yourself) && !named.is_over());
        let all_put_off = Guide { skipped: Step::ALL.into(), ..named };
        assert_eq!((all_put_off.next(), all_put_off.is_over()), (None, false), "it is still to be done");
    }
}
