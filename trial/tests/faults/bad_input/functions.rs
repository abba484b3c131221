//! Every server function with any arguments in any order, well-formed and broken, called by an
//! administrator, a normal operator and nobody: each call is answered, none with a server error,
//! and nobody else is disturbed.
//!
//! `TRIAL_SEED` repeats a run.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::Path,
};

use backing::browser::{FORM, Request, send};
use fastrand::Rng;
use serde::Serialize;
use trial::{
    chance,
    installation::{ADMINISTRATOR, PASSWORD},
};
use uuid::Uuid;
use wire::{
    Language, Queueing, Role, Routing, SiteSettings, Timestamp,
    archive::{ArchivedState, Cursor, Filter, RatingRange},
    ban::{BanEnd, BanSettings, BanTarget, BannedSee},
    bulk::BulkAction,
    frame,
    guide::Step,
    mail::{MailRuleView, MailServer, Security},
    rating::Scale,
    redaction::Redaction,
    report::{Grouping, Period, ReportFilter},
    retention::{Days, Retention},
    routing::{DepartmentView, Otherwise, UrlRuleView},
    tag::{Tag, TagColour},
};

use super::{
    fuzz::{any_text, broken},
    people::{MAIL, Scene},
};

const ROUNDS: usize = 10;
/// The second administrator. The bystander, the first, must not lose their account.
const EVE: &str = "eve@example.org";

/// The body that a function is sent: a form, or postcard.
enum With {
    Form(String),
    Sent(Vec<u8>),
}

use self::With::Form;

fn sent(arguments: &impl Serialize) -> With {
    With::Sent(frame::to_postcard(arguments))
}

type Arguments = fn(&mut Any) -> With;

