//! Signing in, and requests that are refused without a session.

use std::time::Duration;

use backing::browser::{FORM, Request, send};
use wire::{
    Role,
    frame::{POSTCARD, close},
    operator::ToOperator,
};

use crate::support::{EMAIL, PASSWORD, Program, Socket, call, form, open, sign_in};

#[tokio::test]
async fn wrong_password_and_unknown_user_get_the_same_answer_in_the_same_time() {
    let program = Program::start();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    // Alternating, so that both run under the same load; fewer than the throttle allows.
    for _ in 0..5 {
        known.push(sign_in(&program, EMAIL, "wrong password").await);
        unknown.push(sign_in(&program, "nobody@example.org", "wrong password").await);
    }
    for (a, b) in known.iter().zip(&unknown) {
        assert_eq!((a.status, &a.body, &a.cookie), (b.status, &b.body, &b.cookie));
        assert_eq!((a.status, &a.cookie), (401, &None));
    }
    let median = |answers: &mut Vec<crate::support::SignInAnswer>| -> Duration {
        answers.sort_by_key(|answer| answer.took);
        answers[answers.len() / 2].took
    };
    // If no password were hashed for an unknown operator, the ratio would be far above 10.
    let ratio = median(&mut known).as_secs_f64() / median(&mut unknown).as_secs_f64();
    assert!((0.4..2.5).contains(&ratio), "{ratio}");
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let program = Program::start();
    let mut last = sign_in(&program, EMAIL, "wrong password").await;
    for _ in 0..12 {
        last = sign_in(&program, EMAIL, "wrong password").await;
    }
    assert_eq!(last.status, 429, "{}", last.body);
    assert_eq!(sign_in(&program, EMAIL, PASSWORD).await.status, 429, "the right guess gains nothing either");
}

#[tokio::test]
async fn whoever_was_given_a_password_chooses_one_also_without_a_script() {
    let program = Program::start();
    let ann = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let new =
        ("ben@example.org", "Ben", "four given words here", "four given words here", true, Role::Normal);
    let _: Option<String> = call(&program, &ann, "add_operator", &new).await;
    let by_form = async |own: &str, confirmed: &str| {
        let fields = format!(
            "email=ben%40example.org&password=four+given+words+here&next=&new={own}&confirmed={confirmed}"
        );
        let request = Request::post(program.url("/api/sign_in")).header("content-type", FORM);
        // As a browser that asks for a page.
        send(request.header("accept", "text/html").body(fields)).await.unwrap()
    };
    for (own, confirmed, refused, words) in [
        ("", "", "must-change", "Choose one of your own"),
        ("nobody+expects+these", "something+else", "not-confirmed", "not the same"),
        ("short", "short", "too-short", "at least 10 characters"),
        ("four+given+words+here", "four+given+words+here", "same", "that you were given"),
    ] {
        let answer = by_form(own, confirmed).await;
        assert_eq!((answer.status.is_redirection(), answer.cookie()), (true, None), "{answer:?}");
        let page = program.get(answer.header("location")).await.text();
        assert!(answer.header("location").contains(&format!("refused={refused}&")), "{answer:?}");
        assert!(
            page.contains(words) && page.contains("name=\"new\"") && !page.contains("<template"),
            "{page}"
        );
    }
    let page = program.get("/sign-in").await.text();
    assert!(page.contains("<template id=\"own-password\""), "they are not asked of everybody: {page}");
    // A script gets a status.
    let answer = sign_in(&program, "ben@example.org", "four given words here").await;
    assert_eq!((answer.status, answer.cookie), (403, None), "{}", answer.body);
    let answer = by_form("nobody+expects+these", "nobody+expects+these").await;
    assert_eq!(answer.header("location"), "/sign-in?refused=not-kept&next=/console", "{answer:?}");
    assert!(answer.cookie().is_some());
    assert!(sign_in(&program, "ben@example.org", "nobody expects these").await.cookie.is_some());
}

