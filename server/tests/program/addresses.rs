//! Pages and files: what is served, how packed, how long it may be kept, under which policy.

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_NONE_MATCH};

use crate::support::{EMAIL, PASSWORD, Program, sign_in};

async fn get(program: &Program, path: &str) -> reqwest::Response {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    client.get(program.url(path)).header(ACCEPT_ENCODING, "gzip, deflate, br").send().await.unwrap()
}

fn header(response: &reqwest::Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

#[tokio::test]
async fn hashed_files_are_kept_for_ever_and_the_loader_is_not() {
    let program = Program::start();
    let panel = reqwest::get(program.url("/panel")).await.unwrap().text().await.unwrap();
    let script =
        panel.split('"').find(|part| part.starts_with("/assets/panel.") && part.ends_with(".js")).unwrap();
    let script = get(&program, script).await;
    assert_eq!(script.status(), 200);
    assert_eq!(header(&script, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header(&script, "content-type"), "text/javascript; charset=utf-8");
    assert_eq!(header(&script, "x-content-type-options"), "nosniff");
    assert_eq!(
        header(&script, "access-control-allow-origin"),
        "*",
        "a host page's loader asks for one as a module"
    );

    let loader = get(&program, "/widget.js").await;
    assert_eq!(header(&loader, "cache-control"), "public, max-age=300");
    assert_eq!(header(&loader, "cross-origin-resource-policy"), "cross-origin");
    let etag = loader.headers()[ETAG].clone();
    let again = reqwest::Client::new()
        .get(program.url("/widget.js"))
        .header(ACCEPT_ENCODING, "gzip, deflate, br")
        .header(IF_NONE_MATCH, etag)
        .send()
        .await
        .unwrap();
    assert_eq!(again.status(), 304);
}

#[tokio::test]
async fn files_come_in_the_best_packing_that_the_browser_takes() {
    let program = Program::start();
    for (accepts, packing) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip", Some("gzip")),
        ("br;q=0, gzip", Some("gzip")),
        ("identity", None),
    ] {
        let request = reqwest::Client::new().get(program.url("/widget.js")).header(ACCEPT_ENCODING, accepts);
        let answer = request.send().await.unwrap();
        let packed = answer.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap());
        assert_eq!(packed, packing, "{accepts}");
        assert_eq!(header(&answer, "content-type"), "text/javascript; charset=utf-8");
        assert_eq!(header(&answer, "vary"), "accept-encoding");
    }
}

#[tokio::test]
async fn nothing_outside_is_served() {
    let program = Program::start();
    for path in [
        "/assets/../Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/..%2fCargo.toml",
        "/nothing",
        "/manifest.json",
        "/demo/index.html",
    ] {
        assert_eq!(get(&program, path).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_page_that_was_opened_before_an_update_gets_what_its_loader_brings_later() {
    let program = Program::start();
    let old = get(&program, "/assets/rare.0123456789ab.js").await;
    assert_eq!((old.status().as_u16(), header(&old, "cache-control").as_str()), (200, "no-cache"));
    assert_eq!(header(&old, "content-type"), "text/javascript; charset=utf-8");
    for other in ["/assets/app.0123456789ab.js", "/assets/rare.0123456789ab.wasm", "/assets/rare.js.br"] {
        assert_eq!(get(&program, other).await.status(), 404, "{other}");
    }
}

#[tokio::test]
async fn a_mistyped_address_leads_on() {
    let program = Program::start();
    for (typed, meant) in
        [("/console/", "/console"), ("/console/?pane=rail", "/console?pane=rail"), ("/sign-in/", "/sign-in")]
    {
        let answer = get(&program, typed).await;
        assert_eq!((answer.status().as_u16(), header(&answer, "location").as_str()), (308, meant));
    }
    let request = reqwest::Client::new().get(program.url("/consol")).header(ACCEPT, "text/html,*/*;q=0.8");
    let page = request.send().await.unwrap();
    assert_eq!(page.status(), 404);
    assert!(header(&page, "content-security-policy").starts_with("default-src 'none'"));
    let words = page.text().await.unwrap();
    assert!(words.contains("There is no such page") && words.contains(r#"href="/console""#), "{words}");
    assert_eq!(get(&program, "/consol").await.text().await.unwrap(), "There is no such page.\n");
}

#[tokio::test]
async fn pages_come_under_strict_policies() {
    let program = Program::start();
    let origin = format!("http://{}", program.address);
    let demo = header(&get(&program, "/demo").await, "content-security-policy");
    assert!(
        demo.starts_with(&format!(
            "default-src 'none'; script-src {origin}; frame-src {origin}; connect-src ws:"
        )),
        "{demo}"
    );
    let panel = header(&get(&program, "/panel").await, "content-security-policy");
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let console =
        reqwest::Client::new().get(program.url("/console")).header("cookie", cookie).send().await.unwrap();
    assert_eq!(console.status(), 200);
    let console = header(&console, "content-security-policy");
    for policy in [&demo, &panel, &console] {
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    }
    assert!(!demo.contains("wasm-unsafe-eval"), "{demo}");
    assert!(console.contains("frame-ancestors 'none'"), "{console}");
}

#[tokio::test]
async fn nobody_frames_or_loads_what_is_not_meant_for_them() {
    let program = Program::start_with(&[("SWITCHBOARD_TRUST_PROXY", "true")]);
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let asked = async |path: &str, scheme: &str| {
        let request = reqwest::Client::new().get(program.url(path)).header("cookie", &cookie);
        request.header("accept", "text/html").header("x-forwarded-proto", scheme).send().await.unwrap()
    };
    for path in
        ["/console", "/sign-in", "/demo", "/demo/pricing", "/application/off-line", "/consol", "/healthz"]
    {
        let policy = header(&asked(path, "http").await, "content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    }
    let panel = header(&asked("/panel", "http").await, "content-security-policy");
    assert!(!panel.contains("frame-ancestors"), "{panel}");
    let loads = async |path: &str| header(&asked(path, "http").await, "cross-origin-resource-policy");
    for path in ["/console", "/operator/sound/request", "/operator/transcript/x", "/healthz"] {
        assert_eq!(loads(path).await, "same-origin", "{path}");
    }
    for path in ["/widget.js", "/panel", "/favicon.svg"] {
        assert_eq!(loads(path).await, "cross-origin", "{path}");
    }
    assert_eq!(header(&asked("/console", "http").await, "cross-origin-opener-policy"), "same-origin");
    // Whoever came by TLS once comes by nothing else; whoever has none must not be told so.
    assert_eq!(header(&asked("/sign-in", "https").await, "strict-transport-security"), "max-age=31536000");
    assert_eq!(asked("/sign-in", "http").await.headers().get("strict-transport-security"), None);
}

#[tokio::test]
async fn the_health_page_says_that_the_database_answers() {
    let program = Program::start();
    let health = get(&program, "/healthz").await;
    assert_eq!((health.status().as_u16(), health.text().await.unwrap().as_str()), (200, "ok\n"));
}
