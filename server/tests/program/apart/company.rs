//! A company with one of everything: operators, a site, a department, a URL rule, a canned
//! response, chats in every state, a note, an offline message, a conversation between operators.

use chat::{Sources, Switchboard, sip};
use uuid::Uuid;
use wire::{
    AnswerId, AuditId, BanId, CannedId, ChatId, Content, MessageId, NoteId, OffLineMessageId, OperatorId,
    Role, Seq, SiteId, TagId, Timestamp, ViewId, VisitorId,
    administration::{AuditEntry, RoutingSettings},
    archive::Filter,
    ban::{BanEnd, BanTarget, BanView},
    canned::{Canned, CannedKind},
    frame::Encoding,
    mail::{MailRuleView, MailServer, MailSettings, Security},
    operator::{Command, Done, OffLineReply, Snapshot},
    routing::{DepartmentView, Otherwise, UrlRuleView},
    session::SessionView,
    sip::NewSipPassword,
    site::SiteDetails,
    tag::{Tag, TagColour},
};

use crate::support::{PASSWORD, Program, Socket, bare_command, call, hello, new_id, sign_in};

pub(super) struct Company {
    /// Part of every text of the company.
    pub(super) name: &'static str,
    pub(super) site_key: String,
    pub(super) cookie: String,
    pub(super) console: Socket,
    pub(super) ids: Ids,
    /// A visitor with an active chat.
    pub(super) chatting: Socket,
    pub(super) invited: Socket,
    /// A visitor who has left an offline message.
    pub(super) leaving: Socket,
    /// Sockets that only need to stay open: visitors', and another operator's console.
    _others: [Socket; 3],
}

#[derive(Clone, Debug)]
pub(super) struct Ids {
    pub(super) site: SiteId,
    pub(super) administrator: OperatorId,
    pub(super) operator: OperatorId,
    /// An invited operator who has not accepted yet.
    pub(super) colleague: OperatorId,
    pub(super) department: DepartmentView,
    pub(super) rule: UrlRuleView,
    pub(super) mail_rule: MailRuleView,
    pub(super) canned: CannedId,
    /// The tag of the active chat, and another one.
    pub(super) tag: Tag,
    pub(super) other_tag: TagId,
    pub(super) note: NoteId,
    pub(super) off_line: OffLineMessageId,
    /// The answer to the offline message.
    pub(super) answer: AnswerId,
    /// The visitor with the active chat and the note.
    pub(super) noted: VisitorId,
    /// A visitor who is only browsing.
    pub(super) browsing: VisitorId,
    pub(super) chat: ChatId,
    /// A message there, and the pushed address.
    pub(super) message: MessageId,
    pub(super) pushed: Seq,
    pub(super) request: ChatId,
    pub(super) invitation: ChatId,
    pub(super) talk: ChatId,
    pub(super) audit: AuditId,
    /// A shared view of the archive.
    pub(super) view: ViewId,
    pub(super) ban: BanId,
    /// An operator's SIP client.
    pub(super) sip_client: [u8; 32],
    /// The administrator's session in another browser.
    pub(super) session: [u8; 32],
}

impl Ids {
    /// Ids that do not exist.
    pub(super) fn nobodys() -> Ids {
        Ids {
            site: new_id(),
            administrator: new_id(),
            operator: new_id(),
            colleague: new_id(),
            department: DepartmentView {
                id: new_id(),
                name: "Nobody's".into(),
                description: String::new(),
                operators: vec![new_id()],
            },
            rule: UrlRuleView {
                id: new_id(),
                site: Some(new_id()),
                pattern: "nobody.example".into(),
                operators: vec![new_id()],
                otherwise: Otherwise::default(),
            },
            mail_rule: MailRuleView {
                id: new_id(),
                site: Some(new_id()),
                department: Some(new_id()),
                operators: vec![new_id()],
                addresses: vec![],
            },
            canned: new_id(),
            tag: Tag { id: new_id(), name: "Nobody's".into(), colour: TagColour::Grey },
            other_tag: new_id(),
            note: new_id(),
            off_line: new_id(),
            answer: new_id(),
            noted: new_id(),
            browsing: new_id(),
            chat: new_id(),
            message: new_id(),
            pushed: Seq(1),
            request: new_id(),
            invitation: new_id(),
            talk: new_id(),
            audit: new_id(),
            view: new_id(),
            ban: new_id(),
            sip_client: [7; 32],
            session: [8; 32],
        }
    }

    pub(super) fn all(&self) -> Vec<Uuid> {
        vec![
            self.site.0,
            self.administrator.0,
            self.operator.0,
            self.colleague.0,
            self.department.id.0,
            self.rule.id.0,
            self.mail_rule.id.0,
            self.canned.0,
            self.tag.id.0,
            self.other_tag.0,
            self.note.0,
            self.off_line.0,
            self.answer.0,
            self.noted.0,
            self.browsing.0,
            self.chat.0,
            self.message.0,
            self.request.0,
            self.invitation.0,
            self.talk.0,
            self.audit.0,
            self.view.0,
            self.ban.0,
        ]
    }
}

