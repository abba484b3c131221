//! The console's sounds: short tones that the browser generates, or a file that the operator
//! uploaded (manual B10).
//!
//! Browsers mute a page until its user has interacted with it. Meanwhile the console says so, and a
//! request that could not be heard rings as soon as sound is allowed.

use std::{cell::RefCell, collections::BTreeMap, time::Duration};

use leptos::{ev, prelude::*};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AudioBuffer, AudioContext, AudioContextState, AudioScheduledSourceNode, OscillatorType};
use wire::preferences::{Occasion, Sound as Which};

use crate::browser_only::BrowserOnly;

/// How long a sound device may take to open. Firefox waits forever for a device that is not there
/// and reports no error.
const OPENS_IN: Duration = Duration::from_secs(3);

#[derive(Clone, Copy)]
pub(crate) struct Sound {
    pub(crate) output: RwSignal<Output>,
    context: BrowserOnly<AudioContext>,
    /// Uploaded sounds, decoded when first played.
    own: BrowserOnly<RefCell<BTreeMap<&'static str, AudioBuffer>>>,
    missed: StoredValue<Option<(Which, f32)>>,
}

/// Whether the page can play sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Open,
    /// The browser mutes the page until its user interacts with it.
    HeldBack,
    /// The user has interacted with the page, and there is still no sound output.
    Missing,
}

impl Output {
    fn of(context: &AudioContext) -> Output {
        if context.state() == AudioContextState::Running { Output::Open } else { Output::HeldBack }
    }
}

/// A tone: its start and length in seconds, its pitch in hertz, and its volume from 0 to 1.
struct Tone {
    at: f64,
    lasts: f64,
    pitch: f32,
    loud: f32,
}

const fn tone(at: f64, lasts: f64, pitch: f32, loud: f32) -> Tone {
    Tone { at, lasts, pitch, loud }
}

fn tones(which: Which) -> &'static [Tone] {
    match which {
        Which::Silence | Which::Own => &[],
        Which::Bell => const { &[tone(0.0, 0.30, 659.26, 0.28), tone(0.16, 0.55, 987.77, 0.28)] },
        Which::Drop => const { &[tone(0.0, 0.28, 783.99, 0.16)] },
        Which::Chime => {
            const {
                &[
                    tone(0.0, 0.25, 523.25, 0.24),
                    tone(0.12, 0.25, 659.26, 0.24),
                    tone(0.24, 0.5, 783.99, 0.24),
                ]
            }
        }
        Which::Knock => const { &[tone(0.0, 0.12, 220.0, 0.4), tone(0.18, 0.12, 220.0, 0.4)] },
        Which::Pebble => const { &[tone(0.0, 0.10, 880.0, 0.18), tone(0.07, 0.22, 587.33, 0.18)] },
    }
}

impl Sound {
    pub(crate) fn new() -> Sound {
        Sound {
            output: RwSignal::new(Output::Open),
            context: BrowserOnly::empty(),
            own: BrowserOnly::empty(),
            missed: StoredValue::new(None),
        }
    }

    /// Prepares to play. `still_wanted` tells whether a missed request is still waiting. `is_free`
    /// is called once the browser allows sound. Browser only.
    pub(super) fn start(self, still_wanted: impl Fn() -> bool + 'static, is_free: impl Fn() + 'static) {
        self.own.set(RefCell::default());
        let Ok(context) = AudioContext::new() else { return };
        self.context.set(context.clone());

        let changed = Closure::<dyn Fn()>::new(move || {
            self.notice_state(&still_wanted);
            if self.output.get_untracked() == Output::Open {
                is_free();
            }
        });
        context.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
        self.output.set(Output::of(&context));

        let gestures = [
            window_event_listener(ev::pointerdown, move |_| self.resume()),
            window_event_listener(ev::keydown, move |_| self.resume()),
        ];
        let kept = StoredValue::new_local(Some(changed));
        on_cleanup(move || {
            gestures.into_iter().for_each(|listener| listener.remove());
            context.set_onstatechange(None);
            let _ = context.close(); // fails only if already closed
            kept.set_value(None);
        });
    }

    /// Plays a sound if the browser allows it; `volume` is 0 to 1.
    pub(crate) fn play(self, which: Which, occasion: Occasion, volume: f32) {
        let Some(context) = self.context.with(AudioContext::clone) else { return };
        if context.state() != AudioContextState::Running {
            if occasion == Occasion::Request {
                self.missed.set_value(Some((which, volume)));
            }
        } else if which == Which::Own {
            spawn_local(async move {
                // If the operator's own sound cannot be played, the default one is better than
                // silence.
                if self.play_own(&context, occasion, volume).await.is_err() {
                    let _ = ring(&context, occasion.usual(), volume);
                }
            });
        } else {
            // Errors do not matter here: without an output device there is nothing to hear.
            let _ = ring(&context, which, volume);
        }
    }

