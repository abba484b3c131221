//! The command palette: finds every page, chat, visitor, colleague and action by a few letters, and
//! accepts typed commands from anywhere in the console (manual A15, B16).

use leptos::{ev::KeyboardEvent, html, prelude::*};
use wire::{OperatorId, Role, VisitorId};

use crate::{
    console::{
        command::{self, Meant},
        details_pane::DetailsPane,
        links,
        window::{
            head::visitor_name,
            open::{OpenWindow, Window},
        },
    },
    drawn::{flag, part, text, word},
    icon::{self, Icon, icon},
    live::{Live, desk::Share},
    parts::{
        focus::go_with_focus,
        keys::{self, Action, Pressed},
        voice::Voice,
    },
    place::{Chapter, Place, Topic, here::Here},
    texts::{tr, tr_with},
    words::{self, name_of},
};

/// The maximum number of visitors listed; there may be ten thousand.
const MOST_VISITORS: usize = 20;

#[derive(Clone, PartialEq)]
struct Entry {
    picture: Icon,
    words: String,
    more: String,
    keys: String,
    does: Does,
}

#[derive(Clone, PartialEq)]
enum Does {
    Go(Place),
    Press(Action),
    Select(VisitorId),
    Talk(OperatorId),
    Run(String),
    /// Put this into the field, because an argument is still missing.
    Type(String),
}

#[derive(Clone, Copy)]
struct Palette {
    live: Live,
    place: Memo<Place>,
    selected: RwSignal<Option<VisitorId>>,
    window: OpenWindow,
    pressed: Pressed,
    voice: Voice,
    typed: RwSignal<String>,
    /// Why the entered command cannot be carried out.
    fault: RwSignal<String>,
    chosen: RwSignal<usize>,
    field: NodeRef<html::Input>,
}

#[component]
pub(super) fn PaletteView() -> impl IntoView {
    let palette = Palette {
        live: expect_context(),
        place: expect_context::<Here>().place,
        selected: expect_context::<DetailsPane>().selected,
        window: expect_context(),
        pressed: expect_context(),
        voice: expect_context(),
        typed: RwSignal::default(),
        fault: RwSignal::default(),
        chosen: RwSignal::new(0),
        field: NodeRef::new(),
    };
    let Palette { typed, fault, chosen, field, .. } = palette;
    let entries = Memo::new(move |_| palette.entries(&typed.read()));
    let is_empty = Memo::new(move |_| entries.read().is_empty());
    let on_key = move |event: KeyboardEvent| {
        if !keys::is_composing(&event) && palette.take_key(&event.key(), &entries.get_untracked()) {
            event.prevent_default();
        }
    };
    Effect::new(move |_| {
        entries.track();
        let id = row_id(chosen.get());
        request_animation_frame(move || {
            if let Some(row) = document().get_element_by_id(&id) {
                row.scroll_into_view_with_bool(false);
            }
        });
    });
    let rows = part(move || {
        let all = entries.get().into_iter().enumerate();
        all.map(|(nr, entry)| row(palette, nr, entry)).collect_view().into_any()
    });
    view! {
        <div class="palette">
            <h2 id="window-title" class="visually-hidden">
                {tr("Go to or do")}
            </h2>
            <input
                node_ref=field
                type="text"
                role="combobox"
                autofocus
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                placeholder=tr("A page, chat, visitor or action, or / for a command")
                aria-label=tr("Go to or do")
                aria-expanded="true"
                aria-autocomplete="list"
                aria-controls="palette"
                aria-activedescendant=text(move || if is_empty.get() { String::new() } else { row_id(chosen.get()) })
                aria-invalid=word(move || (!fault.read().is_empty()).then_some("true"))
                aria-describedby="palette-fault"
                on:input:target=move |event| palette.changed(event.target().value())
                on:keydown=on_key
            />
            <p id="palette-fault" class="field-error" role="alert">
                {text(move || fault.get())}
            </p>
            <ul id="palette" role="listbox" aria-label=tr("What you can choose")>
                {rows}
            </ul>
            <p class="quiet-note" hidden=flag(move || !is_empty.get())>
                {tr("No matches")}
            </p>
        </div>
    }
    .into_any()
}

impl Palette {
    fn changed(self, text: String) {
        self.fault.set(String::new());
        self.chosen.set(0);
        self.typed.set(text);
    }

    /// Handles a key; returns false if it is plain text input.
    fn take_key(self, key: &str, entries: &[Entry]) -> bool {
        let count = entries.len();
        match key {
            "ArrowDown" if count > 0 => self.chosen.update(|nr| *nr = (*nr + 1) % count),
            "ArrowUp" if count > 0 => self.chosen.update(|nr| *nr = (*nr + count - 1) % count),
            "Enter" => match entries.get(self.chosen.get_untracked()) {
                Some(entry) => self.choose(&entry.does),
                None if self.typed.read_untracked().starts_with('/') => self.run(&self.typed.get_untracked()),
                None => {}
            },
            _ => return false,
        }
        true
    }

