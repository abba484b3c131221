//! Pages and files: which are served, in which encoding, with which cache lifetime and policy.

use backing::browser::Answer;

use crate::support::{EMAIL, PASSWORD, Program, sign_in};

/// The encodings that browsers accept.
const PACKED: (&str, &str) = ("accept-encoding", "gzip, deflate, br");

async fn get(program: &Program, path: &str) -> Answer {
    program.get_with(path, &[PACKED]).await
}

#[tokio::test]
async fn hashed_files_are_kept_for_ever_and_the_loader_is_not() {
    let program = Program::start();
    let panel = program.get("/panel").await.text();
    let script =
        panel.split('"').find(|part| part.starts_with("/assets/panel.") && part.ends_with(".js")).unwrap();
    let script = get(&program, script).await;
    assert_eq!(script.status, 200);
    assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(script.header("x-content-type-options"), "nosniff");
    assert_eq!(
        script.header("access-control-allow-origin"),
        "*",
        "a host page's loader asks for one as a module"
    );

    let loader = get(&program, "/widget.js").await;
    assert_eq!(loader.header("cache-control"), "public, max-age=300");
    assert_eq!(loader.header("cross-origin-resource-policy"), "cross-origin");
    let etag = loader.header("etag");
    let again = program.get_with("/widget.js", &[PACKED, ("if-none-match", etag)]).await;
    assert_eq!(again.status, 304);
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
        let answer = program.get_with("/widget.js", &[("accept-encoding", accepts)]).await;
        let packed = answer.headers.get("content-encoding").map(|value| value.to_str().unwrap());
        assert_eq!(packed, packing, "{accepts}");
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
}

#[tokio::test]
async fn a_program_comes_to_whoever_takes_it_in_no_packing() {
    let program = Program::start();
    let panel = program.get("/panel").await.text();
    let module = panel.split('"').find(|part| part.starts_with("/assets/panel.") && part.ends_with(".wasm"));
    let module = module.expect("the page names its program");
    for (accepts, packing) in [("br", Some("br")), ("gzip", Some("gzip")), ("identity", None)] {
        let answer = program.get_with(module, &[("accept-encoding", accepts)]).await;
        let packed = answer.headers.get("content-encoding").map(|value| value.to_str().unwrap());
        assert_eq!((answer.status.as_u16(), packed), (200, packing), "{accepts}");
        assert_eq!(answer.header("content-type"), "application/wasm");
        assert_eq!(answer.body.starts_with(b"\0asm"), packing.is_none(), "{accepts}");
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
        assert_eq!(get(&program, path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn a_page_that_was_opened_before_an_update_gets_what_its_loader_brings_later() {
    let program = Program::start();
    let old = get(&program, "/assets/rare.0123456789ab.js").await;
    assert_eq!((old.status.as_u16(), old.header("cache-control")), (200, "no-cache"));
    assert_eq!(old.header("content-type"), "text/javascript; charset=utf-8");
    for other in ["/assets/app.0123456789ab.js", "/assets/rare.0123456789ab.wasm", "/assets/rare.js.br"] {
        assert_eq!(get(&program, other).await.status, 404, "{other}");
    }
}

#[tokio::test]
async fn a_mistyped_address_leads_on() {
    let program = Program::start();
    for (typed, meant) in
        [("/console/", "/console"), ("/console/?pane=rail", "/console?pane=rail"), ("/sign-in/", "/sign-in")]
    {
        let answer = get(&program, typed).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (308, meant));
    }
    let page = program.get_with("/consol", &[("accept", "text/html,*/*;q=0.8")]).await;
    assert_eq!(page.status, 404);
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    let words = page.text();
    assert!(words.contains("There is no such page") && words.contains(r#"href="/console""#), "{words}");
    assert_eq!(get(&program, "/consol").await.text(), "There is no such page.\n");
}

#[tokio::test]
async fn pages_come_under_strict_policies() {
    let program = Program::start();
    let origin = format!("http://{}", program.address);
    let demo = get(&program, "/demo").await;
    let demo = demo.header("content-security-policy");
    assert!(
        demo.starts_with(&format!(
            "default-src 'none'; script-src {origin}; frame-src {origin}; connect-src ws:"
        )),
        "{demo}"
    );
    let panel = get(&program, "/panel").await;
    let panel = panel.header("content-security-policy");
    let cookie = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let console = program.get_as(&cookie, "/console").await;
    assert_eq!(console.status, 200);
    let console = console.header("content-security-policy");
    for policy in [demo, panel, console] {
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
        // With a session the sign-in page redirects.
        let cookie = if path == "/sign-in" { "" } else { &*cookie };
        let head = [("cookie", cookie), ("accept", "text/html"), ("x-forwarded-proto", scheme)];
        program.get_with(path, &head).await
    };
    for path in
        ["/console", "/sign-in", "/demo", "/demo/pricing", "/application/off-line", "/consol", "/healthz"]
    {
        let page = asked(path, "http").await;
        let policy = page.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
    }
    let panel = asked("/panel", "http").await;
    let panel = panel.header("content-security-policy");
    assert!(!panel.contains("frame-ancestors"), "{panel}");
    let loads =
        async |path: &str| asked(path, "http").await.header("cross-origin-resource-policy").to_owned();
    for path in ["/console", "/operator/sound/request", "/operator/transcript/x", "/healthz"] {
        assert_eq!(loads(path).await, "same-origin", "{path}");
    }
    for path in ["/widget.js", "/panel", "/favicon.svg"] {
        assert_eq!(loads(path).await, "cross-origin", "{path}");
    }
    assert_eq!(asked("/console", "http").await.header("cross-origin-opener-policy"), "same-origin");
    // A browser that used TLS once must use nothing else; one that uses none must not get the
    // header.
    assert_eq!(asked("/sign-in", "https").await.header("strict-transport-security"), "max-age=31536000");
    assert_eq!(asked("/sign-in", "http").await.headers.get("strict-transport-security"), None);
}

#[tokio::test]
async fn the_health_page_says_that_the_database_answers() {
    let program = Program::start();
    let health = get(&program, "/healthz").await;
    assert_eq!((health.status.as_u16(), &*health.text()), (200, "ok\n"));
}