    /// Plays a sound in response to a click. That click may be what unmutes the page.
    pub(crate) fn play_on_request(self, which: Which, occasion: Occasion, volume: f32) {
        let Some(context) = self.context.with(AudioContext::clone) else { return };
        spawn_local(async move {
            if let Ok(resumed) = context.resume() {
                // On failure nothing plays, which is reported elsewhere.
                let _ = JsFuture::from(resumed).await;
            }
            self.play(which, occasion, volume);
        });
    }

    async fn play_own(self, context: &AudioContext, occasion: Occasion, volume: f32) -> Result<(), JsValue> {
        let name = occasion_name(occasion);
        let known = self.own.with(|own| own.borrow().get(name).cloned()).flatten();
        let buffer = match known {
            Some(buffer) => buffer,
            None => {
                let buffer = load(context, name).await?;
                self.own.with(|own| own.borrow_mut().insert(name, buffer.clone()));
                buffer
            }
        };
        let (source, gain) = (context.create_buffer_source()?, context.create_gain()?);
        source.set_buffer(Some(&buffer));
        gain.gain().set_value(volume);
        source.connect_with_audio_node(&gain)?;
        gain.connect_with_audio_node(&context.destination())?;
        source.start()?;
        let source: AudioScheduledSourceNode = source.into();
        source.set_onended(Some(count_when_played(context).unchecked_ref()));
        Ok(())
    }

    pub(crate) fn forget_own(self, occasion: Occasion) {
        self.own.with(|own| own.borrow_mut().remove(occasion_name(occasion)));
    }

    fn resume(self) {
        self.context.with(|context| {
            if context.state() == AudioContextState::Suspended {
                let _ = context.resume(); // on failure the state does not change
            }
        });
        if self.output.get_untracked() == Output::HeldBack {
            set_timeout(move || self.miss_device(), OPENS_IN);
        }
    }

    fn miss_device(self) {
        let is_held_back = self.output.try_get_untracked() == Some(Output::HeldBack);
        // Not every key counts as an interaction: Escape does not.
        if is_held_back && window().navigator().user_activation().has_been_active() {
            self.output.set(Output::Missing);
        }
    }

    fn notice_state(self, still_wanted: &impl Fn() -> bool) {
        let Some(context) = self.context.with(AudioContext::clone) else { return };
        let runs = context.state() == AudioContextState::Running;
        self.output.set(Output::of(&context));
        if let Some((which, volume)) = self.missed.get_value().filter(|_| runs) {
            self.missed.set_value(None);
            if still_wanted() {
                self.play(which, Occasion::Request, volume);
            }
        }
    }
}

/// The name of an occasion in the URL of an uploaded sound.
pub(crate) fn occasion_name(occasion: Occasion) -> &'static str {
    match occasion {
        Occasion::Request => "request",
        Occasion::Message => "message",
        Occasion::Offer => "offer",
        Occasion::Talk => "talk",
        Occasion::Arrival => "arrival",
        Occasion::Invitation => "invitation",
        Occasion::OffLine => "off_line",
    }
}

async fn load(context: &AudioContext, name: &str) -> Result<AudioBuffer, JsValue> {
    let answer = JsFuture::from(window().fetch_with_str(&format!("/operator/sound/{name}"))).await?;
    let answer: web_sys::Response = answer.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::NULL);
    }
    let bytes = JsFuture::from(answer.array_buffer()?).await?;
    let buffer = JsFuture::from(context.decode_audio_data(&bytes.dyn_into()?)?).await?;
    buffer.dyn_into()
}

fn ring(context: &AudioContext, which: Which, volume: f32) -> Result<(), JsValue> {
    let now = context.current_time();
    let mut last = None;
    for tone in tones(which) {
        let (oscillator, gain) = (context.create_oscillator()?, context.create_gain()?);
        oscillator.set_type(OscillatorType::Sine);
        oscillator.frequency().set_value(tone.pitch);
        // A soft attack and a long decay, so that it sounds like a bell rather than a buzzer.
        let (begin, end) = (now + tone.at, now + tone.at + tone.lasts);
        gain.gain().set_value_at_time(0.0001, begin)?;
        gain.gain().exponential_ramp_to_value_at_time((tone.loud * volume).max(0.0002), begin + 0.015)?;
        gain.gain().exponential_ramp_to_value_at_time(0.0001, end)?;
        oscillator.connect_with_audio_node(&gain)?;
        gain.connect_with_audio_node(&context.destination())?;
        oscillator.start_with_when(begin)?;
        oscillator.stop_with_when(end)?;
        last = Some(oscillator);
    }
    if let Some(oscillator) = last {
        oscillator.set_onended(Some(count_when_played(context).unchecked_ref()));
    }
    Ok(())
}

/// Counts on the document's root how many sounds a running audio graph has played to the end. Tests
/// read it.
fn count_when_played(context: &AudioContext) -> JsValue {
    let context = context.clone();
    Closure::once_into_js(move || {
        let root = document().document_element();
        if let Some(root) = root.filter(|_| context.state() == AudioContextState::Running) {
            let played =
                root.get_attribute("data-sounds-played").and_then(|n| n.parse().ok()).unwrap_or(0_u32);
            // Cannot fail: the name is valid.
            let _ = root.set_attribute("data-sounds-played", &(played + 1).to_string());
        }
    })
}