    fn choose(self, does: &Does) {
        let Palette { live, selected, pressed, .. } = self;
        match does.clone() {
            Does::Type(text) => {
                if let Some(field) = self.field.get_untracked() {
                    field.set_value(&text);
                    let _ = field.focus(); // if it cannot take focus, nothing moves
                }
                self.changed(text);
            }
            Does::Run(command) => self.run(&command),
            Does::Go(place) => self.close_and(move || go_with_focus(live, place)),
            Does::Press(action) => self.close_and(move || pressed.tell(action)),
            Does::Talk(colleague) => self.close_and(move || live.colleagues.talk(colleague)),
            Does::Select(visitor) => self.close_and(move || {
                selected.set(Some(visitor));
                go_with_focus(live, Place::Visitors);
            }),
        }
    }

    /// Closes the window, which returns focus, and then acts, which may move it again.
    fn close_and(self, act: impl FnOnce() + 'static) {
        self.window.set(None);
        request_animation_frame(act);
    }

    fn run(self, command: &str) {
        let Palette { live, place, window, voice, fault, .. } = self;
        let me = live.desk.me.read_untracked().id;
        let (colleagues, tags) = (live.desk.colleagues.get_untracked(), live.tags.all.get_untracked());
        let act = match command::meant(command, me, &colleagues, &tags) {
            Meant::Act(act) => act,
            Meant::Nothing(why) => return fault.set(why),
            Meant::Said(_) => return,
        };
        let chat = place.get_untracked().chat();
        let past = |chat| untrack(|| live.knowledge.past_chat(chat)).map(|past| past.visitor);
        let chat = chat.and_then(|chat| {
            let open = live.desk.chat_untracked(chat).map(|view| view.visitor);
            Some((chat, open.or_else(|| past(chat))?))
        });
        // The result is shown where the operator is looking: here, as long as this is open.
        let tell = move |sentence: String| match window.get_untracked() {
            Some(Window::Palette) => fault.set(sentence),
            _ => voice.show(sentence),
        };
        if command::run(act, chat, live, tell) {
            window.set(None);
        }
    }

    fn entries(self, typed: &str) -> Vec<Entry> {
        let typed = typed.trim_start();
        if let Some(command) = typed.strip_prefix('/') {
            return self.commands(command);
        }
        let wanted: Vec<String> = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let mut found: Vec<_> = [self.chats(), self.pages(), self.actions(), self.colleagues()].concat();
        if !wanted.is_empty() {
            found.extend(self.visitors());
        }
        found.retain(|entry| entry.fits(&wanted));
        // Names that begin with the search text come first; otherwise the entries stay grouped by
        // kind.
        found.sort_by_key(|entry| {
            !wanted.first().is_some_and(|first| entry.words.to_lowercase().starts_with(first))
        });
        let mut visitors = 0;
        found.retain(|entry| {
            visitors += usize::from(matches!(entry.does, Does::Select(_)));
            visitors <= MOST_VISITORS || !matches!(entry.does, Does::Select(_))
        });
        found
    }

    fn chats(self) -> Vec<Entry> {
        let desk = self.live.desk;
        let shares = [
            (Share::Offered, tr("Offered to you")),
            (Share::Requesting, tr("Request")),
            (Share::Mine, tr("Your chat")),
            (Share::Others, tr("Chat of a colleague")),
        ];
        let of = |(share, more): (Share, &'static str)| {
            desk.chats(share).into_iter().map(move |chat| {
                Entry::new(icon::TALK, name_of(&chat), more.to_owned(), Does::Go(Place::Chat(chat.id)))
            })
        };
        let me = desk.me.read().id;
        let over = desk.over_chats().into_iter().map(|over| {
            let place = Place::Chat(over.chat.id);
            Entry::new(icon::TALK, name_of(&over.chat), words::over(&over.how, me), Does::Go(place))
        });
        shares.into_iter().flat_map(of).chain(over).collect()
    }

    fn pages(self) -> Vec<Entry> {
        let entry = |picture, words: &str, more: &str, place| {
            Entry::new(picture, words.to_owned(), more.to_owned(), Does::Go(place))
        };
        let mut all = vec![
            entry(icon::VISITORS, tr("Visitors"), "", Place::Visitors),
            entry(icon::INBOX, tr("Off-line messages"), "", Place::OffLineMessages),
            entry(icon::ARCHIVE, tr("Archive"), "", Place::Archive(None)),
            entry(icon::CHART, tr("Reports"), "", Place::Reports),
            entry(icon::CHART, tr("Live board"), "", Place::Board),
        ];
        let chapters = Chapter::ALL
            .map(|one| entry(icon::SLIDERS, one.name(), tr("Preferences"), Place::Preferences(one)));
        all.extend(chapters);
        if self.live.desk.me.read().role == Role::Administrator {
            let topics = Topic::ALL
                .map(|one| entry(icon::GEAR, one.name(), tr("Administration"), Place::Administration(one)));
            all.extend(topics);
        }
        all
    }