const FUNCTIONS: [(&str, Arguments); 86] = [
    ("add_operator", |any| {
        let password = any.text();
        sent(&(any.email(), any.text(), &password, &password, any.flag(), any.role()))
    }),
    ("archive", |any| sent(&(any.filter(), any.cursor()))),
    ("archived_chat", |any| sent(&any.id("chat"))),
    ("ask_for_reset", |any| Form(format!("email={}", any.escaped()))),
    ("audit_log", |any| Form(format!("part=access&search={}&before={}", any.escaped(), any.id("audit")))),
    ("bulk", |any| sent(&(any.ids("chat"), any.bulk_action()))),
    ("ban", |any| {
        // Of addresses that nobody here has: the bystanders come from this machine, which cannot
        // be banned.
        let target = match any.flag() {
            true => BanTarget::Network(format!("203.0.113.{}/{}", any.rng.u8(..), any.rng.u8(..40))),
            false => BanTarget::Network(any.text()),
        };
        let end = [BanEnd::Hour, BanEnd::Never, BanEnd::At(Timestamp(any.version()))][any.rng.usize(..3)];
        sent(&(target, any.text(), end))
    }),
    ("ban_choices", |any| Form(format!("visitor={}", any.id("visitor")))),
    ("ban_settings", |_| Form(String::new())),
    ("bans", |any| Form(format!("search={}&before={}", any.escaped(), any.id("ban")))),
    ("change_password", |any| sent(&(any.text(), any.text(), any.text()))),
    ("choose_language", |any| sent(&any.text())),
    ("decisions", |any| Form(format!("chat={}", any.id("chat")))),
    ("delete_operator", |any| sent(&any.id("operator"))),
    ("department_names", |_| Form(String::new())),
    ("edit_operator", |any| {
        let id = any.id("operator");
        sent(&(id, any.version(), any.email(), any.text(), any.role(), any.text(), any.flag()))
    }),
    ("end_guide", |_| Form(String::new())),
    ("end_other_sessions", |_| Form(String::new())),
    ("end_session", |any| sent(&any.secret())),
    // Nobody's: the bystanders are visitors as well.
    ("erase_visitor", |any| sent(&any.id("nobody"))),
    ("fees", |_| Form(String::new())),
    ("guide", |_| Form(String::new())),
    ("hits_of", |any| sent(&(any.id("chat"), any.text()))),
    ("index_backlog", |_| Form(String::new())),
    ("invite_operators", |any| {
        let addresses = format!("{}\n{}", any.email(), any.email());
        sent(&(addresses, any.role(), any.ids("department")))
    }),
    ("lift_ban", |any| sent(&any.id("ban"))),
    ("kept_of_visitor", |any| sent(&any.id("nobody"))),
    ("mail", |_| Form(String::new())),
    ("make_sip_password", |any| sent(&any.id("operator"))),
    ("merge_tag", |any| sent(&(any.id("tag"), any.id("tag")))),
    ("move_url_rule", |any| sent(&(any.id("url_rule"), any.rng.u32(..)))),
    ("off_line_messages", |_| Form(String::new())),
    ("online_in", |any| Form(format!("network={}", any.escaped()))),
    ("operator", |any| Form(format!("id={}", any.id("operator")))),
    ("origin", |_| Form(String::new())),
    ("previews", |_| Form(String::new())),
    ("rating_form", |any| {
        let scale = if any.flag() { Scale::Stars } else { Scale::Thumbs };
        let language = Language::ALL[any.rng.usize(..Language::ALL.len())];
        sent(&(scale, any.text(), language))
    }),
    ("redaction", |_| Form(String::new())),
    ("remove_department", |any| sent(&any.id("department"))),
    ("remove_mail_rule", |any| sent(&any.id("mail_rule"))),
    ("remove_site", |any| sent(&any.id("site"))),
    ("remove_tag", |any| sent(&any.id("tag"))),
    ("remove_url_rule", |any| sent(&any.id("url_rule"))),
    ("remove_view", |any| sent(&any.id("saved_view"))),
    ("rename", |any| sent(&any.text())),
    ("renew_site_key", |any| sent(&any.id("site"))),
    ("report", |any| sent(&any.report())),
    ("resend_invitation", |any| sent(&any.id("operator"))),
    ("resend_off_line_message", |any| sent(&any.id("off_line_message"))),
    ("reset_password", |any| {
        let new = any.escaped();
        Form(format!("token={}&new={new}&confirmed={new}", any.escaped()))
    }),
    ("retention", |_| Form(String::new())),
    ("revoke_invitation", |any| sent(&any.id("operator"))),
    ("routing", |_| Form(String::new())),
    ("save_department", |any| {
        let seen = any.flag().then(|| any.department());
        sent(&(seen, any.text(), any.text(), any.ids("operator")))
    }),
    ("save_mail_rule", |any| {
        let seen = any.flag().then(|| any.mail_rule());
        let (site, department) = (any.some("site"), any.some("department"));
        sent(&(seen, site, department, any.ids("operator"), vec![any.email(), any.text()]))
    }),
    ("save_site", |any| {
        let seen = any.flag().then(|| (any.id("site"), any.version()));
        sent(&(seen, any.text(), any.site_settings(), any.flag().then(|| any.picture())))
    }),
    ("save_tag", |any| {
        let seen = any.flag().then(|| any.tag());
        sent(&(seen, any.text(), any.colour()))
    }),
    ("save_url_rule", |any| {
        let seen = any.flag().then(|| any.url_rule());
        let site = any.some("site");
        sent(&(seen, site, any.text(), any.ids("operator"), any.otherwise()))
    }),
    ("save_view", |any| sent(&(any.some("saved_view"), any.text(), any.filter(), any.flag()))),
    ("saved_views", |_| Form(String::new())),
    ("send_transcript", |any| sent(&(any.id("chat"), any.email()))),
    ("sessions", |_| Form(String::new())),
    ("set_ban_settings", |any| {
        let see = if any.flag() { BannedSee::Form } else { BannedSee::Nothing };
        sent(&BanSettings { see, operators_may: any.flag() })
    }),
    ("set_face", |any| sent(&(any.id("operator"), any.picture()))),
    ("set_mail_server", |any| {
        let seen = any.flag().then(|| any.mail_server());
        let server = any.flag().then(|| any.mail_server());
        sent(&(seen, server, any.flag().then(|| any.text())))
    }),
    ("set_operator_activity", |any| sent(&(any.id("operator"), any.flag()))),
    ("set_operator_password", |any| {
        let password = any.text();
        sent(&(any.id("operator"), &password, &password, any.flag()))
    }),
    ("set_own_site", |any| {
        let host = if any.flag() { "shop.example".to_owned() } else { any.text() };
        sent(&(format!("https://{host}/"), any.text()))
    }),
    ("set_previews", |any| sent(&any.flag())),
    ("set_queueing", |any| sent(&(any.queueing(), any.queueing()))),
    // Anything that is redacted might be in what the bystanders say.
    ("set_redaction", |any| {
        let patterns = if any.flag() { vec!["(".to_owned()] } else { Vec::new() };
        sent(&Redaction { patterns, ..Redaction::default() })
    }),
    ("set_retention", |any| sent(&(any.retention(), any.retention()))),
    ("set_routing", |any| {
        let routing = [Routing::Everybody, Routing::Departments, Routing::Urls][any.rng.usize(..3)];
        sent(&(routing, any.flag()))
    }),
    ("sign_in", |any| Form(format!("email={}&password=&next={}", any.escaped(), any.escaped()))),
    ("sign_out", |_| Form(String::new())),
    ("sign_out_sip_device", |any| sent(&(any.id("operator"), any.secret()))),
    ("sip_info", |any| Form(format!("id={}", any.id("operator")))),
    ("site_seen", |any| Form(format!("id={}", any.id("site")))),
    ("sites", |_| Form(String::new())),
    ("skip_step", |any| sent(&(Step::ALL[any.rng.usize(..Step::ALL.len())], any.flag()))),
    ("statement", |any| Form(format!("month={}", any.rng.u32(..)))),
    ("try_mail", |any| sent(&any.email())),
    ("try_redaction", |any| {
        let (cards, last_four, ibans) = (any.flag(), any.flag(), any.flag());
        let redaction = Redaction { cards, last_four, ibans, patterns: vec![any.text(), any.text()] };
        sent(&(redaction, any.text()))
    }),
    ("try_retention", |any| sent(&any.retention())),
    ("try_url", |any| sent(&(any.id("site"), any.text()))),
    ("unnamed_proxy", |_| Form(String::new())),
];

