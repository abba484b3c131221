//! The forms, what is said before and after them, and whatever else readers do not need: a separate
//! part, which the browser loads when a form comes next or while the visitor waits for an operator. Beside its code it has a page, with
//! its markup and its texts (`panel-forms.html`).
//!
//! A visitor who only reads and writes in a conversation does not need it. xtask cuts what only
//! [`Task::perform`] needs out of the program (`xtask/src/program/parts.rs`) into
//! `panel.forms.HASH.wasm`. That part shares the program's memory and calls the program's
//! functions, so a task is passed by its address. Where nothing is cut (on the host and in tests),
//! the code is linked in.

use core::ffi::c_void;

use client::{
    backoff::Backoff,
    now::Now,
    visitor::{Panel, Screen},
};

use crate::{dom::Node, view::View};

/// When to retry after the part failed to load, in milliseconds.
const AGAIN: Backoff = Backoff { first: 2_000, longest: 20_000 };

/// The browser calls this when code and page have loaded or one of them failed to load, with the
/// pointer given to [`Forms::load`].
pub(crate) type Came = extern "C" fn(*const c_void, bool);

/// The loading state of the part.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Forms {
    state: State,
    /// How many loads failed in a row.
    failures: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Not requested.
    #[default]
    Away,
    Loading,
    /// Will be requested again at this time, in [`Now::ticks`].
    Failed(u64),
    There,
}

/// What the part can do.
pub(crate) enum Task<'a> {
    /// Draws what this screen has of the part.
    Draw { view: &'a mut View, panel: &'a Panel, screen: Screen },
    /// Focuses the place where the visitor starts.
    Begin { view: &'a View, panel: &'a Panel, leave: bool },
    /// The value of this field has changed.
    Take { panel: &'a mut Panel, field: &'a Node, id: &'a str },
    /// The form with this id is submitted: the Welcome Screen or the off-line form, or one of those
    /// below an ended chat.
    Submit { panel: &'a mut Panel, view: &'a View, now: &'a Now, form: &'a str },
    /// One of the part's buttons was pressed; `act` is its `data-do`.
    Press { panel: &'a mut Panel, view: &'a View, act: &'a str, button: &'a Node },
}

impl Forms {
    /// Whether a task can be performed.
    pub(crate) fn are_there(self) -> bool {
        !code::IS_CUT || self.state == State::There
    }

    /// Whether the last load failed.
    pub(crate) fn are_missed(self) -> bool {
        self.failures > 0
    }

    /// When the part is requested again, in [`Now::ticks`].
    pub(crate) fn due(self) -> Option<u64> {
        if let State::Failed(due) = self.state { Some(due) } else { None }
    }

    /// Requests the part, unless it is loaded, on its way, or has just failed.
    pub(crate) fn load(&mut self, now: &Now, came: Came, to: *const c_void) {
        let is_due = self.due().map_or(self.state == State::Away, |due| due <= now.ticks);
        if is_due && !self.are_there() {
            self.state = State::Loading;
            code::load(came, to);
        }
    }

    /// Retries early, because the load may succeed now.
    pub(crate) fn hurry(&mut self) {
        if self.due().is_some() {
            self.state = State::Away;
        }
    }

    /// The part has loaded or failed to load.
    pub(crate) fn came(&mut self, now: &Now, are_there: bool) {
        if are_there {
            *self = Forms { state: State::There, failures: 0 };
        } else {
            self.state = State::Failed(now.ticks + AGAIN.wait(self.failures, now.jitter()));
            self.failures += 1;
        }
    }

    /// Performs the task if the part is loaded. Other tasks than [`Task::Draw`] come only from
    /// forms, which are not drawn before.
    pub(crate) fn perform(self, mut task: Task<'_>) {
        if self.are_there() {
            code::perform(&mut task);
        }
    }
}

impl Task<'_> {
    fn perform(&mut self) {
        match self {
            Task::Draw { view, panel, screen } => view.draw_part(panel, *screen),
            Task::Begin { view, panel, leave } => view.begin_form(panel, *leave),
            Task::Take { panel, field, id } => View::take(panel, field, id),
            Task::Submit { panel, view, now, form } => match *form {
                "mail" => panel.mail(now),
                "rate" => view.rate(panel, now),
                _ => {
                    panel.submit(now);
                    // Chromium reports that the last chat's thread is no longer scrolled; other
                    // browsers need not.
                    view.jump_to_latest();
                    view.focus_fault(panel);
                }
            },
            Task::Press { panel, view, act, button } => match *act {
                "edit" => {
                    if let Some(id) = view.message_of(button) {
                        panel.edit(id);
                        view.focus(panel);
                    }
                }
                "leave" => panel.leave_instead(),
                "wait" => panel.wait_on(),
                "anew" => panel.start_anew(),
                "accept" => panel.answer_invitation(true),
                "decline" => panel.answer_invitation(false),
                "stay" => view.dialog().close(),
                "end-now" => {
                    view.dialog().close();
                    panel.end();
                }
                "rate-again" => view.rate_again(panel),
                _ => {}
            },
        }
    }
}

/// The code is a part. wasm_split_cli_support recognises a part and its role by these names. Its
/// macro generates the same, but loads by futures, which the panel has no use for.
#[cfg(all(target_arch = "wasm32", not(test)))]
mod code {
    use core::ffi::c_void;

    use super::{Came, Task};

    pub(super) const IS_CUT: bool = true;

    #[link(wasm_import_module = "__wasm_split_placeholder__")]
    unsafe extern "C" {
        /// Loads the part.
        safe fn __wasm_split_load_forms(came: Came, to: *const c_void);
        /// Stands in for the function below at every call.
        safe fn __wasm_split_00forms00_import_70616e656c20666f726d732070617274_perform(task: *mut c_void);
    }

    pub(super) fn load(came: Came, to: *const c_void) {
        __wasm_split_load_forms(came, to);
    }

    /// Call it only once the part is loaded.
    pub(super) fn perform(task: &mut Task<'_>) {
        let task: *mut Task<'_> = task;
        __wasm_split_00forms00_import_70616e656c20666f726d732070617274_perform(task.cast());
    }

    #[unsafe(no_mangle)]
    extern "C" fn __wasm_split_00forms00_export_70616e656c20666f726d732070617274_perform(task: *mut c_void) {
        // SAFETY: only `perform` calls it, with a task that nobody else holds meanwhile.
        unsafe { &mut *task.cast::<Task<'_>>() }.perform();
    }
}

/// Nothing is cut.
#[cfg(not(all(target_arch = "wasm32", not(test))))]
mod code {
    use core::ffi::c_void;

    use super::{Came, Task};

    pub(super) const IS_CUT: bool = false;

    pub(super) fn load(came: Came, to: *const c_void) {
        came(to, true);
    }

    pub(super) fn perform(task: &mut Task<'_>) {
        task.perform();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_had_is_asked_for_again_later_each_time_and_said_meanwhile() {
        let mut forms = Forms { state: State::Loading, failures: 0 };
        assert!(!forms.are_missed());
        let mut last = 0;
        for _ in 0..4 {
            forms.came(&Now::at(0), false);
            assert!(forms.are_missed());
            let due = forms.due().expect("it is asked for again");
            assert!(due > last, "{due} after {last}");
            last = due;
            // A load in progress does not count as loaded.
            forms.state = State::Loading;
            assert!(forms.are_missed() && forms.due().is_none());
        }
        forms.came(&Now::at(1), true);
        assert!(forms.are_there() && !forms.are_missed() && forms.due().is_none());
    }
}
