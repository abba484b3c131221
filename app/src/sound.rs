//! What the console lets be heard: two short tones, made by the browser, no file.
//!
//! Browsers keep a page silent until its user has touched it. While that is so the console says it instead of
//! pretending, and a request that could not be heard is rung as soon as it can be.

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{AudioContext, AudioContextState, OscillatorType};

use crate::{browser_only::BrowserOnly, live::keep};

/// What the switch is kept under.
const CHOICE: &str = "sound";

/// A cheap handle.
#[derive(Clone, Copy)]
pub(crate) struct Sound {
    /// The operator's choice.
    pub(crate) is_on: RwSignal<bool>,
    /// Whether the browser still keeps the page silent.
    pub(crate) is_held_back: RwSignal<bool>,
    context: BrowserOnly<AudioContext>,
    missed: StoredValue<bool>,
}

/// What there is to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tune {
    /// A visitor asks for a chat: two tones upward.
    Request,
    /// A visitor has said something: one soft tone.
    Message,
}

/// A tone: when it begins and how long it rings, in seconds; its pitch in hertz; how loud it is, 0 … 1.
struct Tone {
    at: f64,
    lasts: f64,
    pitch: f32,
    loud: f32,
}

impl Tune {
    fn tones(self) -> &'static [Tone] {
        match self {
            Tune::Request => &[
                Tone { at: 0.0, lasts: 0.30, pitch: 659.26, loud: 0.22 },
                Tone { at: 0.16, lasts: 0.55, pitch: 987.77, loud: 0.22 },
            ],
            Tune::Message => &[Tone { at: 0.0, lasts: 0.28, pitch: 783.99, loud: 0.12 }],
        }
    }
}

impl Sound {
    pub(crate) fn new() -> Sound {
        Sound {
            is_on: RwSignal::new(true),
            is_held_back: RwSignal::new(false),
            context: BrowserOnly::empty(),
            missed: StoredValue::new(false),
        }
    }

    /// Gets ready to play. `still_wanted` tells whether a missed request still waits. Only in a browser.
    pub(crate) fn start(self, still_wanted: impl Fn() -> bool + 'static) {
        self.is_on.set(keep::is_on(CHOICE));
        let Ok(context) = AudioContext::new() else { return };
        self.context.set(context.clone());

        let changed = Closure::<dyn Fn()>::new(move || self.notice_state(&still_wanted));
        context.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
        self.is_held_back.set(context.state() != AudioContextState::Running);

        let gestures = [
            window_event_listener(ev::pointerdown, move |_| self.resume()),
            window_event_listener(ev::keydown, move |_| self.resume()),
        ];
        let kept = StoredValue::new_local(Some(changed));
        on_cleanup(move || {
            gestures.into_iter().for_each(|listener| listener.remove());
            context.set_onstatechange(None);
            let _ = context.close(); // a closed one cannot be closed again, which is as well
            kept.set_value(None);
        });
    }

    pub(crate) fn switch(self, on: bool) {
        self.is_on.set(on);
        keep::keep_on(CHOICE, on);
    }

    /// Plays it, if it is switched on and the browser lets it.
    pub(crate) fn play(self, tune: Tune) {
        if !self.is_on.get_untracked() {
            return;
        }
        let Some(context) = self.context.with(AudioContext::clone) else { return };
        if context.state() == AudioContextState::Running {
            // A tone is worth no trouble: without an output device there is nothing to hear.
            let _ = play(&context, tune);
        } else if tune == Tune::Request {
            self.missed.set_value(true);
        }
    }

    fn resume(self) {
        self.context.with(|context| {
            if context.state() == AudioContextState::Suspended {
                let _ = context.resume(); // where it fails, the change of state does not come
            }
        });
    }

    fn notice_state(self, still_wanted: &impl Fn() -> bool) {
        let Some(context) = self.context.with(AudioContext::clone) else { return };
        let runs = context.state() == AudioContextState::Running;
        self.is_held_back.set(!runs);
        if runs && self.missed.get_value() {
            self.missed.set_value(false);
            if still_wanted() {
                self.play(Tune::Request);
            }
        }
    }
}

fn play(context: &AudioContext, tune: Tune) -> Result<(), wasm_bindgen::JsValue> {
    let now = context.current_time();
    let mut last = None;
    for tone in tune.tones() {
        let (oscillator, gain) = (context.create_oscillator()?, context.create_gain()?);
        oscillator.set_type(OscillatorType::Sine);
        oscillator.frequency().set_value(tone.pitch);
        // A soft beginning and a long end: a bell, not a buzzer.
        let (begin, end) = (now + tone.at, now + tone.at + tone.lasts);
        gain.gain().set_value_at_time(0.0001, begin)?;
        gain.gain().exponential_ramp_to_value_at_time(tone.loud, begin + 0.015)?;
        gain.gain().exponential_ramp_to_value_at_time(0.0001, end)?;
        oscillator.connect_with_audio_node(&gain)?;
        gain.connect_with_audio_node(&context.destination())?;
        oscillator.start_with_when(begin)?;
        oscillator.stop_with_when(end)?;
        last = Some(oscillator);
    }
    if let Some(oscillator) = last {
        let context = context.clone();
        let ended = Closure::once_into_js(move || count_played(&context));
        oscillator.set_onended(Some(ended.unchecked_ref()));
    }
    Ok(())
}

/// Notes on the document's root how many tunes were played to their end by a running audio graph; tests read it there.
fn count_played(context: &AudioContext) {
    let root = document().document_element();
    if let Some(root) = root.filter(|_| context.state() == AudioContextState::Running) {
        let played = root.get_attribute("data-sounds-played").and_then(|n| n.parse().ok()).unwrap_or(0_u32);
        let _ = root.set_attribute("data-sounds-played", &(played + 1).to_string()); // a valid name cannot fail
    }
}