#[tokio::test]
async fn a_browser_that_does_not_keep_the_cookie_is_told_why() {
    let fields = format!(
        "email={}&password={}&next=/console/messages",
        EMAIL.replace('@', "%40"),
        PASSWORD.replace(' ', "+")
    );
    let program = Program::start();
    let by_form = async |program: &Program, path: &str, fields: &str, accept: &str, origin: &str| {
        let request = Request::post(program.url(path)).header("content-type", FORM);
        let request = request.header("accept", accept).header("origin", origin);
        send(request.body(fields.to_owned())).await.unwrap()
    };
    let own = format!("http://{}", program.address);
    let answer = by_form(&program, "/api/sign_in", &fields, "text/html", &own).await;
    let next = answer.header("location");
    let cookie = answer.cookie().unwrap();
    let kept = program.get_with(next, &[("cookie", &*cookie), ("accept", "text/html")]).await;
    assert_eq!(kept.header("location"), "/console/messages", "{kept:?}");
    let page = program.get(next).await.text();
    assert!(page.contains("did not keep the cookie") && !page.contains("href=\"http"), "{page}");
    assert!(
        page.contains("value=\"/console/messages\""),
        "the next try leads where the first one was meant to: {page}"
    );

    // With an https URL configured, the page names that address, and a form that came over http is
    // redirected there.
    let program = Program::start_with(&[("SWITCHBOARD_PUBLIC_URL", "https://chat.example.org")]);
    let there = "href=\"https://chat.example.org/sign-in\"";
    let own = format!("http://{}", program.address);
    let referer = format!("{own}/sign-in");
    let page = program.get_with("/sign-in?refused=not-kept", &[("referer", &*referer)]).await.text();
    assert!(page.contains("without encryption (http)") && page.contains(there), "{page}");
    let page = program
        .get_with("/sign-in?refused=not-kept", &[("referer", "https://chat.example.org/sign-in")])
        .await;
    assert!(
        page.text().contains("did not keep the cookie") && page.text().contains(there),
        "{}",
        page.text()
    );
    for (path, fields) in [
        ("/api/sign_in", &*fields),
        ("/api/ask_for_reset", "email=x%40example.org"),
        ("/api/reset_password", "token=x&new=x&confirmed=x"),
    ] {
        let answer = by_form(&program, path, fields, "text/html", &own).await;
        assert_eq!(answer.header("location"), "/sign-in?refused=not-secure", "{path}: {answer:?}");
        assert!(answer.cookie().is_none());
        let page = program.get(answer.header("location")).await.text();
        assert!(page.contains("without encryption (http)") && page.contains(there), "{page}");
        let answer = by_form(&program, path, fields, "*/*", &own).await;
        assert_eq!((answer.status.as_u16(), &*answer.text()), (403, "not-secure"), "{path}");
        let answer = by_form(&program, path, fields, "text/html", "http://evil.example").await;
        assert_eq!(answer.status, 403, "{path}: another site stays one");
    }
    let answer = by_form(&program, "/api/sign_in", &fields, "text/html", "https://chat.example.org").await;
    assert!(answer.cookie().is_some(), "{answer:?}");
}

#[tokio::test]
async fn a_server_that_does_not_know_its_address_sends_no_links_and_says_so() {
    let program = Program::start();
    let page = program.get("/sign-in/forgotten").await.text();
    assert!(
        page.contains("This server cannot send you a link") && !page.contains("name=\"email\""),
        "{page}"
    );
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_other_sites() {
    let program = Program::start();
    let fields = format!("email={}&password={}&next=", EMAIL.replace('@', "%40"), PASSWORD.replace(' ', "+"));
    let answer = program.post(None, "/api/sign_in", form(&fields)).await;
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"),
        "{cookie}"
    );
}

#[tokio::test]
async fn without_a_session_there_is_no_console() {
    let program = Program::start();
    let mut socket =
        Socket::connect(&program, "/operator", wire::frame::Encoding::Postcard, None).await.unwrap();
    assert_eq!(socket.closed().await.0, close::SIGNED_OUT);
    // A browser asks for a page. A program that accepts anything gets no redirect from leptos_axum,
    // and no console.
    let page = program.get_with("/console", &[("accept", "text/html")]).await;
    assert!(page.status.is_redirection() && page.header("location").starts_with("/sign-in"), "{page:?}");
}

#[tokio::test]
async fn a_page_of_another_site_cannot_use_the_session() {
    let program = Program::start();
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let foreign =
        open(&program, "/operator", Some(POSTCARD), Some(&cookie), Some("https://evil.example")).await;
    assert!(foreign.err().unwrap().contains("403"));
    let own = format!("http://{}", program.address);
    assert!(open(&program, "/operator", Some(POSTCARD), Some(&cookie), Some(&own)).await.is_ok());
    let sign_out = async |header: &str, value: &str| {
        let request = Request::post(program.url("/api/sign_out")).header("cookie", &cookie);
        send(request.header(header, value).body("")).await.unwrap().status
    };
    assert_eq!(sign_out("origin", "https://evil.example").await, 403);
    assert_eq!(sign_out("sec-fetch-site", "cross-site").await, 403);
    let mut socket =
        Socket::connect(&program, "/operator", wire::frame::Encoding::Postcard, Some(&cookie)).await.unwrap();
    assert!(matches!(socket.receive::<ToOperator>().await, ToOperator::Snapshot(_)), "still signed in");

    // The operator's own page may: the open console's socket closes at once.
    sign_out("origin", &own).await;
    assert_eq!(socket.closed().await.0, close::SIGNED_OUT);
}
