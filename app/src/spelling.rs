//! The spell checker (manual B7): a separate program in a web worker, started on first use. Text
//! goes from this page to its worker and nowhere else.
//!
//! | module | holds |
//! |---|---|
//! | [`dictionaries`] | the available dictionaries, and which one is used |
//! | [`review`] | going through one text |
//! | [`spelled`] | passes a text between the composer and the window |

pub(crate) mod dictionaries;
pub(crate) mod review;
pub(crate) mod spelled;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    ops::Range,
};

use js_sys::{Array, Object, Promise, Reflect, Uint32Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};
use wire::operator::{Command, Done};

use self::spelled::Spelled;
use crate::{browser_only::BrowserOnly, live::Live, texts::tr};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failed {
    /// The checker could not be loaded, because of the connection or the browser.
    NotThere,
    /// Its dictionary could not be parsed.
    Unreadable,
}

impl Failed {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Failed::NotThere => {
                tr("The spell checker could not be loaded. Try again when the connection is back.")
            }
            Failed::Unreadable => {
                tr("This dictionary cannot be read. Choose another one, and tell whoever runs the server.")
            }
        }
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Checker {
    live: Live,
    running: BrowserOnly<Running>,
    language: StoredValue<Option<&'static str>>,
    pub(crate) is_loading: RwSignal<bool>,
    /// The operator's own words, once requested.
    words: RwSignal<Option<Vec<String>>>,
    pub(crate) spelled: Spelled,
}

/// A worker, and the callers that wait for its answers.
struct Running {
    worker: Worker,
    waiting: RefCell<BTreeMap<u32, js_sys::Function>>,
    last: RefCell<u32>,
    /// The worker failed to start; the next request starts another.
    is_broken: Cell<bool>,
    _hears: Closure<dyn Fn(MessageEvent)>,
    _fails: Closure<dyn Fn()>,
}

impl Checker {
    pub(crate) fn new(live: Live) -> Checker {
        Checker {
            live,
            running: BrowserOnly::empty(),
            language: StoredValue::new(None),
            is_loading: RwSignal::new(false),
            words: RwSignal::new(None),
            spelled: Spelled::none(),
        }
    }

    /// The positions of words that neither the dictionary nor the operator knows, in UTF-16 code
    /// units. In HTML only the words between the tags are checked.
    pub(crate) async fn check(self, text: &str, is_html: bool) -> Result<Vec<Range<usize>>, Failed> {
        self.load().await?;
        let personal: Array =
            self.words.get_untracked().unwrap_or_default().iter().map(JsValue::from).collect();
        let with: [(&str, JsValue); 3] =
            [("text", text.into()), ("personal", personal.into()), ("html", is_html.into())];
        let answer = self.ask("check", &with).await?;
        let places =
            get(&answer, "unknown").dyn_into::<Uint32Array>().map_err(|_| Failed::NotThere)?.to_vec();
        Ok(places.chunks_exact(2).map(|pair| pair[0] as usize..pair[1] as usize).collect())
    }

    /// Suggestions for a word, best first.
    pub(crate) async fn suggest(self, word: &str, most: u32) -> Result<Vec<String>, Failed> {
        let answer = self.ask("suggest", &[("word", word.into()), ("most", most.into())]).await?;
        let words = get(&answer, "words").dyn_into::<Array>().map_err(|_| Failed::NotThere)?;
        Ok(words.iter().filter_map(|word| word.as_string()).collect())
    }

    pub(crate) fn add(self, word: &str) {
        self.set_word(word, true);
    }

    /// Adds a word to the operator's own dictionary, or removes it.
    pub(crate) fn set_word(self, word: &str, known: bool) {
        self.words.update(|words| {
            let words = words.get_or_insert_default();
            words.retain(|other| other != word);
            if known {
                words.push(word.to_owned());
            }
        });
        self.live.own.keep_word(word.to_owned(), known);
    }

    /// The operator's own words; requested on first use.
    pub(crate) fn words(self) -> Vec<String> {
        self.words.get().unwrap_or_default()
    }

