//! The server functions and the routes.

use std::collections::BTreeSet;

use backing::browser::{Answer, Request, StatusCode, send};
use leptos::server_fn::axum::server_fn_paths;
use uuid::Uuid;
use wire::{
    DepartmentId, Language, OperatorId, Queueing, Role, Routing, SiteId, SiteSettings, Timestamp,
    archive::{Cursor, Filter},
    ban::{BanEnd, BanSettings, BanTarget, BannedSee},
    bulk::BulkAction,
    frame::from_postcard,
    guide::Step,
    rating::Scale,
    redaction::Redaction,
    report::ReportFilter,
    retention::{Days, Retention},
    routing::Otherwise,
    tag::TagColour,
};

use super::{Company, Scene, company::Ids, is_told_of, rows};
use crate::support::{PASSWORD, With, form, png, sent};

/// What a server function does with the ids of another company.
enum Call {
    /// It takes none, and answers with the caller's own data.
    NoIds(With),
    /// It takes one, but only as a position in the caller's own list.
    OwnList(With),
    /// It answers "not found".
    NotFound(With),
}

const NOTHING: Option<Uuid> = None;

const QUEUEING: Queueing =
    Queueing { on: false, chat_limit: 4, answer_within_seconds: 30, overdue_after_seconds: 120 };