impl Company {
    /// Adds a company at the terminal while the server runs, and sets everything up.
    pub(super) async fn settle(program: &Program, name: &'static str) -> Company {
        let host = format!("{}.example", name.to_lowercase());
        let site_key = add_account(program, name, &format!("ann@{host}"));
        let cookie = sign_in(program, &format!("ann@{host}"), PASSWORD).await.cookie.expect("signed in");
        let ben = (format!("ben@{host}"), format!("{name} Ben"), PASSWORD, PASSWORD, false, Role::Normal);
        let _: Option<String> = call(program, &cookie, "add_operator", &ben).await;
        let (mut console, before) = open(program, &cookie).await;
        let operator = before.colleagues.iter().find(|one| one.role == Role::Normal).unwrap().id;

        // Visitors of this site may rate their chats.
        let mut sites: Vec<SiteDetails> = call(program, &cookie, "sites", &()).await;
        let SiteDetails { id, name: site, mut settings, version, .. } = sites.remove(0);
        settings.rating.is_on = true;
        let site = (Some((id, version)), site, settings, None::<Option<Vec<u8>>>);
        let _: Option<SiteDetails> = call(program, &cookie, "save_site", &site).await;

        let nothing = None::<Uuid>;
        let department = (nothing, format!("{name} sales"), String::new(), vec![operator]);
        let (): () = call(program, &cookie, "save_department", &department).await;
        let invited = (format!("{name}.colleague@{host}"), Role::Normal, Vec::<Uuid>::new());
        // The address, and the link that the administrator passes on.
        let _: Vec<(String, (u32, String))> = call(program, &cookie, "invite_operators", &invited).await;
        let rule =
            (nothing, Some(before.sites[0].id), format!("{host}/tea"), vec![operator], Otherwise::default());
        let (): () = call(program, &cookie, "save_url_rule", &rule).await;
        // Nobody listens there, so emails wait.
        let server = MailServer {
            host: "127.0.0.1".into(),
            port: 9,
            security: Security::Nothing,
            user: String::new(),
            from: format!("chat@{host}"),
            from_name: format!("{name} mail"),
        };
        let server = (None::<MailServer>, Some(server), None::<String>);
        let (): () = call(program, &cookie, "set_mail_server", &server).await;
        let to = vec![format!("team@{host}")];
        let mail_rule = (nothing, Some(before.sites[0].id), nothing, vec![operator], to);
        let (): () = call(program, &cookie, "save_mail_rule", &mail_rule).await;
        let canned = Canned {
            id: new_id(),
            shared: true,
            kind: CannedKind::Text,
            name: format!("{name} greeting"),
            shortcut: "hi".into(),
            text: format!("Welcome to {name}"),
        };
        console.order(Command::SaveCanned(canned.clone())).await.unwrap();
        let [tag, other] = [format!("{name} urgent"), format!("{name} later")];
        let tag = Tag { id: save_tag(program, &cookie, &tag).await, name: tag, colour: TagColour::Red };
        let other_tag = save_tag(program, &cookie, &other).await;

        let visitor = async |who: &str| program.visitor_on(&site_key, &format!("{host}/{who}"), who).await;
        let (mut chatting, mut asking) = (visitor("chatting").await, visitor("asking").await);
        let (invited, mut leaving) = (visitor("invited").await, visitor("leaving").await);
        let browsing = visitor("browsing").await;
        let chat = chatting.ask(&format!("Is this {name}?")).await;
        let request = asking.ask(&format!("Who is {name}?")).await;
        let (_, seen) = open(program, &cookie).await;
        let colleague = seen.colleagues.iter().find(|one| one.is_invited).unwrap().id;
        let who = |page: &str| seen.visitors.iter().find(|one| one.page.url.ends_with(page)).unwrap().id;

        console.order(Command::Accept { chat }).await.unwrap();
        console.order(Command::Tag { chat, tag: tag.id, on: true }).await.unwrap();
        let (message, note, invitation) = (new_id(), new_id(), new_id());
        let say = |id, content| Command::Say { chat, id, content };
        console.order(say(message, Content::Text(format!("This is {name}")))).await.unwrap();
        let pushed = console.order(say(new_id(), Content::Url(format!("https://{host}/")))).await;
        let Ok(Done::Said { seq: pushed, .. }) = pushed else { panic!("not pushed: {pushed:?}") };
        let text = format!("A friend of {name}");
        console.order(Command::Note { visitor: who("/chatting"), id: note, text }).await.unwrap();
        let text = format!("Welcome to {name}");
        let invite = Command::Invite { visitor: who("/invited"), chat: invitation, id: new_id(), text };
        console.order(invite).await.unwrap();
        let Ok(Done::Talk(talk)) = console.order(Command::Talk { with: operator }).await else {
            panic!("no conversation with {name} Ben")
        };
        let content = Content::Text(format!("Between us at {name}"));
        console.order(Command::Say { chat: talk.id, id: new_id(), content }).await.unwrap();
        let off_line = leaving.leave("Vera", &format!("vera@{host}"), &format!("Dear {name}")).await;
        let (answer, text) = (new_id(), format!("{name} calls you"));
        let reply = OffLineReply { message: off_line, seen: 0, id: answer, text, is_done: false };
        console.order(Command::AnswerOffLine(reply)).await.unwrap();

        // Ben is available, so chats can be offered.
        let bens = sign_in(program, &format!("ben@{host}"), PASSWORD).await.cookie.expect("signed in");
        let (bens, _) = open(program, &bens).await;
        let view = (nothing, format!("{name} with notes"), Filter::default(), true);
        let view: ViewId = call(program, &cookie, "save_view", &view).await;
        let mail: MailSettings = call(program, &cookie, "mail", &()).await;
        let settings: RoutingSettings = call(program, &cookie, "routing", &()).await;
        let ban = (BanTarget::Network("203.0.113.99".into()), format!("Spam at {name}"), BanEnd::Never);
        let (): () = call(program, &cookie, "ban", &ban).await;
        let (bans, _): (Vec<BanView>, bool) = call(program, &cookie, "bans", &()).await;
        let (log, _): (Vec<AuditEntry>, bool) = call(program, &cookie, "audit_log", &()).await;
        let ids = Ids {
            site: before.sites[0].id,
            administrator: before.me.id,
            operator,
            colleague,
            department: settings.departments[0].clone(),
            rule: settings.rules[0].clone(),
            mail_rule: mail.rules[0].clone(),
            canned: canned.id,
            tag,
            other_tag,
            note,
            off_line,
            answer,
            noted: who("/chatting"),
            browsing: who("/browsing"),
            chat,
            message,
            pushed,
            request,
            invitation,
            talk: talk.id,
            audit: log[0].id,
            view,
            ban: bans[0].id,
            sip_client: sip_client(program, &cookie, operator).await,
            session: another_session(program, &format!("ann@{host}")).await,
        };
        let _others = [asking, browsing, bens];
        Company { name, site_key, cookie, console, ids, chatting, invited, leaving, _others }
    }
}

