//! The console's pages and server functions speak the operator's language.

use backing::browser::{Answer, Request, send};
use languages::console::translation;
use wire::Language;

use crate::support::{EMAIL, PASSWORD, Program, sent, sign_in};

const COOKIE: &str = "switchboard-language";

/// The page as a browser of these languages gets it, with these cookies.
async fn page(program: &Program, path: &str, accepts: &str, cookies: &str) -> String {
    program.get_with(path, &[("accept-language", accepts), ("cookie", cookies)]).await.text()
}

fn said(language: Language, english: &str) -> &'static str {
    translation(language, english).unwrap()
}

#[tokio::test]
async fn a_page_is_in_the_language_that_was_chosen_else_in_the_browsers() {
    let program = Program::start();
    let title = "Sign in to Switchboard";
    for (accepts, cookie, tag, heading) in [
        ("", "", "en", title),
        ("nl, sv;q=0.9", "", "en", title),
        ("de-AT, en;q=0.9", "", "de", said(Language::German, title)),
        ("en;q=0.4, fr;q=0.5", "", "fr", said(Language::French, title)),
        ("de", "switchboard-language=es", "es", said(Language::Spanish, title)),
        ("de", "switchboard-language=en", "en", title),
        ("de", "switchboard-language=ja", "de", said(Language::German, title)),
    ] {
        let page = page(&program, "/sign-in", accepts, cookie).await;
        let (_, html) = page.split_once("<html").unwrap();
        let (html, _) = html.split_once('>').unwrap();
        assert!(html.contains(&format!(r#"lang="{tag}""#)), "{accepts} {cookie}: {html}");
        let is_chosen = html.contains(&format!(r#"data-language="{tag}""#));
        assert_eq!(is_chosen, cookie.ends_with(tag) && !cookie.is_empty(), "{accepts} {cookie}: {html}");
        assert!(page.contains(heading), "{accepts} {cookie}");
        assert_eq!(page.contains(r#"<meta name="texts""#), tag != "en", "{accepts} {cookie}");
    }
}

#[tokio::test]
async fn the_console_names_the_catalogue_which_is_begun_to_be_fetched_at_once() {
    let program = Program::start();
    let session = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let page = page(&program, "/console", "de", &session).await;
    let (_, rest) = page.split_once(r#"<meta name="texts" content=""#).unwrap();
    let (address, _) = rest.split_once('"').unwrap();
    assert!(address.starts_with("/assets/texts-de."), "{address}");
    assert!(page.contains(&format!(r#""{address}":fetch("{address}")"#)), "{page}");
    assert!(page.contains(said(Language::German, "Nobody is waiting.")));
    assert!(!page.contains("Nobody is waiting."));
}

#[tokio::test]
async fn a_server_function_refuses_in_the_language_of_its_caller() {
    let program = Program::start();
    let session = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let change = async |cookies: String| -> Answer {
        let with = sent(&("not it", "a password that nobody has", "a password that nobody has"));
        let request = Request::post(program.url("/api/change_password")).header("cookie", cookies);
        let request = request.header("accept-language", "fr").header("content-type", with.kind);
        send(request.body(with.body)).await.unwrap()
    };
    let wrong = "This is not your password.";
    for (cookie, language) in [("", Language::French), ("; switchboard-language=de", Language::German)] {
        let answer = change(format!("{session}{cookie}")).await;
        assert!(answer.text().contains(said(language, wrong)), "{}", answer.text());
    }
    // Who is not signed in is answered before any function is called.
    let nobody = change("switchboard-language=es".into()).await;
    assert_eq!(nobody.status, 401);
    assert!(nobody.text().contains(said(Language::Spanish, "You are not signed in any more.")));
}

#[tokio::test]
async fn the_choice_is_kept_for_a_year_and_can_be_taken_back() {
    let program = Program::start();
    let session = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let choose = async |tag: &str| {
        let answer = program.post(Some(&session), "/api/choose_language", sent(&tag)).await;
        assert_eq!(answer.status, 200);
        answer.header("set-cookie").to_owned()
    };
    let kept = choose("fr").await;
    assert!(kept.starts_with(&format!("{COOKIE}=fr; Path=/; Max-Age=31536000;")), "{kept}");
    for none in ["", "pl", "nonsense; Domain=evil.example"] {
        let gone = choose(none).await;
        assert!(gone.starts_with(&format!("{COOKIE}=; Path=/; Max-Age=0;")), "{none}: {gone}");
    }
}
