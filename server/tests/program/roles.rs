//! Who may call what (manual A3): every server function and every route, called without a session,
//! by a normal operator and by an administrator. New ones must be added here.

use std::collections::BTreeSet;

use backing::browser::{Request, StatusCode, send};
use chat::{AddOperator, Sources, Switchboard};
use leptos::server_fn::axum::server_fn_paths;
use uuid::Uuid;
use wire::{
    Language, OperatorId, Queueing, Role, Routing, SiteSettings, VisitorId,
    archive::{Cursor, Filter},
    ban::{BanEnd, BanSettings, BanTarget},
    bulk::BulkAction,
    guide::Step,
    rating::Scale,
    redaction::Redaction,
    report::ReportFilter,
    retention::Retention,
    routing::Otherwise,
    tag::TagColour,
};

use crate::support::{EMAIL, PASSWORD, Program, With, form, sent, sign_in};

/// The role that is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Least {
    Anybody,
    Operator,
    Administrator,
}

const NOBODYS: OperatorId = OperatorId(Uuid::nil());

const NOTHING: Option<Uuid> = None;

const NO_PICTURE: Option<Vec<u8>> = None;

const NO_ADDRESSES: Vec<String> = Vec::new();

const QUEUEING: Queueing =
    Queueing { on: false, chat_limit: 4, answer_within_seconds: 30, overdue_after_seconds: 120 };

