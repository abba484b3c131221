//! One of the first steps: its state, and what there is to do.

use crate::api::guide::skip_step;
use leptos::{prelude::*, task::spawn_local};
use wire::guide::{Guide, Step};

use super::site::{SiteStep, SnippetStep};
use crate::{
    console::administration::{invite::InviteForm, settings::Known},
    drawn::{flag, part, text, word},
    icon::{self, icon},
    parts::{around::around, fault::answer, voice::Voice},
    place::{Chapter, Place},
    texts::{tr, tr_count, tr_with},
};

#[component]
pub(super) fn StepView(
    step: Step,
    guide: Memo<Guide>,
    current: Memo<Option<Step>>,
    /// The open step, unless someone opens or closes one by hand.
    opened: Memo<Option<Step>>,
    known: Known<Guide>,
) -> impl IntoView {
    let voice = expect_context::<Voice>();
    let is_done = Memo::new(move |_| guide.with(|guide| guide.is_done(step)));
    let is_skipped = Memo::new(move |_| guide.with(|guide| guide.is_skipped(step)));
    let state = text(move || match (is_done.get(), is_skipped.get()) {
        (true, _) => tr("Done").into(),
        (false, true) => tr("Skipped").into(),
        (false, false) => tr("To do").into(),
    });
    let mark = part(move || match is_done.get() {
        true => icon(icon::CHECK).into_any(),
        false => number_of(step).into_any(),
    });
    let skip = move |_| {
        let skips = !is_skipped.get_untracked();
        spawn_local(async move {
            match answer(skip_step(step, skips).await) {
                Ok(()) => known.again(),
                Err(fault) => voice.show(fault.words),
            }
        });
    };
    let body = match step {
        Step::Yourself => yourself(guide),
        Step::Site => view! { <SiteStep guide known /> }.into_any(),
        Step::Snippet => view! { <SnippetStep guide /> }.into_any(),
        Step::Talk => talk(guide),
        Step::Colleagues => colleagues(guide, known),
    };
    view! {
        <li class="step" aria-current=word(move || (current.get() == Some(step)).then_some("step"))>
            <details prop:open=flag(move || opened.get() == Some(step))>
                <summary>
                    <span class="step-mark" aria-hidden="true">
                        {mark}
                    </span>
                    <span class="step-name">{name_of(step)}</span>
                    <span class="step-state" aria-live="polite">
                        {state}
                    </span>
                </summary>
                <div class="step-body">
                    {body} <div class="page-buttons" hidden=flag(move || is_done.get())>
                        <button type="button" class="button" on:click=skip>
                            {text(move || if is_skipped.get() { tr("Take it up") } else { tr("Skip") }.into())}
                        </button>
                    </div>
                </div>
            </details>
        </li>
    }
    .into_any()
}

fn name_of(step: Step) -> &'static str {
    match step {
        Step::Yourself => tr("Your name and password"),
        Step::Site => tr("Your web site"),
        Step::Snippet => tr("The chat on your pages"),
        Step::Talk => tr("A first chat with yourself"),
        Step::Colleagues => tr("Your colleagues"),
    }
}

fn number_of(step: Step) -> &'static str {
    match step {
        Step::Yourself => "1",
        Step::Site => "2",
        Step::Snippet => "3",
        Step::Talk => "4",
        Step::Colleagues => "5",
    }
}

fn yourself(guide: Memo<Guide>) -> AnyView {
    let name = text(move || match guide.with(|guide| guide.has_first_name) {
        true => tr("Visitors see you as Support until you choose a name.").into(),
        false => tr("Visitors see the name that you have.").into(),
    });
    let password = text(move || match guide.with(|guide| guide.has_made_password) {
        true => {
            tr("Your password is the one that was made at the first start. Choose one of your own.").into()
        }
        false => tr("Your password is not one that the program made.").into(),
    });
    view! {
        <p>{name} " " {password}</p>
        <p>
            <a class="button is-main" href=Place::Preferences(Chapter::Account).path() tabindex="0">
                {tr("Open your account")}
            </a>
        </p>
    }
    .into_any()
}

fn talk(guide: Memo<Guide>) -> AnyView {
    let page = text(move || {
        guide.with(|guide| {
            let own = guide.site.as_ref().filter(|site| !guide.has_demo || site.seen.is_some());
            own.map_or_else(|| "/demo".into(), |site| site.address.clone())
        })
    });
    let name = text(move || match page.read().as_str() {
        "/demo" => tr("Open the demo page").into(),
        _ => tr("Open your site").into(),
    });
    let [before, behind] = around(tr(
        "You are the visitor in another tab, and the operator here. In the other tab: press the chat button, give a name and a question, \
         and start the chat. Back here: the request stands at the top left, and rings. Press %1 there, write an answer, and press Enter.",
    ));
    view! {
        <p>{before} <b>{tr("Accept")}</b> {behind}</p>
        <p>
            <a class="button is-main" href=page target="_blank" rel="noopener" tabindex="0">
                {name}
            </a>
        </p>
    }
    .into_any()
}

fn colleagues(guide: Memo<Guide>, known: Known<Guide>) -> AnyView {
    let operators = |all| tr_count(all, "%1 operator", "%1 operators");
    let there = text(move || {
        let (all, invited) = guide.with(|guide| (guide.colleagues as usize, guide.invited as usize));
        match (all, invited) {
            (0, _) => {
                tr("You are alone. With one more operator a request is seen while you are busy.").into()
            }
            (all, 0) => tr_with("%1 besides you.", &[&operators(all)]),
            (all, invited) => tr_with("%1 besides you, %2 of them invited.", &[&operators(all), &invited]),
        }
    });
    view! {
        <p>{there}</p>
        <InviteForm sent=Callback::new(move |()| known.again()) />
    }
    .into_any()
}
