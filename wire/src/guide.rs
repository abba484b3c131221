//! The setup guide: an administrator's first steps with a new installation.

use serde::{Deserialize, Serialize};

use crate::{SiteId, note::SeenPage};

/// A step of the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Set a screen name and a password of their own.
    Yourself,
    /// Add a website with an address.
    Site,
    /// Put the embed code into its pages.
    Snippet,
    /// Have a first chat.
    Talk,
    /// Invite a second operator.
    Colleagues,
}

impl Step {
    /// All steps, in order.
    pub const ALL: [Step; 5] = [Step::Yourself, Step::Site, Step::Snippet, Step::Talk, Step::Colleagues];
}

/// How far an administrator is: the facts, and the steps they skipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    /// Whether visitors still see the administrator under the name from the first start.
    pub has_first_name: bool,
    /// Whether the password is still the one generated at the first start.
    pub has_made_password: bool,
    /// The account's own website, if there is one.
    pub site: Option<OwnSite>,
    /// Whether the demo page shows the chat of one of the account's sites.
    pub has_demo: bool,
    /// Whether an operator has had a chat with a visitor.
    pub has_talked: bool,
    /// The number of other operators, including invited ones.
    pub colleagues: u32,
    /// The number of those who have not accepted their invitation yet.
    pub invited: u32,
    /// Whether invitations are sent by email. If not, the administrator gets a link to pass on.
    pub mails: bool,
    /// The skipped steps.
    pub skipped: Vec<Step>,
}

/// A website with an address of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSite {
    /// Its id.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// The key in its embed code.
    pub key: String,
    /// Its address, http or https.
    pub address: String,
    /// The page of the site where the embed code was seen last.
    pub seen: Option<SeenPage>,
    /// A page elsewhere where the embed code was seen, even if it got no chat; only if that was
    /// later.
    pub elsewhere: Option<SeenPage>,
}

impl Guide {
    /// Whether a step is done, skipped or not.
    pub fn is_done(&self, step: Step) -> bool {
        match step {
            Step::Yourself => !self.has_first_name && !self.has_made_password,
            Step::Site => self.site.is_some(),
            Step::Snippet => self.site.as_ref().is_some_and(|site| site.seen.is_some()),
            Step::Talk => self.has_talked,
            Step::Colleagues => self.colleagues > 0,
        }
    }

    /// Whether a step was skipped and is not done.
    pub fn is_skipped(&self, step: Step) -> bool {
        !self.is_done(step) && self.skipped.contains(&step)
    }

    /// The next step.
    pub fn next(&self) -> Option<Step> {
        Step::ALL.into_iter().find(|step| !self.is_done(*step) && !self.is_skipped(*step))
    }

    /// Whether no step is left.
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
