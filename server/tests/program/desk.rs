//! What an operator's browser loads and sends over HTTP.

use std::io::{Cursor, Read};

use backing::browser::{Answer, Request, send};
use zip::ZipArchive;

use crate::support::{EMAIL, PASSWORD, Program, new_id, sign_in};

struct Browser<'a> {
    program: &'a Program,
    cookie: String,
}

impl<'a> Browser<'a> {
    async fn signed_in(program: &'a Program) -> Self {
        Browser { program, cookie: sign_in(program, EMAIL, PASSWORD).await.cookie.unwrap() }
    }

    async fn get(&self, path: &str) -> Answer {
        self.program.get_as(&self.cookie, path).await
    }

    async fn put(&self, path: &str, kind: &str, body: Vec<u8>, from: &str) -> Answer {
        let put = Request::put(self.program.url(path)).header("cookie", &self.cookie);
        send(put.header("content-type", kind).header("sec-fetch-site", from).body(body)).await.unwrap()
    }
}

#[tokio::test]
async fn a_sound_comes_back_as_it_was_uploaded_and_what_is_none_is_told() {
    let program = Program::start();
    let browser = Browser::signed_in(&program).await;
    let path = "/operator/sound/request";
    assert_eq!(browser.get(path).await.status, 404);
    assert_eq!(browser.get("/operator/sound/nonsense").await.status, 400);
    let mut sound = b"ID3\x04".to_vec();
    sound.resize(512 * 1024, 7);
    for (body, status, hint) in [
        // The declared type does not count.
        (b"<script>alert(1)</script>".to_vec(), 415, "not a sound"),
        (vec![], 413, "512 KB"),
        ([&sound[..], &[7]].concat(), 413, "512 KB"),
    ] {
        let refused = browser.put(path, "audio/mpeg", body, "same-origin").await;
        assert_eq!(refused.status, status);
        assert!(refused.text().contains(hint), "{hint}");
    }
    assert_eq!(browser.put(path, "audio/mpeg", sound.clone(), "cross-site").await.status, 403);
    assert_eq!(browser.put(path, "text/html", sound.clone(), "same-origin").await.status, 204);
    let kept = browser.get(path).await;
    assert_eq!(kept.header("content-type"), "audio/mpeg");
    assert_eq!(kept.header("x-content-type-options"), "nosniff");
    assert_eq!(kept.body, sound);
}

#[tokio::test]
async fn a_transcript_is_a_file_that_runs_nothing_and_only_for_who_is_signed_in() {
    let program = Program::start();
    let (mut visitor, _) = program.visitor("vera").await;
    let chat = visitor.ask("<script>alert(1)</script>").await;
    let browser = Browser::signed_in(&program).await;
    let path = format!("/operator/transcript/{chat}?html=true&zone=Asia%2FKolkata");
    let file = browser.get(&path).await;
    assert!(file.header("content-disposition").starts_with("attachment; filename*=UTF-8''"));
    assert_eq!(file.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(file.header("cache-control"), "no-store");
    let page = file.text();
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    assert!(page.contains("(UTC+05:30)"), "{page}");
    assert_eq!(program.get(&path).await.status, 401);
    for (format, kind, ending) in [
        ("text", "text/plain; charset=utf-8", ".txt"),
        ("html", "text/html; charset=utf-8", ".html"),
        ("json", "application/json", ".json"),
    ] {
        let file = browser.get(&format!("/operator/transcript/{chat}?format={format}")).await;
        assert_eq!(file.header("content-type"), kind);
        assert!(file.header("content-disposition").ends_with(ending), "{format}");
    }
    let unknown = format!("/operator/transcript/{}", new_id::<wire::ChatId>());
    assert_eq!(browser.get(&unknown).await.status, 404);
}

#[tokio::test]
async fn everything_about_a_visitor_is_an_archive_for_administrators() {
    let program = Program::start();
    let (mut visitor, _) = program.visitor("vera").await;
    let chat = visitor.ask("<script>alert(1)</script>").await;
    visitor.say(chat, "Is this oak?").await;
    let browser = Browser::signed_in(&program).await;
    let (_console, snapshot) = program.console(&browser.cookie).await;
    let asking = snapshot.chats.iter().find(|one| one.id == chat).unwrap();
    let path = format!("/operator/export/{}?zone=Asia%2FKolkata", asking.visitor);
    let file = browser.get(&path).await;
    assert_eq!((file.status.as_u16(), file.header("content-type")), (200, "application/zip"));
    assert!(file.header("content-disposition").ends_with(".zip"));
    assert_eq!(file.header("cache-control"), "no-store");
    assert_eq!(file.header("content-security-policy"), "sandbox; default-src 'none'");

    let mut archive = ZipArchive::new(Cursor::new(file.body)).unwrap();
    let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    let mut read = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let json = |text: String| serde_json::from_str::<serde_json::Value>(&text).unwrap();
    let about = json(read("visitor.json"));
    assert_eq!(about["format"], 1);
    assert_eq!(about["id"], asking.visitor.to_string());
    assert_eq!(about["on_line"]["network_address"], "127.0.0.1");
    let name = about["chats"][0].as_str().unwrap();
    let said = json(read(name));
    assert_eq!(said["format"], 1);
    assert_eq!(said["state"], "requesting");
    assert!(said["asked_at"].as_str().unwrap().ends_with("+05:30"), "{said}");
    let lines = said["messages"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["seq"], 2);
    assert_eq!(lines[1]["by"], "visitor");
    assert_eq!(lines[1]["kind"], "text");
    assert_eq!(lines[1]["text"], "Is this oak?");
    let page = read(&name.replace(".json", ".html"));
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    let index = read("index.html");
    assert!(index.contains(&name.replace(".json", ".html")) && !index.contains("<script"), "{index}");

    assert_eq!(program.get(&path).await.status, 401);
    let unknown = format!("/operator/export/{}", new_id::<wire::VisitorId>());
    assert_eq!(browser.get(&unknown).await.status, 404);
}

#[tokio::test]
async fn dictionaries_that_were_added_are_offered_and_given_out_to_who_is_signed_in() {
    let folder = tempfile::tempdir().unwrap();
    let words = format!("2\nStraße\n{}", "Lieferung\n".repeat(1_000));
    for (name, content) in
        [("de_AT.aff", "SET UTF-8\n"), ("de_AT.dic", words.as_str()), ("nl.aff", "SET UTF-8\n")]
    {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let program = Program::start_with(&[("SWITCHBOARD_DICTIONARIES", folder.path().to_str().unwrap())]);
    let browser = Browser::signed_in(&program).await;
    let page = browser.get("/console").await.text();
    assert!(page.contains(r#"<meta name="dictionaries" content="de-AT""#), "{page}");

    let path = "/operator/dictionary/de-AT/dic";
    assert_eq!(program.get(path).await.status, 401);
    let file = browser.get(path).await;
    assert_eq!((file.status.as_u16(), file.text()), (200, words.clone()));
    assert_eq!(file.header("cache-control"), "private, no-cache");
    let again = [("cookie", browser.cookie.as_str()), ("if-none-match", file.header("etag"))];
    assert_eq!(program.get_with(path, &again).await.status, 304);
    let packed = [("cookie", browser.cookie.as_str()), ("accept-encoding", "gzip")];
    let packed = program.get_with(path, &packed).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() < words.len() / 10);
    for other in ["nl/aff", "de-AT/key", "de/dic", "..%2Fde_AT/dic"] {
        assert_eq!(browser.get(&format!("/operator/dictionary/{other}")).await.status, 404, "{other}");
    }
}