    pub(crate) async fn load_words(self) -> Result<(), Failed> {
        if self.words.with_untracked(Option::is_some) {
            return Ok(());
        }
        let live = self.live;
        let asked = Promise::new(&mut |done, fail| {
            let failed = fail.clone();
            let is_asked = live.ask(Command::ListWords, move |result| match result {
                Ok(Done::Words(words)) => {
                    self.words.set(Some(words));
                    let _ = done.call0(&JsValue::NULL); // settling a promise cannot fail
                }
                _ => drop(failed.call0(&JsValue::NULL)),
            });
            if !is_asked {
                let _ = fail.call0(&JsValue::NULL); // as above
            }
        });
        JsFuture::from(asked).await.map(|_| ()).map_err(|_| Failed::NotThere)
    }

    async fn load(self) -> Result<(), Failed> {
        self.load_words().await?;
        let wanted = self.live.desk.preferences.with_untracked(|mine| dictionaries::used(&mine.language));
        if self.language.get_value() == Some(wanted.tag) {
            return Ok(());
        }
        self.start()?;
        self.language.set_value(None);
        self.is_loading.set(true);
        let loaded =
            self.ask("load", &[("language", wanted.tag.into()), ("added", wanted.is_added.into())]).await;
        self.is_loading.set(false);
        loaded?;
        self.language.set_value(Some(wanted.tag));
        Ok(())
    }

    fn start(self) -> Result<(), Failed> {
        if self.running.with(|running| running.is_broken.get()) == Some(false) {
            return Ok(());
        }
        let meta =
            document().query_selector("meta[name=spell-checker]").ok().flatten().ok_or(Failed::NotThere)?;
        let address = meta.get_attribute("content").ok_or(Failed::NotThere)?;
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(&address, &options).map_err(|_| Failed::NotThere)?;
        let hears = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let answer = event.data();
            let nr = get(&answer, "nr").as_f64().unwrap_or(0.0) as u32;
            let waits = self.running.with(|running| running.waiting.borrow_mut().remove(&nr)).flatten();
            if let Some(waits) = waits {
                let _ = waits.call1(&JsValue::NULL, &answer); // settling a promise cannot fail
            }
        });
        worker.set_onmessage(Some(hears.as_ref().unchecked_ref()));
        // Its script could not be loaded, for instance without a connection: no one must wait for
        // an answer.
        let fails = Closure::<dyn Fn()>::new(move || {
            let waiting = self.running.with(|running| {
                running.is_broken.set(true);
                running.waiting.take()
            });
            let answer = Object::new();
            // Cannot fail on a plain object.
            let _ = Reflect::set(&answer, &"failed".into(), &JsValue::TRUE);
            for waits in waiting.unwrap_or_default().into_values() {
                let _ = waits.call1(&JsValue::NULL, &answer); // settling a promise cannot fail
            }
        });
        worker.set_onerror(Some(fails.as_ref().unchecked_ref()));
        let (waiting, last, is_broken) = Default::default();
        self.running.set(Running { worker, waiting, last, is_broken, _hears: hears, _fails: fails });
        Ok(())
    }

    async fn ask(self, what: &str, with: &[(&str, JsValue)]) -> Result<JsValue, Failed> {
        let answer = self.running.with(|running| {
            let nr = running.last.replace_with(|last| last.wrapping_add(1)).wrapping_add(1);
            let request = Object::new();
            for (name, value) in [("nr", nr.into()), ("ask", what.into())].iter().chain(with) {
                // Cannot fail on a plain object.
                let _ = Reflect::set(&request, &(*name).into(), value);
            }
            let answer = Promise::new(&mut |done, _| drop(running.waiting.borrow_mut().insert(nr, done)));
            running.worker.post_message(&request).map(|()| answer)
        });
        let answer = answer.ok_or(Failed::NotThere)?.map_err(|_| Failed::NotThere)?;
        let answer = JsFuture::from(answer).await.map_err(|_| Failed::NotThere)?;
        match get(&answer, "failed").is_undefined() {
            true => Ok(answer),
            false if get(&answer, "unreadable").is_truthy() => Err(Failed::Unreadable),
            false => Err(Failed::NotThere),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