/// Runs `switchboard account add`. Returns the key of the site.
fn add_account(program: &Program, name: &str, email: &str) -> String {
    let mut command = bare_command();
    command.args(["account", "add", name, "--admin-email", email, "--admin-name", &format!("{name} Ann")]);
    command
        .env("SWITCHBOARD_DATABASE_URL", program.database())
        .env("SWITCHBOARD_OPERATOR_PASSWORD", PASSWORD);
    let output = command.output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let key = said.split_once("data-site=\"").unwrap_or_else(|| panic!("{said}")).1;
    key.split_once('"').unwrap().0.to_owned()
}

/// Adds a red tag.
async fn save_tag(program: &Program, cookie: &str, name: &str) -> TagId {
    call(program, cookie, "save_tag", &(None::<Tag>, name, TagColour::Red)).await
}

/// Signs in a SIP client of an operator.
async fn sip_client(program: &Program, cookie: &str, operator: OperatorId) -> [u8; 32] {
    let made: NewSipPassword = call(program, cookie, "make_sip_password", &operator).await;
    let switchboard = Switchboard::open(&program.database(), Sources::system()).await.unwrap();
    let credential = switchboard.sip_credential(&made.user).await.unwrap().unwrap();
    let device = sip::Device {
        gateway: "chat.example.org".into(),
        transport: "tls".into(),
        peer: "192.0.2.1:5061".into(),
        device: "telephone".into(),
        contact: format!("sip:{}@192.0.2.1", made.user),
        host: "chat.example.org".into(),
        agent: "Linphone".into(),
        expires_at: Timestamp(i64::MAX),
    };
    let session = switchboard.sign_in_sip(&credential, device).await.unwrap().unwrap().session;
    switchboard.close_store().await;
    session
}

/// Another session of this operator.
async fn another_session(program: &Program, email: &str) -> [u8; 32] {
    let cookie = sign_in(program, email, PASSWORD).await.cookie.expect("signed in");
    let all: Vec<SessionView> = call(program, &cookie, "sessions", &()).await;
    all.into_iter().find(|one| one.is_this).expect("it is listed").session
}

async fn open(program: &Program, cookie: &str) -> (Socket, Box<Snapshot>) {
    program.console(cookie).await
}

impl Program {
    /// A visitor's panel on this page of a site.
    pub(super) async fn visitor_on(&self, site_key: &str, page: &str, name: &str) -> Socket {
        let mut hello = hello(site_key, name);
        hello.page.url = format!("https://{page}");
        self.visit(Encoding::Postcard, hello).await.0
    }
}