/// All server functions, each with one id of `theirs` and all others the caller's `own`. Those that
/// remove what others need come last.
fn functions(theirs: &Ids, own: &Ids) -> Vec<(&'static str, Call)> {
    use Call::{NoIds, NotFound, OwnList};

    let departments = |seen: bool, name: &str, operators: Vec<OperatorId>| {
        let seen = seen.then(|| theirs.department.clone());
        sent(&(seen, name, "For all", operators))
    };
    let rule = |seen: bool, site, operators: Vec<OperatorId>, otherwise: Otherwise| {
        let seen = seen.then(|| theirs.rule.clone());
        sent(&(seen, Some(site), "shop.example/new", operators, otherwise))
    };
    let to_theirs = Otherwise::Department(theirs.department.id);
    let mail_rule =
        |seen: bool, site: Option<SiteId>, department: Option<DepartmentId>, operator: OperatorId| {
            let seen = seen.then(|| theirs.mail_rule.clone());
            sent(&(seen, site, department, vec![operator], vec!["new@shop.example"]))
        };
    let by_site = Filter { site: Some(theirs.site), ..Filter::default() };
    let by_operator = Filter { operator: Some(theirs.operator), with_note: true, ..Filter::default() };
    let (department, nobodys_server) = (own.department.id, (NOTHING, NOTHING, NOTHING));
    let details = (1_i64, "new@shop.example", "New", Role::Normal, "", true);
    let report = |filter: ReportFilter| sent(&filter);
    let of_theirs = Retention {
        account: Days::default(),
        sites: vec![(theirs.site, Days { chats: Some(36_500), ..Days::default() })],
    };
    vec![
        ("/api/sign_in", NoIds(form("email=x&password=x&next="))),
        ("/api/ask_for_reset", NoIds(form("email=x%40shop.example"))),
        ("/api/reset_password", NoIds(form("token=x&new=x&confirmed=x"))),
        ("/api/off_line_messages", NoIds(form(""))),
        ("/api/routing", NoIds(form(""))),
        ("/api/fees", NoIds(form(""))),
        // A month belongs to nobody; each company has its own statement of it.
        ("/api/statement", NoIds(form("month=24000"))),
        ("/api/set_routing", NoIds(sent(&(Routing::Everybody, false)))),
        ("/api/set_queueing", NoIds(sent(&(QUEUEING, QUEUEING)))),
        ("/api/previews", NoIds(form(""))),
        ("/api/rating_form", NoIds(sent(&(Scale::Thumbs, "Well?", Language::German)))),
        ("/api/report", NoIds(report(ReportFilter::default()))),
        (
            "/api/report",
            NotFound(report(ReportFilter { site: Some(theirs.site), ..ReportFilter::default() })),
        ),
        (
            "/api/report",
            NotFound(report(ReportFilter {
                department: Some(theirs.department.id),
                ..ReportFilter::default()
            })),
        ),
        (
            "/api/report",
            NotFound(report(ReportFilter { operator: Some(theirs.operator), ..ReportFilter::default() })),
        ),
        ("/api/set_previews", NoIds(sent(&true))),
        (
            "/api/add_operator",
            NoIds(sent(&("zoe@shop.example", "Zoe", PASSWORD, PASSWORD, false, Role::Normal))),
        ),
        ("/api/change_password", NoIds(sent(&("not it", PASSWORD, PASSWORD)))),
        ("/api/rename", NoIds(sent(&"Renamed"))),
        ("/api/choose_language", NoIds(sent(&"de"))),
        ("/api/sessions", NoIds(form(""))),
        ("/api/end_other_sessions", NoIds(form(""))),
        ("/api/mail", NoIds(form(""))),
        ("/api/set_mail_server", NoIds(sent(&nobodys_server))),
        ("/api/try_mail", NoIds(sent(&"x@shop.example"))),
        ("/api/unnamed_proxy", NoIds(form(""))),
        ("/api/sites", NoIds(form(""))),
        ("/api/origin", NoIds(form(""))),
        ("/api/save_site", NoIds(sent(&(NOTHING, "Another", SiteSettings::default(), NOTHING)))),
        ("/api/guide", NoIds(form(""))),
        ("/api/skip_step", NoIds(sent(&(Step::Talk, true)))),
        ("/api/set_own_site", NoIds(sent(&("https://another.example/", "One more")))),
        ("/api/end_guide", NoIds(form(""))),
        ("/api/saved_views", NoIds(form(""))),
        ("/api/index_backlog", NoIds(form(""))),
        ("/api/department_names", NoIds(form(""))),
        ("/api/archive", NoIds(sent(&(Filter::default(), None::<Cursor>)))),
        ("/api/archive", OwnList(sent(&(by_site, Some(Cursor::At(Timestamp(i64::MAX), theirs.chat)))))),
        ("/api/archive", OwnList(sent(&(by_operator, None::<Cursor>)))),
        ("/api/save_view", NoIds(sent(&(NOTHING, "Another", Filter::default(), true)))),
        ("/api/archived_chat", NotFound(sent(&theirs.request))),
        ("/api/archived_chat", NotFound(sent(&theirs.chat))),
        ("/api/hits_of", NotFound(sent(&(theirs.chat, "")))),
        ("/api/save_view", NotFound(sent(&(Some(theirs.view), "Renamed", Filter::default(), true)))),
        ("/api/audit_log", OwnList(form(&format!("part=everything&search=&before={}", theirs.audit)))),
        // The answer names chats by their position.
        ("/api/bulk", OwnList(sent(&(vec![theirs.chat, theirs.request], BulkAction::Close)))),
        ("/api/bulk", OwnList(sent(&(vec![theirs.chat], BulkAction::Tag(own.tag.id))))),
        ("/api/bulk", NotFound(sent(&(vec![own.chat], BulkAction::Tag(theirs.tag.id))))),
        ("/api/bulk", NotFound(sent(&(vec![own.chat], BulkAction::Untag(theirs.tag.id))))),
        ("/api/bans", OwnList(form(&format!("search=&before={}", theirs.ban)))),
        ("/api/online_in", NoIds(form("network=198.51.100.9"))),
        ("/api/ban_settings", NoIds(form(""))),
        ("/api/set_ban_settings", NoIds(sent(&BanSettings { see: BannedSee::Form, operators_may: true }))),
        ("/api/redaction", NoIds(form(""))),
        ("/api/set_redaction", NoIds(sent(&Redaction { cards: true, ..Redaction::default() }))),
        ("/api/try_redaction", NoIds(sent(&(Redaction::default(), "x")))),
        ("/api/decisions", NotFound(form(&format!("chat={}", theirs.request)))),
        ("/api/decisions", NotFound(form(&format!("chat={}", theirs.chat)))),
        ("/api/try_url", NotFound(sent(&(theirs.site, "https://shop.example/")))),
        ("/api/operator", NotFound(form(&format!("id={}", theirs.operator)))),
        ("/api/sip_info", NotFound(form(&format!("id={}", theirs.operator)))),
        ("/api/sign_out_sip_device", NotFound(sent(&(theirs.operator, theirs.sip_client)))),
        ("/api/make_sip_password", NotFound(sent(&theirs.operator))),
        ("/api/site_seen", NotFound(form(&format!("id={}", theirs.site)))),
        (
            "/api/save_site",
            NotFound(sent(&(
                // Company::settle has changed it once.
                Some((theirs.site, 2_i64)),
                "Renamed",
                SiteSettings::default(),
                Some(Some(png(8, 8))),
            ))),
        ),
        ("/api/renew_site_key", NotFound(sent(&theirs.site))),
        ("/api/save_department", NotFound(departments(false, "Others", vec![theirs.operator]))),
        ("/api/save_department", NotFound(departments(true, "Renamed", vec![own.operator]))),
        ("/api/save_url_rule", NotFound(rule(false, theirs.site, vec![own.operator], Otherwise::Wait))),
        ("/api/save_url_rule", NotFound(rule(false, own.site, vec![theirs.operator], Otherwise::Wait))),
        ("/api/save_url_rule", NotFound(rule(false, own.site, vec![own.operator], to_theirs))),
        ("/api/save_url_rule", NotFound(rule(true, own.site, vec![own.operator], Otherwise::Wait))),
        ("/api/move_url_rule", NotFound(sent(&(theirs.rule.id, 2_u32)))),
        (
            "/api/save_mail_rule",
            NotFound(mail_rule(false, Some(theirs.site), Some(department), own.operator)),
        ),
        ("/api/save_mail_rule", NotFound(mail_rule(false, None, Some(theirs.department.id), own.operator))),
        ("/api/save_mail_rule", NotFound(mail_rule(false, None, None, theirs.operator))),
        ("/api/save_mail_rule", NotFound(mail_rule(true, Some(own.site), None, own.operator))),
        ("/api/resend_off_line_message", NotFound(sent(&theirs.off_line))),
        ("/api/set_face", NotFound(sent(&(theirs.operator, Some(png(8, 8)))))),
        ("/api/edit_operator", NotFound(sent(&(theirs.operator, details)))),
        ("/api/set_operator_password", NotFound(sent(&(theirs.operator, PASSWORD, PASSWORD, true)))),
        (
            "/api/invite_operators",
            NotFound(sent(&("new.colleague@shop.example", Role::Normal, vec![theirs.department.id]))),
        ),
        ("/api/resend_invitation", NotFound(sent(&theirs.colleague))),
        ("/api/revoke_invitation", NotFound(sent(&theirs.colleague))),
        ("/api/remove_view", NotFound(sent(&theirs.view))),
        ("/api/save_tag", NotFound(sent(&(Some(theirs.tag.clone()), "Renamed", TagColour::Teal)))),
        ("/api/merge_tag", NotFound(sent(&(theirs.other_tag, own.tag.id)))),
        ("/api/remove_tag", NotFound(sent(&theirs.tag.id))),
        ("/api/send_transcript", NotFound(sent(&(theirs.chat, "x@shop.example")))),
        ("/api/ban_choices", NotFound(form(&format!("visitor={}", theirs.noted)))),
        ("/api/ban", NotFound(sent(&(BanTarget::Visitor(theirs.noted), "Spam", BanEnd::Never)))),
        ("/api/lift_ban", NotFound(sent(&theirs.ban))),
        ("/api/retention", NoIds(form(""))),
        ("/api/try_retention", NotFound(sent(&of_theirs))),
        ("/api/set_retention", NotFound(sent(&(Retention::default(), of_theirs)))),
        ("/api/kept_of_visitor", NotFound(sent(&theirs.noted))),
        ("/api/erase_visitor", NotFound(sent(&theirs.noted))),
        ("/api/erase_visitor", NotFound(sent(&theirs.browsing))),
        ("/api/remove_mail_rule", NotFound(sent(&theirs.mail_rule.id))),
        ("/api/remove_department", NotFound(sent(&theirs.department.id))),
        ("/api/remove_url_rule", NotFound(sent(&theirs.rule.id))),
        ("/api/remove_site", NotFound(sent(&theirs.site))),
        ("/api/end_session", NotFound(sent(&theirs.session))),
        ("/api/set_operator_activity", NotFound(sent(&(theirs.operator, false)))),
        ("/api/set_operator_activity", NotFound(sent(&(theirs.operator, true)))),
        ("/api/delete_operator", NotFound(sent(&theirs.operator))),
        // It cannot name anybody else.
        ("/api/sign_out", NoIds(form(""))),
    ]
}

