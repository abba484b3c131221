//! Web sites, as administrators set them up (manual A18).

mod texts;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Language, SiteId, SiteLanguage, WelcomeScreen, form::Form, hours::BusinessHours, look::Look,
    rates::Rates, visitor::Arrangement,
};

pub use texts::SiteTexts;

/// A web site, as an administrator edits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteDetails {
    /// Its id.
    pub id: SiteId,
    /// Its name; no other site of the account has one that looks the same.
    pub name: String,
    /// The key that the snippet carries.
    pub key: String,
    /// How it is set up.
    pub settings: SiteSettings,
    /// The address of its logo; empty: it has none.
    pub logo: String,
    /// Grows with each change. Whoever saves says which version he has seen, and overwrites no other.
    pub version: i64,
}

/// How a site is set up. What a kept document lacks is as it is by default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteSettings {
    /// The hosts whose pages may have the chat: `shop.example`, `*.shop.example` (all below it), `localhost:3000`. Without
    /// a port, any; none at all: pages of every host. At most [`MAX_DOMAINS`].
    pub domains: Vec<String>,
    /// What visitors are asked before a chat begins.
    pub welcome_screen: WelcomeScreen,
    /// How the launcher and the panel look.
    pub look: Look,
    /// Which language it speaks.
    pub language: SiteLanguage,
    /// What it says in its own words, for each language in which it does.
    pub texts: BTreeMap<Language, SiteTexts>,
    /// Whether operators see who is browsing. Without it a visitor is nobody until he shows that he wants to chat.
    pub is_tracked: bool,
    /// When it has its chat; none: always.
    pub hours: Option<BusinessHours>,
    /// How often visitors may do what costs operators something.
    pub rates: Rates,
}

impl Default for SiteSettings {
    fn default() -> Self {
        SiteSettings {
            domains: Vec::new(),
            welcome_screen: WelcomeScreen::default(),
            look: Look::default(),
            language: SiteLanguage::default(),
            texts: BTreeMap::new(),
            is_tracked: true,
            hours: None,
            rates: Rates::default(),
        }
    }
}

/// How many characters a site's longer texts may have.
pub const MAX_MORE: usize = 400;
/// How many domains a site may name.
pub const MAX_DOMAINS: usize = 100;

impl SiteSettings {
    /// How the panel of a site of this name has its chat, in this language; without previews and its logo, which are not among its settings.
    pub fn for_panel(&self, name: &str, language: Language) -> Arrangement {
        let ours = SiteTexts::default();
        let texts = self.texts.get(&language).unwrap_or(&ours);
        Arrangement {
            name: if texts.head.is_empty() { name.to_owned() } else { texts.head.clone() },
            logo: String::new(),
            greeting: texts.head_more.clone(),
            look: self.look.panel_style(),
            is_tracked: self.is_tracked,
            welcome: Form::welcome(&self.welcome_screen, texts),
            off_line: Form::off_line(&self.welcome_screen, texts),
            previews: false,
        }
    }
}

/// The tag by which a page brings the chat in, as the site's owner pastes it. `origin` is that of this server.
pub fn embed_code(origin: &str, key: &str) -> String {
    format!(r#"<script async src="{origin}/widget.js" data-site="{key}"></script>"#)
}