/// All server functions, with input that is valid and does no harm.
fn functions() -> Vec<(&'static str, Least, With)> {
    use Least::{Administrator, Anybody, Operator};

    let details = (1_i64, "x@example.org", "X", Role::Normal, "", false);
    vec![
        ("/api/sign_in", Anybody, form("email=x&password=x&next=")),
        ("/api/ask_for_reset", Anybody, form("email=nobody%40example.org")),
        ("/api/reset_password", Anybody, form("token=x&new=x&confirmed=x")),
        ("/api/sign_out", Anybody, form("")),
        ("/api/off_line_messages", Operator, form("")),
        ("/api/choose_language", Operator, sent(&"")),
        ("/api/department_names", Operator, form("")),
        ("/api/bulk", Operator, sent(&(vec![NOBODYS], BulkAction::Close))),
        ("/api/decisions", Operator, form("chat=00000000-0000-0000-0000-000000000000")),
        ("/api/resend_off_line_message", Operator, sent(&NOBODYS)),
        ("/api/archive", Operator, sent(&(Filter::default(), None::<Cursor>))),
        ("/api/archived_chat", Operator, sent(&NOBODYS)),
        ("/api/hits_of", Operator, sent(&(NOBODYS, ""))),
        ("/api/saved_views", Operator, form("")),
        ("/api/index_backlog", Operator, form("")),
        // One's own. Only administrators make shared ones, as `archive.rs` shows.
        ("/api/save_view", Operator, sent(&(NOTHING, "", Filter::default(), false))),
        ("/api/remove_view", Operator, sent(&NOBODYS)),
        ("/api/mail", Administrator, form("")),
        (
            "/api/save_mail_rule",
            Administrator,
            sent(&(NOTHING, NOTHING, NOTHING, vec![NOBODYS], NO_ADDRESSES)),
        ),
        ("/api/remove_mail_rule", Administrator, sent(&NOBODYS)),
        ("/api/set_mail_server", Administrator, sent(&(NOTHING, NOTHING, NOTHING))),
        ("/api/try_mail", Administrator, sent(&"x@example.org")),
        ("/api/routing", Administrator, form("")),
        ("/api/set_routing", Administrator, sent(&(Routing::Everybody, false))),
        ("/api/set_queueing", Administrator, sent(&(QUEUEING, QUEUEING))),
        ("/api/save_department", Administrator, sent(&(NOTHING, "Sales", "", vec![NOBODYS]))),
        ("/api/remove_department", Administrator, sent(&NOBODYS)),
        ("/api/save_tag", Administrator, sent(&(NOTHING, "Urgent", TagColour::Grey))),
        ("/api/merge_tag", Administrator, sent(&(NOBODYS, NOBODYS))),
        ("/api/remove_tag", Administrator, sent(&NOBODYS)),
        ("/api/save_url_rule", Administrator, sent(&(NOTHING, NOTHING, "", vec![NOBODYS], Otherwise::Wait))),
        ("/api/move_url_rule", Administrator, sent(&(NOBODYS, 1_u32))),
        ("/api/remove_url_rule", Administrator, sent(&NOBODYS)),
        ("/api/try_url", Administrator, sent(&(NOBODYS, "https://shop.example/"))),
        ("/api/operator", Administrator, form("id=00000000-0000-0000-0000-000000000000")),
        (
            "/api/add_operator",
            Administrator,
            sent(&("zoe@example.org", "Zoe", "", "", true, Role::Administrator)),
        ),
        ("/api/invite_operators", Administrator, sent(&("", Role::Normal, Vec::<Uuid>::new()))),
        ("/api/resend_invitation", Administrator, sent(&NOBODYS)),
        ("/api/revoke_invitation", Administrator, sent(&NOBODYS)),
        ("/api/guide", Administrator, form("")),
        ("/api/skip_step", Administrator, sent(&(Step::Talk, true))),
        ("/api/set_own_site", Administrator, sent(&("", ""))),
        ("/api/end_guide", Administrator, form("")),
        ("/api/edit_operator", Administrator, sent(&(NOBODYS, details))),
        ("/api/set_operator_password", Administrator, sent(&(NOBODYS, "", "", true))),
        ("/api/set_operator_activity", Administrator, sent(&(NOBODYS, false))),
        ("/api/delete_operator", Administrator, sent(&NOBODYS)),
        // The operator's own picture. Only administrators change another's, as `pictures.rs` shows.
        ("/api/set_face", Administrator, sent(&(NOBODYS, NO_PICTURE))),
        ("/api/change_password", Operator, sent(&("not it", "", ""))),
        ("/api/rename", Operator, sent(&"")),
        ("/api/sessions", Operator, form("")),
        ("/api/end_session", Operator, sent(&[0_u8; 32])),
        ("/api/end_other_sessions", Operator, form("")),
        // The operator's own. Only administrators see another's, as `sip.rs` shows.
        ("/api/sip_info", Operator, form("id=00000000-0000-0000-0000-000000000000")),
        ("/api/make_sip_password", Administrator, sent(&NOBODYS)),
        ("/api/sign_out_sip_device", Administrator, sent(&(NOBODYS, [0_u8; 32]))),
        ("/api/sites", Administrator, form("")),
        ("/api/retention", Administrator, form("")),
        ("/api/try_retention", Administrator, sent(&Retention::default())),
        ("/api/set_retention", Administrator, sent(&(Retention::default(), Retention::default()))),
        ("/api/kept_of_visitor", Administrator, sent(&NOBODYS)),
        ("/api/erase_visitor", Administrator, sent(&NOBODYS)),
        // Operators get their own figures, administrators those of all, as `reports.rs` shows.
        ("/api/report", Operator, sent(&ReportFilter::default())),
        ("/api/previews", Administrator, form("")),
        ("/api/rating_form", Administrator, sent(&(Scale::Stars, "", Language::English))),
        ("/api/set_previews", Administrator, sent(&false)),
        ("/api/site_seen", Administrator, form("id=00000000-0000-0000-0000-000000000000")),
        ("/api/origin", Administrator, form("")),
        ("/api/save_site", Administrator, sent(&(NOTHING, "", SiteSettings::default(), NO_PICTURE))),
        ("/api/renew_site_key", Administrator, sent(&NOBODYS)),
        ("/api/remove_site", Administrator, sent(&NOBODYS)),
        ("/api/unnamed_proxy", Administrator, form("")),
        ("/api/bans", Administrator, form("search=")),
        // All operators, if the account says so: `bans.rs`.
        ("/api/ban_choices", Administrator, form("visitor=00000000-0000-0000-0000-000000000000")),
        ("/api/online_in", Administrator, form("network=198.51.100.9")),
        ("/api/ban", Administrator, sent(&(BanTarget::Visitor(VisitorId(Uuid::nil())), "", BanEnd::Hour))),
        ("/api/lift_ban", Administrator, sent(&NOBODYS)),
        ("/api/ban_settings", Administrator, form("")),
        ("/api/set_ban_settings", Administrator, sent(&BanSettings::default())),
        ("/api/redaction", Administrator, form("")),
        ("/api/set_redaction", Administrator, sent(&Redaction::default())),
        ("/api/try_redaction", Administrator, sent(&(Redaction::default(), "x"))),
        ("/api/send_transcript", Operator, sent(&(NOBODYS, "x@example.org"))),
        ("/api/audit_log", Administrator, form("search=")),
        ("/api/fees", Administrator, form("")),
        ("/api/statement", Administrator, form("month=24321")),
    ]
}

