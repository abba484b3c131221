//! The operator's own account: screen name, picture and password.

use leptos::{ev::SubmitEvent, prelude::*};

use super::sessions::Sessions;
use crate::{
    api::account::{change_password, rename},
    console::picture::OperatorPicture,
    drawn::{flag, text},
    live::Live,
    parts::{
        fault::{Field, TextField},
        form::{Form, PageButton},
        voice::Voice,
    },
    texts::tr,
};

#[component]
pub(super) fn Account() -> impl IntoView {
    view! {
        <div class="two-columns">
            <ScreenName />
            <Picture />
            <Password />
            <Sessions />
        </div>
    }
    .into_any()
}

#[component]
fn ScreenName() -> impl IntoView {
    let voice = expect_context::<Voice>();
    let me = expect_context::<Live>().desk.me;
    let name = RwSignal::new(me.with_untracked(|me| me.screen_name.clone()));
    let form = Form::new();
    let is_same = move || me.with(|me| name.with(|name| *name == me.screen_name));
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(rename(name.get_untracked()), move |()| voice.show(tr("Saved.").into()));
    };
    view! {
        <form class="own-account" novalidate on:submit=save>
            <section aria-labelledby="screen-name">
                <h2 id="screen-name">{tr("Screen name")}</h2>
                <TextField
                    field=Field::Name
                    label=tr("Name")
                    more=tr("Visitors and colleagues see it")
                    kind="text"
                    value=name
                    faults=form.faults
                />
                <PageButton does=tr("Save") form is_idle=flag(is_same) />
            </section>
        </form>
    }
    .into_any()
}

#[component]
fn Picture() -> impl IntoView {
    let me = expect_context::<Live>().desk.me.with_untracked(|me| me.id);
    view! {
        <section aria-labelledby="own-picture">
            <h2 id="own-picture">{tr("Picture")}</h2>
            <p class="explained">
                {tr(
                    "Visitors and colleagues see it. Without one they see your initials. The middle of a PNG, JPEG or WebP file is taken.",
                )}
            </p>
            <OperatorPicture id=me />
        </section>
    }
    .into_any()
}

#[component]
fn Password() -> impl IntoView {
    let voice = expect_context::<Voice>();
    let me = expect_context::<Live>().desk.me;
    let [current, new, confirmed] = [(); 3].map(|()| RwSignal::new(String::new()));
    let form = Form::new();
    let is_empty = move || [current, new, confirmed].iter().any(|typed| typed.with(String::is_empty));
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let asked = change_password(current.get_untracked(), new.get_untracked(), confirmed.get_untracked());
        form.send(asked, move |()| {
            for typed in [current, new, confirmed] {
                typed.try_set(String::new());
            }
            voice.show(tr("Your password is changed. Everywhere else you are signed out.").into());
        });
    };
    view! {
        <form class="own-account" novalidate on:submit=save>
            <section aria-labelledby="own-password">
                <h2 id="own-password">{tr("Password")}</h2>
                <p class="explained">
                    {tr(
                        "Ten characters at least, and nothing that is easily guessed: four words that nobody expects together are good. \
                         When it is changed, you are signed out in all other browsers.",
                    )}
                </p>
                // Password managers need the user name.
                <input
                    class="visually-hidden"
                    type="text"
                    autocomplete="username"
                    aria-hidden="true"
                    tabindex="-1"
                    readonly
                    prop:value=text(move || me.with(|me| me.login.clone()))
                />
                <TextField field=Field::Current label=tr("Current password") kind="password" value=current faults=form.faults />
                <TextField field=Field::Password label=tr("New password") kind="password" value=new faults=form.faults />
                <TextField field=Field::Confirmed label=tr("Confirm password") kind="password" value=confirmed faults=form.faults />
                <PageButton does=tr("Change") form is_idle=flag(is_empty) />
            </section>
        </form>
    }
    .into_any()
}