/// The error that a form gets, if any.
fn refusal(answer: &Answer) -> Option<String> {
    let (refused, _, words): (u32, u32, String) = from_postcard(&answer.body).ok()?;
    (answer.status == StatusCode::OK && refused == 1).then_some(words)
}

/// Whether an answer contains a word or an id of a company.
fn has_of(company: &Company, answer: &Answer) -> bool {
    let has = |id: Uuid| answer.body.windows(16).any(|bytes| bytes == id.as_bytes());
    is_told_of(company, &answer.text()) || company.ids.all().into_iter().any(has)
}

#[tokio::test]
async fn no_server_function_finds_another_companys_things() {
    let _linked = app::pages::sign_in;
    let Scene { program, acme, birch } = Scene::begin().await;
    let known: BTreeSet<_> =
        functions(&acme.ids, &birch.ids).iter().map(|(path, _)| (*path).to_owned()).collect();
    let there: BTreeSet<_> = server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert_eq!(there, known, "enter new functions in the table above");

    let before = rows::of(&program, acme.name).await;
    let with_nobodys = functions(&Ids::nobodys(), &birch.ids);
    for ((path, call), (_, nobodys)) in functions(&acme.ids, &birch.ids).iter().zip(&with_nobodys) {
        if matches!(*path, "/api/sign_in" | "/api/sign_out") {
            continue;
        }
        let (Call::NoIds(with) | Call::OwnList(with) | Call::NotFound(with)) = call;
        let answer = program.post(Some(&birch.cookie), path, with.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!has_of(&acme, &answer), "{path} tells of the other company");
        if let (Call::NotFound(_), Call::NotFound(nobodys)) = (call, nobodys) {
            assert_eq!(refusal(&answer).as_deref(), Some("It is not there any more."), "{path}");
            let unknown = program.post(Some(&birch.cookie), path, nobodys.clone()).await;
            assert_eq!(answer.body, unknown.body, "{path}: as with an id that nobody has");
        }
    }
    assert_eq!(rows::of(&program, acme.name).await, before, "nothing of the other company has changed");

    // The company itself.
    for (path, call) in functions(&acme.ids, &acme.ids) {
        if let Call::NotFound(with) = call {
            let answer = program.post(Some(&acme.cookie), path, with).await;
            assert_eq!(
                (answer.status, refusal(&answer)),
                (StatusCode::OK, None),
                "{path}: the company itself"
            );
        }
    }
}

