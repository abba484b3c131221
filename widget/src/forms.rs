//! The forms, and what is said before and after them: code of its own, which the browser loads when a form is the next thing
//! that the visitor comes to, or when they wait for an operator.
//!
//! Whoever reads a conversation and writes in it needs none of it. What only [`Task::perform`] needs is cut out of the
//! program by xtask (`xtask/src/program/parts.rs`) and becomes `panel.forms.HASH.wasm`: it has the program's memory and
//! calls the program's functions, so a task is handed over as it lies there. Where nothing is cut (on the host, and in the
//! tests) the code is simply there.

use core::ffi::c_void;

use client::{backoff::Backoff, now::Now, visitor::Panel};

use crate::{dom::Node, view::View};

/// After how long the code is asked for again that could not be had, in milliseconds.
const AGAIN: Backoff = Backoff { first: 2_000, longest: 20_000 };

/// What the browser calls when the code is there, or cannot be had: with what was handed to [`Forms::load`].
pub(crate) type Came = extern "C" fn(*const c_void, bool);

/// How the code stands.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Forms {
    state: State,
    /// How often in a row it could not be had.
    failures: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Nobody has asked for it.
    #[default]
    Away,
    Loading,
    /// It is asked for again at this moment, in [`Now::ticks`].
    Failed(u64),
    There,
}

/// What is done with it.
pub(crate) enum Task<'a> {
    /// Draws the Welcome Screen, or the off-line form.
    Draw { view: &'a mut View, panel: &'a Panel, leave: bool, sending: bool },
    /// Draws what is said below the conversation, and the form by which the visitor has an ended chat sent to them.
    DrawHint { view: &'a View, panel: &'a Panel },
    /// Draws that the off-line message has arrived.
    DrawThanks { view: &'a View, panel: &'a Panel },
    /// Puts the focus where the visitor begins.
    Begin { view: &'a View, panel: &'a Panel, leave: bool },
    /// What is in this field has changed.
    Take { panel: &'a mut Panel, field: &'a Node, id: &'a str },
    /// The Welcome Screen or the off-line form is sent.
    Submit { panel: &'a mut Panel, view: &'a View, now: &'a Now },
    /// The form below an ended chat is sent.
    Mail { panel: &'a mut Panel, now: &'a Now },
    /// A button of these was pressed: what its `data-do` says.
    Press { panel: &'a mut Panel, act: &'a str },
}

impl Forms {
    /// Whether a task can be performed.
    pub(crate) fn are_there(self) -> bool {
        !code::IS_CUT || self.state == State::There
    }

    /// Whether they could not be had the last time.
    pub(crate) fn are_missed(self) -> bool {
        self.failures > 0
    }

    /// When they are asked for again, in [`Now::ticks`].
    pub(crate) fn due(self) -> Option<u64> {
        if let State::Failed(due) = self.state { Some(due) } else { None }
    }

    /// Asks for the code, if it is neither there nor on its way, nor has just failed to come.
    pub(crate) fn load(&mut self, now: &Now, came: Came, to: *const c_void) {
        let is_due = self.due().map_or(self.state == State::Away, |due| due <= now.ticks);
        if is_due && !self.are_there() {
            self.state = State::Loading;
            code::load(came, to);
        }
    }

    /// Perhaps it can be had now.
    pub(crate) fn hurry(&mut self) {
        if self.due().is_some() {
            self.state = State::Away;
        }
    }

    /// It is there, or cannot be had.
    pub(crate) fn came(&mut self, now: &Now, are_there: bool) {
        if are_there {
            *self = Forms { state: State::There, failures: 0 };
        } else {
            self.state = State::Failed(now.ticks + AGAIN.wait(self.failures, now.jitter()));
            self.failures += 1;
        }
    }

    /// Does it, if the code is there. Whatever asks for a task stands on a form that is drawn only then.
    pub(crate) fn perform(self, mut task: Task<'_>) {
        if self.are_there() {
            code::perform(&mut task);
        }
    }
}

impl Task<'_> {
    fn perform(&mut self) {
        match self {
            Task::Draw { view, panel, leave, sending } => view.draw_form(panel, *leave, *sending),
            Task::DrawHint { view, panel } => view.draw_hint(panel),
            Task::DrawThanks { view, panel } => view.draw_thanks(panel),
            Task::Begin { view, panel, leave } => view.begin_form(panel, *leave),
            Task::Take { panel, field, id } => View::take(panel, field, id),
            Task::Submit { panel, view, now } => {
                panel.submit(now);
                // Chromium tells that the thread of the last chat is not scrolled any more; not every browser has to.
                view.jump_to_latest();
                view.focus_fault(panel);
            }
            Task::Mail { panel, now } => panel.mail(now),
            Task::Press { panel, act } => match *act {
                "leave" => panel.leave_instead(),
                "wait" => panel.wait_on(),
                "anew" => panel.start_anew(),
                "accept" => panel.answer_invitation(true),
                "decline" => panel.answer_invitation(false),
                _ => {}
            },
        }
    }
}

/// The code is a part. The names are those by which wasm_split_cli_support finds a part and what it does: its macro makes
/// the same, but loads by futures, which the panel has no use for.
#[cfg(all(target_arch = "wasm32", not(test)))]
mod code {
    use core::ffi::c_void;

    use super::{Came, Task};

    pub(super) const IS_CUT: bool = true;

    #[link(wasm_import_module = "__wasm_split_placeholder__")]
    unsafe extern "C" {
        /// Loads the part.
        safe fn __wasm_split_load_forms(came: Came, to: *const c_void);
        /// Stands for the function below, wherever it is called.
        safe fn __wasm_split_00forms00_import_70616e656c20666f726d732070617274_perform(task: *mut c_void);
    }

    pub(super) fn load(came: Came, to: *const c_void) {
        __wasm_split_load_forms(came, to);
    }

    /// Only once the part is there.
    pub(super) fn perform(task: &mut Task<'_>) {
        let task: *mut Task<'_> = task;
        __wasm_split_00forms00_import_70616e656c20666f726d732070617274_perform(task.cast());
    }

    #[unsafe(no_mangle)]
    extern "C" fn __wasm_split_00forms00_export_70616e656c20666f726d732070617274_perform(task: *mut c_void) {
        // SAFETY: it is called in `perform` alone, with a task that nobody else has meanwhile.
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
            // On its way it is not said to have come.
            forms.state = State::Loading;
            assert!(forms.are_missed() && forms.due().is_none());
        }
        forms.came(&Now::at(1), true);
        assert!(forms.are_there() && !forms.are_missed() && forms.due().is_none());
    }
}
