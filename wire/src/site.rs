//! Websites, as administrators set them up (manual A18).

mod texts;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Language, SiteId, SiteLanguage, WelcomeScreen, form::Form, hours::BusinessHours, look::Look,
    rates::Rates, rating::RatingSettings, visitor::Arrangement,
};

pub use texts::SiteTexts;

/// A website, as an administrator edits it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteDetails {
    /// Its id.
    pub id: SiteId,
    /// Its name. No two sites of an account have names that look the same.
    pub name: String,
    /// The key in its embed code.
    pub key: String,
    /// Its settings.
    pub settings: SiteSettings,
    /// The address of its logo; empty: none.
    pub logo: String,
    /// Grows with each change. A save names the version that was seen and never overwrites a newer
    /// one.
    pub version: i64,
}

/// A site's settings. Fields that a stored document lacks have their default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteSettings {
    /// The hosts whose pages may show the chat: `shop.example`, `*.shop.example` (all subdomains),
    /// `localhost:3000`. Without a port: any port. An empty list: any host. At most
    /// [`MAX_DOMAINS`].
    pub domains: Vec<String>,
    /// What visitors are asked before a chat begins.
    pub welcome_screen: WelcomeScreen,
    /// The look of the launcher and the panel.
    pub look: Look,
    /// The language of the visitor's side.
    pub language: SiteLanguage,
    /// The site's own texts, by language.
    pub texts: BTreeMap<Language, SiteTexts>,
    /// Whether operators see who is browsing. Without it, a visitor appears only when they open the
    /// chat.
    pub is_tracked: bool,
    /// The business hours; none: always open.
    pub hours: Option<BusinessHours>,
    /// The rate limits for visitors.
    pub rates: Rates,
    /// Whether visitors are asked to rate a chat that has ended.
    pub rating: RatingSettings,
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
            rating: RatingSettings::default(),
        }
    }
}

/// The maximum length of a site's longer texts, in characters.
pub const MAX_MORE: usize = 400;
/// The maximum number of domains of a site.
pub const MAX_DOMAINS: usize = 100;

impl SiteSettings {
    /// The panel's arrangement for a site of this name, in this language; without previews, the
    /// logo and a rating, which are not among the settings.
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
            rating: String::new(),
        }
    }
}

/// The embed code that the site's owner pastes into their pages. `origin` is this server's.
pub fn embed_code(origin: &str, key: &str) -> String {
    format!(r#"<script async src="{origin}/widget.js" data-site="{key}"></script>"#)
}
