//! Who may call what (manual A3): every server function and every route, asked by nobody, by a normal operator and by an
//! administrator. What is new must be entered here.

use std::collections::BTreeSet;

use chat::{AddOperator, Sources, Switchboard};
use leptos::server_fn::axum::server_fn_paths;
use reqwest::{
    Method, RequestBuilder, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, COOKIE},
    redirect::Policy,
};
use serde::Serialize;
use uuid::Uuid;
use wire::{OperatorId, Queueing, Role, Routing, SiteSettings, frame::to_postcard};

use crate::support::{EMAIL, PASSWORD, Program, sign_in};

/// Who may do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Least {
    Anybody,
    Operator,
    Administrator,
}

/// What is sent, so that it is understood and does no harm.
enum With {
    Form(&'static str),
    Postcard(Vec<u8>),
}

const NOBODYS: OperatorId = OperatorId(Uuid::nil());

const NOTHING: Option<Uuid> = None;

const NO_ADDRESSES: Vec<String> = Vec::new();

const QUEUEING: Queueing = Queueing { on: false, chat_limit: 4, answer_within_seconds: 30 };

/// Every server function.
fn functions() -> Vec<(&'static str, Least, With)> {
    use Least::{Administrator, Anybody, Operator};
    use With::{Form, Postcard};

    fn sent(arguments: &impl Serialize) -> With {
        Postcard(to_postcard(arguments))
    }
    let details = (1_i64, "x@example.org", "X", Role::Normal, "");
    vec![
        ("/api/sign_in", Anybody, Form("email=x&password=x&next=")),
        ("/api/sign_out", Anybody, Form("")),
        ("/api/off_line_messages", Operator, Form("")),
        ("/api/decisions", Operator, Form("chat=00000000-0000-0000-0000-000000000000")),
        ("/api/resend_off_line_message", Operator, sent(&NOBODYS)),
        ("/api/mail", Administrator, Form("")),
        (
            "/api/save_mail_rule",
            Administrator,
            sent(&(NOTHING, NOTHING, NOTHING, vec![NOBODYS], NO_ADDRESSES)),
        ),
        ("/api/remove_mail_rule", Administrator, sent(&NOBODYS)),
        ("/api/set_mail_server", Administrator, sent(&(NOTHING, NOTHING, NOTHING))),
        ("/api/try_mail", Administrator, sent(&"x@example.org")),
        ("/api/routing", Administrator, Form("")),
        ("/api/set_routing", Administrator, sent(&(Routing::Everybody, false))),
        ("/api/set_queueing", Administrator, sent(&(QUEUEING, QUEUEING))),
        ("/api/save_department", Administrator, sent(&(NOTHING, "Sales", "", vec![NOBODYS]))),
        ("/api/remove_department", Administrator, sent(&NOBODYS)),
        ("/api/save_url_rule", Administrator, sent(&(NOTHING, NOTHING, "", vec![NOBODYS]))),
        ("/api/move_url_rule", Administrator, sent(&(NOBODYS, 1_u32))),
        ("/api/remove_url_rule", Administrator, sent(&NOBODYS)),
        ("/api/try_url", Administrator, sent(&(NOBODYS, "https://shop.example/"))),
        ("/api/operator", Administrator, Form("id=00000000-0000-0000-0000-000000000000")),
        ("/api/add_operator", Administrator, sent(&("zoe@example.org", "Zoe", "", "", Role::Administrator))),
        ("/api/edit_operator", Administrator, sent(&(NOBODYS, details))),
        ("/api/set_operator_password", Administrator, sent(&(NOBODYS, "", ""))),
        ("/api/delete_operator", Administrator, sent(&NOBODYS)),
        ("/api/change_password", Operator, sent(&("not it", "", ""))),
        ("/api/rename", Operator, sent(&"")),
        ("/api/sessions", Operator, Form("")),
        ("/api/end_session", Operator, sent(&[0_u8; 32])),
        ("/api/end_other_sessions", Operator, Form("")),
        // His own; anybody else's is told to administrators alone, as `sip.rs` shows.
        ("/api/sip_info", Operator, Form("id=00000000-0000-0000-0000-000000000000")),
        ("/api/make_sip_password", Administrator, sent(&NOBODYS)),
        ("/api/sign_out_sip_device", Administrator, sent(&(NOBODYS, [0_u8; 32]))),
        ("/api/sites", Administrator, Form("")),
        ("/api/site_seen", Administrator, Form("id=00000000-0000-0000-0000-000000000000")),
        ("/api/origin", Administrator, Form("")),
        ("/api/save_site", Administrator, sent(&(NOTHING, "", SiteSettings::default()))),
        ("/api/renew_site_key", Administrator, sent(&NOBODYS)),
        ("/api/remove_site", Administrator, sent(&NOBODYS)),
        ("/api/unnamed_proxy", Administrator, Form("")),
        ("/api/audit_log", Administrator, Form("search=")),
        ("/api/fees", Administrator, Form("")),
        ("/api/statement", Administrator, Form("month=24321")),
    ]
}

/// Every route that the server has beside them, and what an operator gets there.
fn routes() -> Vec<(&'static str, Least, StatusCode)> {
    use Least::{Anybody, Operator};

    vec![
        ("/console/", Anybody, StatusCode::PERMANENT_REDIRECT),
        ("/sign-in/", Anybody, StatusCode::PERMANENT_REDIRECT),
        // What these say over their sockets is told in the protocol; `sign_in.rs` shows who is let in.
        ("/visitor", Anybody, StatusCode::BAD_REQUEST),
        ("/operator", Anybody, StatusCode::BAD_REQUEST),
        ("/operator/transcript/{chat}", Operator, StatusCode::NOT_FOUND),
        ("/operator/sound/{occasion}", Operator, StatusCode::NOT_FOUND),
        ("/widget.js", Anybody, StatusCode::OK),
        ("/panel", Anybody, StatusCode::OK),
        ("/demo", Anybody, StatusCode::OK),
        ("/demo/pricing", Anybody, StatusCode::OK),
        ("/application/off-line", Anybody, StatusCode::OK),
        ("/assets/{*name}", Anybody, StatusCode::NOT_FOUND),
        ("/healthz", Anybody, StatusCode::OK),
        // Not a request for a socket.
        ("/sip", Anybody, StatusCode::BAD_REQUEST),
    ]
}

struct Callers {
    program: Program,
    client: reqwest::Client,
    normal: String,
    administrator: String,
}

impl Callers {
    async fn come() -> Callers {
        let program = Program::start();
        let switchboard = Switchboard::open(&program.database(), Sources::system()).await.unwrap();
        let (email, password) = ("ben@example.org", PASSWORD);
        let ben = AddOperator {
            email: email.into(),
            screen_name: "Ben".into(),
            password: password.into(),
            role: Role::Normal,
        };
        let account = switchboard.account_by_hand(None).await.unwrap().unwrap();
        switchboard.add_operator_by_hand(account, ben).await.unwrap().unwrap();
        switchboard.close_store().await;
        let client = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let normal = sign_in(&program, email, password).await.cookie.unwrap();
        let administrator = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
        Callers { program, client, normal, administrator }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.program.url(path))
    }

