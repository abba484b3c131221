//! Submits the server-rendered form by script, so that the page stays as it is after a rejection.

use gloo_net::http::Request;
use leptos::{ev, leptos_dom::helpers::window_event_listener, prelude::*, server_fn::ServerFn};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local; // Leptos's version waits for a view, and there is none
use web_sys::{
    Element, FormData, HtmlButtonElement, HtmlElement, HtmlFormElement, HtmlTemplateElement, UrlSearchParams,
};

use super::{SignIn, refusal::Refusal, way_on};
use crate::texts::tr;

/// Takes over the submission of this page's form, if there is one.
pub(crate) fn come_alive() {
    // Never removed: the listener lives as long as the page.
    let _ = window_event_listener(ev::submit, |event| {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form.filter(|form| form.id() == "sign-in") else { return };
        event.prevent_default();
        spawn_local(async move {
            say(&form, true, None);
            match send(&form).await {
                // A session starts with a new page, not with a new view in the old one.
                Ok(way_on) => {
                    // Fails only for an invalid address.
                    let _ = window().location().assign(&way_on);
                }
                // The server's page explains it, with an address that works.
                Err(Refusal::NotSecure) => {
                    let _ = window().location().assign("/sign-in?refused=not-secure"); // as above
                }
                Err(why) => say(&form, false, Some(why)),
            }
        });
    });
}

/// Submits the form's fields; returns where to go next.
async fn send(form: &HtmlFormElement) -> Result<String, Refusal> {
    let fields = FormData::new_with_form(form).map_err(no_answer)?;
    let fields = UrlSearchParams::new_with_str_sequence_sequence(&fields).map_err(no_answer)?;
    let request = Request::post(SignIn::PATH).body(fields).map_err(no_answer)?;
    let response = request.send().await.map_err(no_answer)?;
    if response.ok() {
        Ok(response.headers().get("location").unwrap_or_else(|| way_on::HOME.into()))
    } else {
        Err(Refusal::told(&response.text().await.map_err(no_answer)?))
    }
}

fn no_answer<E>(_: E) -> Refusal {
    Refusal::Trouble
}

/// Shows the form's state: whether an answer is pending, and why the last try was rejected.
fn say(form: &HtmlFormElement, is_pending: bool, refusal: Option<Refusal>) {
    let found = |selector| form.query_selector(selector).ok().flatten();
    if let Some(button) = found("button").and_then(|button| button.dyn_into::<HtmlButtonElement>().ok()) {
        button.set_disabled(is_pending);
        button.set_text_content(Some(if is_pending { tr("Signing in…") } else { tr("Sign in") }));
    }
    let Some(refusal) = refusal else { return };
    if let Some(told) = found("#sign-in-refusal") {
        told.set_text_content(Some(&refusal.sentence()));
    }
    let is_about_own = refusal.asks_for_own_password();
    if is_about_own && let Some(kept) = found("#own-password") {
        unfold(&kept);
    }
    let [own, given] = [["[name=new]", "[name=confirmed]"], ["[name=email]", "[name=password]"]];
    let (wrong, right) = if is_about_own { (own, given) } else { (given, own) };
    // A field that has only just been added is not wrong yet.
    let is_wrong = refusal.is_about_login() || is_about_own && refusal != Refusal::MustChange;
    for field in wrong.into_iter().filter_map(found).filter(|_| is_wrong) {
        let _ = field.set_attribute("aria-invalid", "true"); // cannot fail: the name is valid
    }
    for field in right.into_iter().filter_map(found) {
        let _ = field.remove_attribute("aria-invalid");
    }
    // Focus moves to the fields that were added.
    if refusal == Refusal::MustChange
        && let Some(first) = found("[name=new]").and_then(|field| field.dyn_into::<HtmlElement>().ok())
    {
        let _ = first.focus(); // if it cannot take focus, nothing moves
    }
}

/// Replaces a `<template>` with its content.
fn unfold(kept: &Element) {
    if let Some(template) = kept.dyn_ref::<HtmlTemplateElement>() {
        // Fails only for an element outside the page.
        let _ = kept.replace_with_with_node_1(&template.content());
    }
}
