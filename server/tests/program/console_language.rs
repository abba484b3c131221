//! The console's pages and server functions speak the operator's language.

use backing::browser::{Answer, Request, send};
use languages::console::translation;
use wire::Language;

use crate::support::{EMAIL, PASSWORD, Program, sent, sign_in};

const COOKIE: &str = "switchboard-language";

/// The page as a browser with these languages and cookies gets it.
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
    // Without a session the request is refused before any function is called.
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

#[tokio::test]
async fn what_goes_wrong_is_a_page_in_the_language_of_its_reader() {
    let program = Program::start();
    let read = async |path: &str, accepts: &str, cookies: &str| {
        let head = [("accept", "text/html,*/*;q=0.8"), ("accept-language", accepts), ("cookie", cookies)];
        program.get_with(path, &head).await
    };
    let no_such_chat = format!("/operator/transcript/{}", uuid::Uuid::nil());
    for (path, status, heading, way) in [
        ("/consol", 404_u16, "There is no such page", "/console"),
        ("/demo/index.html", 404, "There is no such page", "/console"),
        ("/assets/app.0123456789ab.js", 404, "There is no such page", "/console"),
        (&*no_such_chat, 401, "You are not signed in", "/sign-in"),
        ("/operator/transcript/none", 400, "This did not work", "/console"),
    ] {
        for (accepts, cookies, language) in [
            ("fr-CA, en;q=0.5", "", Language::French),
            ("fr", "switchboard-language=de", Language::German),
            ("es", "", Language::Spanish),
        ] {
            let page = read(path, accepts, cookies).await;
            let (tag, words) = (language.tag(), page.text());
            assert_eq!(page.status, status, "{path}");
            assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
            assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
            assert!(words.contains(&format!(r#"<html lang="{tag}">"#)), "{path}: {words}");
            assert!(words.contains(&format!("<h1>{}</h1>", said(language, heading))), "{path}: {words}");
            assert!(words.contains(&format!(r#"href="{way}""#)), "{path}: {words}");
            assert!(!words.contains("{{") && !words.contains(heading), "{path}: {words}");
        }
        let page = read(path, "nl", "").await.text();
        assert!(page.contains(&format!("<h1>{heading}</h1>")), "{path}: {page}");
        let line = program.get_with(path, &[("accept", "*/*"), ("accept-language", "fr")]).await;
        assert!(line.status == status && !line.text().contains('<'), "{path}: {}", line.text());
    }
}

#[tokio::test]
async fn the_page_that_is_there_off_line_speaks_each_language_of_the_console() {
    let program = Program::start();
    let page = program.get_with("/application/off-line", &[("accept-language", "de")]).await;
    let (html, style) = (page.text(), program.get("/application/alone.css").await.text());
    let script = program.get("/application/off-line.js").await.text();
    assert!(page.body.len() < 4_096, "it is kept in every browser");
    for language in Language::OF_CONSOLE {
        let tag = language.tag();
        let (_, part) = html.split_once(&format!(r#"<div lang="{tag}">"#)).unwrap();
        let (part, _) = part.split_once("</div>").unwrap();
        let again = translation(language, "Try again").unwrap_or("Try again");
        assert!(part.contains("<h1>") && part.contains(&format!(">{again}</button>")), "{tag}: {part}");
        assert!(style.contains(&format!(r#":root[lang="{tag}"] main > [lang="{tag}"]"#)), "{tag}: {style}");
        let (_, spoken) = script.split_once("SPOKEN = [").unwrap();
        let (spoken, _) = spoken.split_once(']').unwrap();
        assert!(spoken.contains(&format!(r#""{tag}""#)), "{tag}: {spoken}");
    }
    assert!(!html.contains("defer"), "the language is chosen before anything is drawn");
    let worker = program.get("/console-worker.js").await.text();
    for file in ["/application/off-line", "/application/off-line.js", "/application/alone.css"] {
        assert!(worker.contains(&format!(r#""{file}""#)), "{file}: {worker}");
    }
}

#[tokio::test]
async fn the_installed_console_is_described_in_the_language_of_whoever_installs_it() {
    let program = Program::start();
    for (accepts, cookie, language) in [
        ("de-AT", "", Language::German),
        ("de", "switchboard-language=es", Language::Spanish),
        ("nl", "", Language::English),
    ] {
        let head = [("accept-language", accepts), ("cookie", cookie)];
        let answer = program.get_with("/application/manifest.webmanifest", &head).await;
        assert_eq!(answer.header("content-type"), "application/manifest+json");
        let manifest: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
        let said = |english: &'static str| translation(language, english).unwrap_or(english);
        assert_eq!(manifest["lang"], language.tag());
        assert_eq!(manifest["description"], said("Live chat with the visitors of your web sites"));
        let ways = manifest["shortcuts"].as_array().unwrap();
        let ways: Vec<_> = ways.iter().map(|way| way["name"].as_str().unwrap()).collect();
        assert_eq!(ways, ["Visitors", "Chats", "Contacts"].map(said));
        assert_eq!(manifest["name"], "Switchboard");
        assert_eq!(manifest["start_url"], "/console");
    }
}