    fn actions(self) -> Vec<Entry> {
        let mine = self.live.desk.preferences.read();
        let all = Action::ALL.into_iter().filter(|action| !action.is_place() && *action != Action::Palette);
        all.map(|action| Entry {
            keys: keys::shown(&action.keys(&mine)),
            ..Entry::new(icon::COMMAND, action.words().to_owned(), String::new(), Does::Press(action))
        })
        .collect()
    }

    fn colleagues(self) -> Vec<Entry> {
        let others = self.live.desk.others();
        others
            .into_iter()
            .map(|one| {
                let state = one.status.map_or(tr("Not at the desk"), words::status);
                Entry::new(icon::TALK, one.name, tr_with("Colleague · %1", &[&state]), Does::Talk(one.id))
            })
            .collect()
    }

    fn visitors(self) -> Vec<Entry> {
        let visitors = self.live.desk.visitors;
        (0..visitors.count())
            .filter_map(|nr| visitors.at(nr))
            .map(|id| {
                let page = visitors.get(id).map(|presence| {
                    presence
                        .view
                        .with(|view| [links::shown_path(&view.page.url), view.address.clone()].join(" · "))
                });
                let remark = self.live.desk.remark(id);
                let more = [remark, page.unwrap_or_default()].into_iter().filter(|part| !part.is_empty());
                let more = more.collect::<Vec<_>>().join(" · ");
                Entry::new(icon::VISITORS, visitor_name(self.live, id), more, Does::Select(id))
            })
            .collect()
    }

    fn commands(self, typed: &str) -> Vec<Entry> {
        let (word, argument) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        let has_argument = word.len() < typed.len();
        let fits = |spec: &&command::Spec| match has_argument {
            true => spec.word.eq_ignore_ascii_case(word),
            false => spec.word.starts_with(&word.to_lowercase()),
        };
        let argument = argument.trim().to_lowercase();
        let mut found = Vec::new();
        for spec in command::ALL.iter().filter(fits) {
            let begun = format!("/{} ", spec.word);
            match spec.wants {
                "NAME" if has_argument => {
                    let me = self.live.desk.me.read().id;
                    let all = self.live.desk.colleagues.read();
                    let fit = all.iter().filter(|one| {
                        one.id != me && command::is_there(one) && one.name.to_lowercase().contains(&argument)
                    });
                    found.extend(fit.map(|one| {
                        let does = Does::Run(format!("{begun}{}", one.login));
                        Entry::new(icon::HAND_OVER, one.name.clone(), tr(spec.does).to_owned(), does)
                    }));
                }
                "TAG" if has_argument => {
                    let chat = self.place.get().chat();
                    let has = chat.map(|chat| self.live.tags.of_any(chat)).unwrap_or_default();
                    let fit = self.live.tags.all.get().into_iter().filter(|tag| {
                        has.contains(tag) == (spec.word == "untag")
                            && tag.name.to_lowercase().contains(&argument)
                    });
                    found.extend(fit.map(|tag| {
                        let does = Does::Run(format!("{begun}{}", tag.name));
                        Entry::new(icon::LABEL, tag.name, tr(spec.does).to_owned(), does)
                    }));
                }
                wants => {
                    let does = match wants.is_empty() || !argument.is_empty() {
                        true => Does::Run(format!("/{typed}").replace(word, spec.word)),
                        false => Does::Type(begun.clone()),
                    };
                    let entry = Entry::new(icon::COMMAND, tr(spec.does).to_owned(), String::new(), does);
                    found
                        .push(Entry { keys: format!("{begun}{}", tr(wants)).trim_end().to_owned(), ..entry });
                }
            }
        }
        found
    }
}

impl Entry {
    fn new(picture: Icon, words: String, more: String, does: Does) -> Entry {
        Entry { picture, words, more, keys: String::new(), does }
    }

    /// Whether the entry contains each of the words.
    fn fits(&self, wanted: &[String]) -> bool {
        let here = format!("{} {}", self.words, self.more).to_lowercase();
        wanted.iter().all(|word| here.contains(word.as_str()))
    }
}

fn row_id(nr: usize) -> String {
    format!("palette-{nr}")
}

fn row(palette: Palette, nr: usize, entry: Entry) -> AnyView {
    let Entry { picture, words, more, keys, does } = entry;
    let is_chosen = word(move || Some(if palette.chosen.get() == nr { "true" } else { "false" }));
    let has_keys = !keys.is_empty();
    view! {
        <li
            id=row_id(nr)
            role="option"
            aria-selected=is_chosen
            // The field keeps focus.
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| palette.choose(&does)
        >
            {icon(picture)}
            <span class="picker-name">{words}</span>
            <span class="picker-more">{more}</span>
            <kbd hidden=!has_keys>{keys}</kbd>
        </li>
    }
    .into_any()
}