/// The ids of existing objects by table, without those that the bystanders and the callers need.
const THERE: [(&str, &str); 12] = [
    ("audit", "select id from audit"),
    ("ban", "select id from ban"),
    ("chat", "select id from chat"),
    ("department", "select id from department"),
    ("mail_rule", "select id from mail_rule"),
    ("off_line_message", "select id from off_line_message"),
    (
        "operator",
        "select id from operator where email not in ('ann@example.org', 'eve@example.org', 'operator1@example.org')",
    ),
    ("saved_view", "select id from saved_view"),
    ("site", "select id from site where created_at > (select min(created_at) from site)"),
    ("tag", "select id from tag"),
    ("url_rule", "select id from url_rule"),
    ("visitor", "select id from visitor"),
];

#[tokio::test(flavor = "multi_thread")]
async fn any_call_of_any_function_is_answered_and_disturbs_nobody() {
    let seed = chance::seed().unwrap();
    eprintln!("{}={seed}", chance::VARIABLE);
    let known: BTreeSet<_> = FUNCTIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut there = BTreeSet::new();
    find_functions(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src"), &mut there);
    assert_eq!(there, known, "enter new functions in the table above");

    let mut scene = Scene::begin_with(&MAIL).await;
    let address = scene.address().to_owned();
    let ann = scene.installation.sign_in(ADMINISTRATOR).await.unwrap();
    let (nothing, nobody) = (None::<Uuid>, Vec::<Uuid>::new());
    for (name, with) in [
        ("add_operator", sent(&(EVE, "Eve", PASSWORD, PASSWORD, false, Role::Administrator))),
        ("invite_operators", sent(&("fay@example.org", Role::Normal, &nobody))),
        ("save_department", sent(&(nothing, "Sales", "", &nobody))),
        ("save_site", sent(&(nothing, "Shop", SiteSettings::default(), nothing))),
        ("save_mail_rule", sent(&(nothing, nothing, nothing, &nobody, ["all@example.org"].to_vec()))),
        ("save_tag", sent(&(nothing, "Urgent", TagColour::Red))),
    ] {
        let (kind, body) = with.packed();
        let (status, words) = call(&address, name, Some(&ann), kind, body).await;
        assert_eq!(status, 200, "{name}: {words}");
    }
    let ben = scene.installation.add_operators(1).await.unwrap().remove(0);
    let eve = scene.installation.sign_in(EVE).await.unwrap();
    let ben = scene.installation.sign_in(&ben).await.unwrap();
    let mut any = Any { rng: Rng::with_seed(seed), there: HashMap::new() };
    let mut functions = FUNCTIONS;
    for round in 0..ROUNDS {
        for (table, query) in THERE {
            any.there.insert(table, scene.database().ids(query).await.unwrap());
        }
        if round == 0 {
            for table in ["audit", "department", "mail_rule", "operator", "site", "tag"] {
                assert!(!any.there[table].is_empty(), "{table}");
            }
        }
        any.rng.shuffle(&mut functions);
        for (name, make) in functions {
            let (kind, body) = make(&mut any).packed();
            let cookie = match (round, any.rng.u32(..6)) {
                // A caller who signs out has no session any more.
                _ if name == "sign_out" => None,
                // A body that is too large is not read, and a client that keeps sending may miss
                // the answer.
                _ if body.len() > 4_096 => Some(&*eve),
                (0, _) | (_, 0..4) => Some(&*eve),
                (_, 4) => Some(&*ben),
                _ => None,
            };
            let breaks = round > 0 && any.rng.u32(..5) == 0;
            let body = if breaks { broken(&mut any.rng, body) } else { body };
            let (status, words) = call(&address, name, cookie, kind, body).await;
            assert!(status < 500, "{name}: {status}, {words}");
            assert!(breaks || status != 400, "{name} was not understood: {words}");
        }
        scene.bystanders_are_undisturbed().await;
    }
    scene.installation.nodes[0].is_up().unwrap();
    let there: Vec<_> = THERE.iter().map(|(table, _)| (*table, any.there[table].len())).collect();
    eprintln!("{there:?}");
}

/// The status and text of the answer.
async fn call(
    address: &str,
    name: &str,
    cookie: Option<&str>,
    kind: &'static str,
    body: Vec<u8>,
) -> (u16, String) {
    let mut request = Request::post(format!("http://{address}/api/{name}")).header("content-type", kind);
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    let answer = send(request.body(body)).await.unwrap_or_else(|error| panic!("{name}: {error:#}"));
    (answer.status.as_u16(), answer.text())
}

fn find_functions(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find_functions(&path, names);
        } else {
            let source = fs::read_to_string(&path).unwrap_or_default();
            let named = source.split("endpoint = \"").skip(1).filter_map(|rest| rest.split('"').next());
            names.extend(named.map(str::to_owned));
        }
    }
}

