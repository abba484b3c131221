//! Building blocks of pages. Nothing here knows a page.
//!
//! | module | holds |
//! |---|---|
//! | [`form`], [`fault`] | a form and its submission; what the server rejected in it |
//! | [`loaded`] | data requested once, when a page or window opens |
//! | [`dialog`] | the windows over a page, and how to close one |
//! | [`panel`] | a list with a header, and a gear beside each row |
//! | [`menu`] | context menus |
//! | [`keys`] | shortcut keys |
//! | [`roving`], [`focus`] | arrow keys in lists; moving focus with keyboard navigation |
//! | [`copy`] | values to copy |
//! | [`around`] | sentences with elements in their placeholders |
//! | [`voice`] | announcements, on screen and for screen readers |

pub(crate) mod around;
pub(crate) mod copy;
pub(crate) mod dialog;
pub(crate) mod fault;
pub(crate) mod focus;
pub(crate) mod form;
pub(crate) mod keys;
pub(crate) mod loaded;
pub(crate) mod menu;
pub(crate) mod panel;
pub(crate) mod roving;
pub(crate) mod voice;