    async fn status(&self, request: RequestBuilder, cookie: Option<&str>) -> StatusCode {
        let request = cookie.into_iter().fold(request, |request, cookie| request.header(COOKIE, cookie));
        request.send().await.unwrap().status()
    }
}

#[tokio::test]
async fn each_server_function_is_for_whom_the_table_says() {
    let _linked = app::pages::sign_in;
    let known: BTreeSet<_> = functions().iter().map(|(path, ..)| (*path).to_owned()).collect();
    let there: BTreeSet<_> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(there, known, "enter new functions in the table above");

    let callers = Callers::come().await;
    for (path, least, with) in functions() {
        let request = || {
            let request = callers.request(Method::POST, path);
            match &with {
                With::Form(form) => {
                    request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(*form)
                }
                With::Postcard(bytes) => {
                    request.header(CONTENT_TYPE, "application/postcard").body(bytes.clone())
                }
            }
        };
        let nobody = callers.status(request(), None).await;
        let wanted = least > Least::Anybody;
        // A wrong password is no want of rights.
        if path != "/api/sign_in" {
            assert_eq!(nobody == StatusCode::UNAUTHORIZED, wanted, "{path}: nobody gets {nobody}");
        }
        // Signing out would end what the others are asked with.
        if path == "/api/sign_out" {
            continue;
        }
        let normal = callers.status(request(), Some(&callers.normal)).await;
        let may_not = least == Least::Administrator;
        assert_eq!(normal == StatusCode::FORBIDDEN, may_not, "{path}: a normal operator gets {normal}");
        let administrator = callers.status(request(), Some(&callers.administrator)).await;
        if path != "/api/sign_in" {
            assert_eq!(administrator, StatusCode::OK, "{path}: an administrator");
        }
    }
}

#[tokio::test]
async fn each_route_is_for_whom_the_table_says() {
    let known: BTreeSet<_> = routes().iter().map(|(path, ..)| *path).collect();
    let sources = [include_str!("../../src/routes.rs"), include_str!("../../src/desk.rs")];
    let named = sources.iter().flat_map(|source| source.split(".route(\"").skip(1));
    let there: BTreeSet<_> = named.map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(there, known, "enter new routes in the table above");

    let callers = Callers::come().await;
    for (path, least, gets) in routes() {
        let path = path
            .replace("{chat}", "00000000-0000-0000-0000-000000000000")
            .replace("{occasion}", "request")
            .replace("{*name}", "nothing");
        let nobody = callers.status(callers.request(Method::GET, &path), None).await;
        let status = if least == Least::Operator { StatusCode::UNAUTHORIZED } else { gets };
        assert_eq!(nobody, status, "{path}: nobody");
        let normal = callers.status(callers.request(Method::GET, &path), Some(&callers.normal)).await;
        assert_eq!(normal, gets, "{path}: a normal operator");
    }
    for page in ["/console", "/console/messages", "/console/administration/audit", "/console/nowhere"] {
        // As a browser asks.
        let request = callers.request(Method::GET, page).header(ACCEPT, "text/html");
        let nobody = callers.status(request, None).await;
        assert!(nobody.is_redirection(), "{page}: {nobody}");
    }
    let put = callers.request(Method::PUT, "/operator/sound/request").body("no sound");
    assert_eq!(callers.status(put, None).await, StatusCode::UNAUTHORIZED);
}