impl With {
    fn packed(self) -> (&'static str, Vec<u8>) {
        match self {
            Form(fields) => (FORM, fields.into_bytes()),
            With::Sent(bytes) => ("application/postcard", bytes),
        }
    }
}

/// A source of random values.
struct Any {
    rng: Rng,
    there: HashMap<&'static str, Vec<Uuid>>,
}

impl Any {
    fn flag(&mut self) -> bool {
        self.rng.bool()
    }

    /// Mostly an existing one from this table.
    fn id(&mut self, table: &str) -> Uuid {
        let unknown = Uuid::from_u128(self.rng.u128(..));
        let known = self.there.get(table).and_then(|ids| self.rng.choice(ids)).copied();
        known.filter(|_| self.rng.u32(..4) > 0).unwrap_or(unknown)
    }

    fn some(&mut self, table: &str) -> Option<Uuid> {
        self.flag().then(|| self.id(table))
    }

    fn ids(&mut self, table: &str) -> Vec<Uuid> {
        (0..self.rng.usize(..4)).map(|_| self.id(table)).collect()
    }

    fn version(&mut self) -> i64 {
        self.rng.i64(0..4)
    }

    fn secret(&mut self) -> [u8; 32] {
        [(); 32].map(|()| self.rng.u8(..))
    }

    fn text(&mut self) -> String {
        any_text(&mut self.rng)
    }

    /// A form-encoded text, shorter than the limit.
    fn escaped(&mut self) -> String {
        let text: String = self.text().chars().take(300).collect();
        text.bytes().map(|byte| format!("%{byte:02X}")).collect()
    }

    fn email(&mut self) -> String {
        match self.flag() {
            true => format!("fuzz{}@example.org", self.rng.u32(..40)),
            false => self.text(),
        }
    }

    fn role(&mut self) -> Role {
        if self.flag() { Role::Administrator } else { Role::Normal }
    }

    /// A file to upload, or none: the start of a PNG file of any size, or something that is no
    /// picture.
    fn picture(&mut self) -> Option<Vec<u8>> {
        let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
        let [width, height] = [(); 2].map(|()| self.rng.u32(..600).to_be_bytes());
        match self.rng.u32(..4) {
            0 => None,
            1 => Some((0..self.rng.usize(..70_000)).map(|_| self.rng.u8(..)).collect()),
            _ => Some([&head[..], &width, &height, &[8, 6, 0, 0, 0]].concat()),
        }
    }

    fn timestamp(&mut self) -> Timestamp {
        let now = 1_800_000_000_000;
        Timestamp(if self.flag() { self.rng.i64(..) } else { self.rng.i64(0..now) })
    }

