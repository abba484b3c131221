//! What pages are made of, whatever they are about. Nothing here knows a page.
//!
//! | module | holds |
//! |---|---|
//! | [`form`], [`fault`] | a form while it is filled in and sent; what the server did not take of it |
//! | [`loaded`] | what is asked for once, when a page or a window begins |
//! | [`dialog`] | the windows over a page, and how one is shut |
//! | [`panel`] | a list with its head, and a gear beside each row |
//! | [`menu`] | the menu of a thing |
//! | [`keys`] | shortcut keys |
//! | [`roving`], [`focus`] | arrow keys in lists; the focus goes where somebody goes by a key |
//! | [`copy`] | something that is taken along |
//! | [`around`] | sentences with elements in their gaps |
//! | [`voice`] | what is new, for eyes and for screen readers |

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