/// All other routes of the server, and what an operator gets there.
fn routes() -> Vec<(&'static str, Least, StatusCode)> {
    use Least::{Anybody, Operator};

    vec![
        ("/console/", Anybody, StatusCode::PERMANENT_REDIRECT),
        ("/sign-in/", Anybody, StatusCode::PERMANENT_REDIRECT),
        // The protocol covers what these say over their sockets; `sign_in.rs` shows who is let in.
        ("/visitor", Anybody, StatusCode::BAD_REQUEST),
        ("/operator", Anybody, StatusCode::BAD_REQUEST),
        ("/operator/transcript/{chat}", Operator, StatusCode::NOT_FOUND),
        // Administrators get "not found"; `desk.rs` shows what they get of a visitor who is there.
        ("/operator/export/{visitor}", Operator, StatusCode::FORBIDDEN),
        // No chat is named; `archive.rs` shows what is in the file.
        ("/operator/archive/{form}", Operator, StatusCode::NOT_FOUND),
        ("/operator/report/{sheet}/{form}", Operator, StatusCode::OK),
        ("/operator/sound/{occasion}", Operator, StatusCode::NOT_FOUND),
        ("/operator/dictionary/{tag}/{kind}", Operator, StatusCode::NOT_FOUND),
        ("/widget.js", Anybody, StatusCode::OK),
        ("/panel", Anybody, StatusCode::OK),
        ("/demo", Anybody, StatusCode::OK),
        ("/demo/pricing", Anybody, StatusCode::OK),
        ("/application/off-line", Anybody, StatusCode::OK),
        ("/application/manifest.webmanifest", Anybody, StatusCode::OK),
        ("/face/{operator}", Anybody, StatusCode::NOT_FOUND),
        ("/picture/{hash}", Anybody, StatusCode::NOT_FOUND),
        ("/assets/{*name}", Anybody, StatusCode::NOT_FOUND),
        ("/healthz", Anybody, StatusCode::OK),
        // Not a request for a socket.
        ("/sip", Anybody, StatusCode::BAD_REQUEST),
    ]
}

struct Callers {
    program: Program,
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
            must_change_password: false,
            role: Role::Normal,
        };
        let account = switchboard.account_by_hand(None).await.unwrap().unwrap();
        switchboard.add_operator_by_hand(account, ben).await.unwrap().unwrap();
        switchboard.close_store().await;
        let normal = sign_in(&program, email, password).await.cookie.unwrap();
        let administrator = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
        Callers { program, normal, administrator }
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
        let status = async |cookie| callers.program.post(cookie, path, with.clone()).await.status;
        let nobody = status(None).await;
        let wanted = least > Least::Anybody;
        // Here 401 means a wrong password, not a missing session.
        if path != "/api/sign_in" {
            assert_eq!(nobody == StatusCode::UNAUTHORIZED, wanted, "{path}: nobody gets {nobody}");
        }
        // Signing out would end the session that the other calls need.
        if path == "/api/sign_out" {
            continue;
        }
        let normal = status(Some(&callers.normal)).await;
        let may_not = least == Least::Administrator;
        assert_eq!(normal == StatusCode::FORBIDDEN, may_not, "{path}: a normal operator gets {normal}");
        let administrator = status(Some(&callers.administrator)).await;
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
            .replace("{visitor}", "00000000-0000-0000-0000-000000000000")
            .replace("{sheet}/{form}", "figures/csv")
            .replace("{form}", "csv")
            .replace("{occasion}", "request")
            .replace("{tag}/{kind}", "de/dic")
            .replace("{operator}", "00000000-0000-0000-0000-000000000000")
            .replace("{hash}", "nothing")
            .replace("{*name}", "nothing");
        let nobody = callers.program.get(&path).await.status;
        let status = if least == Least::Operator { StatusCode::UNAUTHORIZED } else { gets };
        assert_eq!(nobody, status, "{path}: nobody");
        let normal = callers.program.get_as(&callers.normal, &path).await.status;
        assert_eq!(normal, gets, "{path}: a normal operator");
    }
    for page in ["/console", "/console/messages", "/console/administration/audit", "/console/nowhere"] {
        // As a browser asks.
        let nobody = callers.program.get_with(page, &[("accept", "text/html")]).await.status;
        assert!(nobody.is_redirection(), "{page}: {nobody}");
    }
    let put = Request::put(callers.program.url("/operator/sound/request")).body("no sound");
    assert_eq!(send(put).await.unwrap().status, StatusCode::UNAUTHORIZED);
}