    fn filter(&mut self) -> Filter {
        let words = if self.rng.u32(..4) == 0 { self.text() } else { String::new() };
        let state =
            [ArchivedState::Open, ArchivedState::Closed, ArchivedState::Missed, ArchivedState::Declined];
        let rating = [RatingRange::None, RatingRange::Low, RatingRange::High];
        Filter {
            words,
            since: self.flag().then(|| self.timestamp()),
            until: self.flag().then(|| self.timestamp()),
            operator: self.some("operator").map(Into::into),
            department: self.some("department").map(Into::into),
            site: self.some("site").map(Into::into),
            tag: (self.rng.u32(..8) == 0).then(|| self.id("tag").into()),
            state: self.flag().then(|| state[self.rng.usize(..state.len())]),
            rating: (self.rng.u32(..8) == 0).then(|| rating[self.rng.usize(..rating.len())]),
            with_note: self.flag(),
        }
    }

    fn cursor(&mut self) -> Option<Cursor> {
        match self.rng.u32(..4) {
            0 => Some(Cursor::Doc(self.rng.i64(..))),
            1 => Some(Cursor::At(self.timestamp(), self.id("chat").into())),
            _ => None,
        }
    }

    fn department(&mut self) -> DepartmentView {
        let id = self.id("department").into();
        let operators = self.ids("operator").into_iter().map(Into::into).collect();
        DepartmentView { id, name: self.text(), description: self.text(), operators }
    }

    fn tag(&mut self) -> Tag {
        Tag { id: self.id("tag").into(), name: self.text(), colour: self.colour() }
    }

    fn colour(&mut self) -> TagColour {
        TagColour::ALL[self.rng.usize(..TagColour::ALL.len())]
    }

    /// Ending chats would end the bystanders' one.
    fn bulk_action(&mut self) -> BulkAction {
        let tag = self.id("tag").into();
        if self.flag() { BulkAction::Tag(tag) } else { BulkAction::Untag(tag) }
    }

    fn otherwise(&mut self) -> Otherwise {
        match self.rng.u32(..4) {
            0 => Otherwise::Wait,
            1 => Otherwise::Everybody,
            2 => Otherwise::Department(self.id("department").into()),
            _ => Otherwise::OffLine,
        }
    }

    fn url_rule(&mut self) -> UrlRuleView {
        UrlRuleView {
            id: self.id("url_rule").into(),
            site: self.some("site").map(Into::into),
            pattern: self.text(),
            operators: self.ids("operator").into_iter().map(Into::into).collect(),
            otherwise: self.otherwise(),
        }
    }

    fn mail_rule(&mut self) -> MailRuleView {
        MailRuleView {
            id: self.id("mail_rule").into(),
            site: self.some("site").map(Into::into),
            department: self.some("department").map(Into::into),
            operators: self.ids("operator").into_iter().map(Into::into).collect(),
            addresses: vec![self.email()],
        }
    }

    fn mail_server(&mut self) -> MailServer {
        MailServer {
            host: self.text(),
            port: self.rng.u16(..),
            security: Security::ALL[self.rng.usize(..Security::ALL.len())],
            user: self.text(),
            from: self.email(),
            from_name: self.text(),
        }
    }

    fn site_settings(&mut self) -> SiteSettings {
        let domains = if self.flag() { vec![self.text()] } else { Vec::new() };
        SiteSettings { domains, is_tracked: self.flag(), ..SiteSettings::default() }
    }

    /// Nothing that is there is as old as a day.
    fn retention(&mut self) -> Retention {
        let mut days = || self.flag().then(|| self.rng.u32(1..50_000));
        let account = Days { chats: days(), done: days(), off_line: days(), visitors: days() };
        let sites = self.some("site").map(|site| (site.into(), account));
        Retention { account, sites: sites.into_iter().collect() }
    }

    fn report(&mut self) -> ReportFilter {
        let day =
            |rng: &mut Rng| format!("{}-{:02}-{:02}", rng.u32(1..12_000), rng.u32(0..14), rng.u32(0..33));
        let (first, last) = (day(&mut self.rng), day(&mut self.rng));
        ReportFilter {
            period: Period::ALL[self.rng.usize(..Period::ALL.len())],
            first: if self.flag() { first } else { self.text() },
            last,
            by: Grouping::ALL[self.rng.usize(..Grouping::ALL.len())],
            zone: self.text(),
            site: self.some("site").map(Into::into),
            department: self.some("department").map(Into::into),
            operator: self.some("operator").map(Into::into),
        }
    }

    fn queueing(&mut self) -> Queueing {
        Queueing {
            on: self.flag(),
            chat_limit: self.rng.u32(..5),
            answer_within_seconds: self.rng.u32(..40),
            overdue_after_seconds: self.rng.u32(..200),
        }
    }
}