/// All routes with parameters in their address.
fn routes(ids: &Ids) -> Vec<(&'static str, String)> {
    vec![
        ("/operator/transcript/{chat}", format!("/operator/transcript/{}", ids.chat)),
        ("/operator/export/{visitor}", format!("/operator/export/{}", ids.noted)),
        ("/operator/archive/{form}", format!("/operator/archive/json?chats={}", ids.chat)),
        ("/operator/report/{sheet}/{form}", format!("/operator/report/operators/json?site={}", ids.site)),
        // It is the caller's own sound.
        ("/operator/sound/{occasion}", "/operator/sound/request".into()),
    ]
}

#[tokio::test]
async fn no_route_gives_out_another_companys_things() {
    let Scene { program, acme, birch } = Scene::begin().await;
    let sources = [include_str!("../../../src/routes.rs"), include_str!("../../../src/desk.rs")];
    let named = sources.iter().flat_map(|source| source.split(".route(\"").skip(1));
    let named = named.map(|rest| rest.split('"').next().unwrap()).filter(|path| path.contains('{'));
    // Files and dictionaries are the same for every company, and pictures are public for visitors.
    let of_all = ["/assets/", "/operator/dictionary/", "/face/", "/picture/"];
    let is_public = |path: &&str| of_all.iter().any(|of| path.starts_with(of));
    let there: BTreeSet<_> = named.filter(|path| !is_public(path)).collect();
    let known: BTreeSet<_> = routes(&acme.ids).into_iter().map(|(path, _)| path).collect();
    assert_eq!(there, known, "enter new routes in the table above");

    let put = Request::put(program.url("/operator/sound/request")).header("cookie", &acme.cookie);
    let put = put.header("content-type", "audio/mpeg").header("sec-fetch-site", "same-origin");
    assert_eq!(send(put.body("ID3: acme's sound")).await.unwrap().status, StatusCode::NO_CONTENT);
    let get = async |cookie: &str, path: &str| {
        let answer = program.get_as(cookie, path).await;
        (answer.status, answer.text())
    };
    for ((_, path), (_, nobodys)) in routes(&acme.ids).into_iter().zip(routes(&Ids::nobodys())) {
        let (status, body) = get(&birch.cookie, &path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(body, get(&birch.cookie, &nobodys).await.1, "{path}");
        assert_eq!(get(&acme.cookie, &path).await.0, StatusCode::OK, "{path}: the company itself");
    }
    // Not even a page with such an address.
    for page in [format!("/console/chat/{}", acme.ids.chat), "/console".into(), "/console/messages".into()] {
        let (status, body) = get(&birch.cookie, &page).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        let told = body.replace(&acme.ids.chat.to_string(), "");
        assert!(!told.to_lowercase().contains("acme"), "{page}");
    }
}
