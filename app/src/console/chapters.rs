//! A page with several sections: a heading, grouped links to the sections, and the open section.
//! The links are at the side if there is room; otherwise they are a drop-down.

use leptos::prelude::*;

use crate::{
    console::strip::{WaitingStrip, WayBack},
    drawn::{flag, word},
    live::Live,
    place::{Place, here::Here},
};

/// A link to a section.
#[derive(Clone, Copy)]
pub(crate) struct Way {
    /// Links with the same text here are grouped under it.
    pub(crate) group: &'static str,
    pub(crate) place: Place,
    pub(crate) name: &'static str,
}

#[component]
pub(crate) fn Chapters(
    title: &'static str,
    /// Members of a group are adjacent.
    ways: Vec<Way>,
    body: AnyView,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let groups = || ways.chunk_by(|one, next| one.group == next.group);
    let links = groups().enumerate().map(|(nr, group)| {
        let id = format!("chapters-{nr}");
        view! {
            <div>
                <p id=id.clone()>{name_of(group)}</p>
                <ul aria-labelledby=id>{group.iter().copied().map(link).collect_view()}</ul>
            </div>
        }
    });
    let choices = groups().map(|group| {
        view! { <optgroup label=name_of(group)>{group.iter().copied().map(choice).collect_view()}</optgroup> }
    });
    view! {
        <WaitingStrip />
        <header class="pane-head" translate="no">
            <WayBack />
            <h1>{title}</h1>
        </header>
        <div class="chaptered" translate="no">
            <nav class="chapters" aria-label=title>
                {links.collect_view()}
            </nav>
            <select
                class="chapter-choice"
                aria-label=title
                on:change:target=move |event| live.go(Place::of(&event.target().value()))
            >
                {choices.collect_view()}
            </select>
            <div class="pane-body">
                <div class="preferences">{body}</div>
            </div>
        </div>
    }
    .into_any()
}

fn name_of(group: &[Way]) -> &'static str {
    group.first().map(|way| way.group).unwrap_or_default()
}

fn link(Way { place, name, .. }: Way) -> AnyView {
    let here = expect_context::<Here>().place;
    view! {
        <li>
            // Safari's Tab key skips links without a `tabindex`.
            <a href=place.path() tabindex="0" aria-current=word(move || (here.get() == place).then_some("page"))>
                {name}
            </a>
        </li>
    }
    .into_any()
}

fn choice(Way { place, name, .. }: Way) -> AnyView {
    let here = expect_context::<Here>().place;
    view! {
        <option value=place.path() prop:selected=flag(move || here.get() == place)>
            {name}
        </option>
    }
    .into_any()
}
