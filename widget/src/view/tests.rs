//! What only a real document can show: text stays text, links lead to the right place, and lines
//! are changed rather than redrawn. The pages are not displayed, so the tests do not interfere with
//! each other.

mod rating;

use client::{
    now::Now,
    testing::{anna, chat, chat_view, from_operator, from_visitor, site, site_asking},
    visitor::{Greeting, Panel},
};
use wasm_bindgen_test::wasm_bindgen_test;
use wire::{
    Body, ChatState, DepartmentId, Language, Marks, Message, Notice, OperatorRef, Seq, Timestamp,
    WelcomeScreen,
    picture::face,
    routing::DepartmentChoice,
    text::BadText,
    visitor::{Arrangement, Refusal, Stored, ToVisitor, VisitorChat, Welcome},
    welcome_screen::{Asked, Kind, Question},
};

use super::View;
use crate::{
    dom::Node,
    stage::{page_of, panel_in},
};

pub(super) struct Scene {
    pub(super) page: Node,
    pub(super) view: View,
    panel: Panel,
}

impl Scene {
    fn new() -> Scene {
        Scene::in_language(Language::English)
    }

    pub(super) fn in_language(language: Language) -> Scene {
        let page = page_of(&panel_in(language));
        Scene { view: View::new(page.clone()), page, panel: Panel::default() }
    }

    fn chatting(messages: Vec<Message>) -> Scene {
        let mut scene = Scene::new();
        scene.welcome(Some(ChatState::Active), messages);
        scene
    }

    pub(super) fn welcome(&mut self, state: Option<ChatState>, messages: Vec<Message>) {
        let greeting = Greeting { site: "demo".into(), ..Greeting::default() };
        self.act(|panel, now| panel.greeted(now, greeting));
        let chat = state.map(|state| chat_view(1, state));
        let available = state.is_some();
        self.hear(ToVisitor::Welcome(Box::new(Welcome {
            site: site("Demo"),
            language: Language::English,
            texts: vec![],
            mails: false,
            available,
            departments: vec![],
            place: None,
            chat,
            messages,
            more: false,
        })));
    }

    pub(super) fn act(&mut self, act: impl FnOnce(&mut Panel, &Now)) {
        let now = Now::at(1);
        act(&mut self.panel, &now);
        self.panel.settle(&now);
        self.view.draw(&self.panel, &now);
    }

    pub(super) fn hear(&mut self, frame: ToVisitor) {
        self.act(|panel, now| panel.received(now, frame));
    }

    fn lines(&self) -> Vec<Node> {
        let lines = self.page.get("thread").all_within(".words, .line");
        (0..lines.length()).map(|index| lines.item(index)).collect()
    }
}

fn saying(text: &str) -> Message {
    Message { body: Body::Text(text.into()), ..from_operator(1, 1) }
}

#[wasm_bindgen_test]
fn what_somebody_wrote_is_never_anything_but_characters() {
    let text = "<b>bold</b> <img src=x onerror=alert(1)> &amp;\n\tend";
    let scene = Scene::chatting(vec![saying(text)]);
    let drawn = scene.page.get("thread").within(".text");
    assert_eq!(drawn.text(), text);
    assert_eq!(drawn.all_within("*").length(), 0);
}

#[wasm_bindgen_test]
fn only_addresses_of_the_web_are_links_and_they_know_nothing_of_this_page() {
    let text = "https://a.example/x, javascript:alert(1) data:text/html,x http://b.example.";
    let scene = Scene::chatting(vec![saying(text)]);
    let links = scene.page.get("thread").all_within("a");
    let addresses: Vec<_> = (0..links.length()).map(|index| links.item(index).attribute("href")).collect();
    assert_eq!(addresses, ["https://a.example/x", "http://b.example"]);
    let link = links.item(0);
    assert_eq!(link.attribute("rel"), "noopener noreferrer nofollow");
    assert_eq!(link.attribute("target"), "_blank");
    assert_eq!(scene.page.get("thread").within(".text").text(), text);
}

#[wasm_bindgen_test]
fn a_long_chat_stands_in_blocks_and_in_its_order() {
    let mut scene = Scene::chatting((1..=60).map(|nr| from_operator(1, nr)).collect());
    let thread = scene.page.get("thread");
    let said = || {
        let texts = thread.all_within(".block > .words .text");
        (0..texts.length()).map(|index| texts.item(index).text()).collect::<Vec<_>>()
    };
    assert_eq!(thread.all_within(".block").length(), 3, "a day and sixty lines");
    let sixty = said();
    assert_eq!(sixty.len(), 60);
    let first = scene.lines().remove(1);
    scene.hear(ToVisitor::Message(from_operator(1, 61)));
    assert_eq!(said()[..60], sixty, "what stands there stays in its place");
    assert!(thread.contains(&first));
}

#[wasm_bindgen_test]
fn html_is_content_and_its_time_is_not_the_messages() {
    let html = "<p>See <b>this</b> &lt;i&gt;</p><time>never</time>";
    let scene = Scene::chatting(vec![Message { body: Body::Html(html.into()), ..from_operator(1, 1) }]);
    let drawn = scene.page.get("thread").within("[data-form=html]");
    assert_eq!((&*drawn.within("b").text(), &*drawn.within("p").text()), ("this", "See this <i>"));
    assert_eq!(drawn.within("time").text(), "never");
    let line = scene.lines().remove(1);
    assert_eq!(line.within(".meta time").attribute("datetime"), "1970-01-01T00:00:01.000Z");
}

#[wasm_bindgen_test]
fn a_pushed_address_is_a_card_until_it_was_opened() {
    let url = "https://shop.example/<b>?a=1";
    let pushed = Message { body: Body::Url(url.into()), ..from_operator(1, 1) };
    let mut scene = Scene::chatting(vec![pushed.clone()]);
    let card = scene.page.get("thread").within("a.pushed");
    assert_eq!((&*card.attribute("href"), &*card.within("span").text()), (url, url));
    assert_eq!(
        (&*card.attribute("target"), &*card.attribute("rel")),
        ("_blank", "noopener noreferrer nofollow")
    );
    assert_eq!(scene.view.message_of(&card.within("b:not([hidden])")), Some(pushed.id));
    assert_eq!(card.all_within("img[src]").length(), 0, "nothing is asked for that is no picture");
    let opened = Body::Notice(Notice::Opened { seq: Seq(1) });
    scene.hear(ToVisitor::Message(Message {
        author: wire::Author::System,
        body: opened,
        ..from_visitor(1, 2)
    }));
    assert_eq!(card.all_within("b:not([hidden])").length(), 0);
    assert_eq!(scene.lines().len(), 2, "a day and the card: what the browser did is the operator's matter");
}

#[wasm_bindgen_test]
fn in_the_head_is_the_site_until_somebody_answers() {
    let mut scene = Scene::new();
    scene.welcome(None, vec![]);
    assert_eq!(scene.page.all_within("#picture[hidden]").length(), 1, "there is no logo");
    let (logo, greeting) = ("/picture/logo".to_owned(), "From nine to five".to_owned());
    let site = Arrangement { logo: logo.clone(), greeting: greeting.clone(), ..site("Demo") };
    scene.hear(ToVisitor::Site(site));
    let picture = scene.page.get("picture");
    assert_eq!((picture.attribute("src"), scene.page.get("greeting").text()), (logo, greeting));
    assert_eq!(scene.page.all_within("#picture[hidden]").length(), 0);

    scene.hear(ToVisitor::Chat(chat_view(1, ChatState::Active)));
    scene.hear(ToVisitor::Message(from_operator(1, 1)));
    scene.hear(ToVisitor::Message(from_visitor(1, 2)));
    let anna = face(anna().id);
    assert_eq!((picture.attribute("src"), scene.page.get("greeting").text()), (anna.clone(), String::new()));
    let lines = scene.lines();
    assert_eq!(lines[1].within("img:not([hidden])").attribute("src"), anna);
    assert_eq!(lines[2].all_within("img:not([hidden])").length(), 0, "one's own lines have none");
}

#[wasm_bindgen_test]
fn an_invitation_can_be_taken_or_not() {
    let mut scene = Scene::new();
    scene.welcome(None, vec![]);
    let operator = Some(OperatorRef { name: "<i>Anna</i>".into(), ..anna() });
    let view = VisitorChat { operator, ..chat_view(1, ChatState::Invited) };
    scene.hear(ToVisitor::Chat(view.clone()));
    scene.hear(ToVisitor::Message(from_operator(1, 1)));
    let hint = scene.page.get("hint");
    assert!(hint.within("p").text().starts_with("<i>Anna</i> invites you"), "{}", hint.text());
    // The form that sends an ended chat is hidden as a whole.
    let shown = || hint.all_within(":scope > :is(button, form):not([hidden])");
    assert_eq!(
        (shown().length(), shown().item(0).id(), shown().item(1).id()),
        (2, "accept".into(), "decline".into())
    );
    assert_eq!(scene.page.all_within("#end[hidden]").length(), 1, "there is nothing to end yet");
    scene.hear(ToVisitor::Chat(VisitorChat { state: ChatState::Declined, version: 1, ..view }));
    assert_eq!((shown().length(), shown().item(0).id()), (1, "anew".into()));
}

#[wasm_bindgen_test]
fn a_message_is_drawn_at_once_and_the_same_line_is_marked_when_it_is_stored() {
    let mut scene = Scene::chatting(vec![]);
    scene.act(|panel, now| {
        panel.typed_text(now, "one".into());
        assert!(panel.send(now));
    });
    let line = scene.lines().remove(0);
    assert_eq!(line.attribute("data-mark"), "sending");
    assert_eq!(line.within(".mark").text(), "Sending");
    let id = scene.panel.outbox().items()[0].what.id();
    scene.hear(ToVisitor::Stored(Stored { id, place: Some((chat(1), Seq(1))), at: Timestamp(0) }));
    assert_eq!(line.attribute("data-mark"), "sent");
    assert_eq!(line.within(".mark").text(), "Sent");
    assert_eq!(line.within(".at").attribute("datetime"), "1970-01-01T00:00:00.000Z");
    let operator_marks = Marks { delivered: Seq(1), read: Seq(0) };
    let view = VisitorChat { operator_marks, version: 1, ..chat_view(1, ChatState::Active) };
    scene.hear(ToVisitor::Chat(view.clone()));
    assert_eq!((&*line.attribute("data-mark"), &*line.within(".mark").text()), ("delivered", "Delivered"));
    let operator_marks = Marks { delivered: Seq(1), read: Seq(1) };
    scene.hear(ToVisitor::Chat(VisitorChat { operator_marks, version: 2, ..view }));
    assert_eq!((&*line.attribute("data-mark"), &*line.within(".mark").text()), ("seen", "Seen"));
    assert!(scene.page.get("thread").contains(&line) && scene.lines().len() == 2, "a day and the same line");
}

#[wasm_bindgen_test]
fn what_comes_before_a_waiting_message_is_put_before_it() {
    let mut scene = Scene::chatting(vec![from_visitor(1, 1)]);
    let first = scene.lines().remove(1);
    scene.act(|panel, now| {
        panel.typed_text(now, "waiting".into());
        panel.send(now);
    });
    scene.hear(ToVisitor::Message(from_operator(1, 2)));
    let texts: Vec<_> = scene.lines().iter().skip(1).map(|line| line.within(".text").text()).collect();
    assert_eq!(texts, ["1", "2", "waiting"]);
    assert!(scene.page.get("thread").contains(&first), "what was read already is not read again");
}

#[wasm_bindgen_test]
fn a_refused_message_says_so_and_offers_to_mend_it() {
    let mut scene = Scene::chatting(vec![]);
    scene.act(|panel, now| {
        panel.typed_text(now, "one".into());
        panel.send(now);
    });
    let id = scene.panel.outbox().items()[0].what.id();
    scene.hear(ToVisitor::Refused { id: Some(id), why: Refusal::ChatClosed });
    let line = scene.lines().remove(0);
    let failed = line.within(".failed:not([hidden])");
    assert!(failed.text().contains("Not sent: the chat had ended."), "{}", failed.text());
    assert_eq!(scene.view.message_of(&failed.within("button")), Some(id));
}

#[wasm_bindgen_test]
fn a_notice_is_worded_and_has_its_time() {
    let notice = Body::Notice(Notice::Accepted { name: "<i>Anna</i>".into() });
    let scene =
        Scene::chatting(vec![Message { author: wire::Author::System, body: notice, ..from_visitor(1, 1) }]);
    let line = scene.lines().remove(1);
    assert_eq!(line.within("span").text(), "<i>Anna</i> joined the chat");
    assert_eq!(line.within(".at").attribute("datetime"), "1970-01-01T00:00:01.000Z");
}

#[wasm_bindgen_test]
fn a_fault_stands_beside_its_field() {
    let mut scene = Scene::new();
    scene.welcome(None, vec![]);
    scene.act(|panel, now| {
        panel.typed_email("anna".into());
        panel.typed_text(now, "Call me".into());
        panel.submit(now);
    });
    assert_eq!(scene.panel.field_errors().email, Some(BadText::NotAnEmail));
    let email = scene.page.get("email");
    assert_eq!(email.attribute("aria-invalid"), "true");
    let fault = scene.page.get(&email.attribute("aria-describedby"));
    assert_eq!(fault.text(), "This does not look like an e-mail address.");
    assert_eq!(scene.page.get("name").attribute("aria-invalid"), "false");
    assert_eq!(scene.page.get("text").value(), "Call me");
}

#[wasm_bindgen_test]
fn departments_are_a_drop_down_that_says_what_each_is_for() {
    let mut scene = Scene::new();
    scene.welcome(None, vec![]);
    scene.hear(ToVisitor::Available(true));
    assert_eq!(scene.page.get("department-part").attribute("hidden"), "");
    let department = |name: &str, nr| DepartmentChoice {
        id: DepartmentId(uuid::Uuid::from_u128(nr)),
        name: name.into(),
        description: ["For", name].join(" "),
        available: true,
    };
    scene.hear(ToVisitor::Departments(vec![department("Sales", 1), department("<b>Support</b>", 2)]));
    let field = scene.page.get("department");
    assert_eq!(field.text(), "Choose DepartmentSales<b>Support</b>");
    assert_eq!(field.value(), "Choose Department");
    scene.act(|panel, now| {
        panel.typed_text(now, "Is this oak?".into());
        panel.submit(now);
    });
    assert_eq!(scene.page.get("department-fault").text(), "Please choose whom to ask.");
    scene.act(|panel, _| panel.chose_department("<b>Support</b>".into()));
    assert_eq!(field.value(), "<b>Support</b>");
    assert_eq!(scene.page.get("department-more").text(), "For <b>Support</b>");
    assert_eq!(scene.page.get("department-fault").text(), "");
}

#[wasm_bindgen_test]
fn the_site_says_what_the_welcome_screen_asks() {
    let mut scene = Scene::new();
    scene.welcome(None, vec![]);
    scene.hear(ToVisitor::Available(true));
    let shown = |scene: &Scene| {
        let parts = ["name-part", "email-part", "text-part"];
        parts.map(|id| scene.page.get(id).closest("[hidden]").is_none())
    };
    assert_eq!(shown(&scene), [true, false, true]);
    let wood = Kind::Choice(vec!["Oak".into(), "Ash".into()]);
    let fields = [("Order", true, Kind::Line), ("<b>Wood</b>", false, wood)];
    let mut screen = WelcomeScreen {
        name: Asked::Required,
        email: Asked::Optional,
        question: Asked::Off,
        fields: fields
            .map(|(label, is_required, kind)| Question { label: label.into(), is_required, kind })
            .into(),
        consent: "I agree".into(),
    };
    scene.hear(ToVisitor::Site(site_asking(screen.clone())));
    assert_eq!(shown(&scene), [true, true, false]);
    let own = scene.page.get("own");
    assert_eq!(own.all_within("b").length(), 0, "a label is never anything but characters");
    let labels = own.all_within("label");
    assert_eq!((&*labels.item(0).text(), &*labels.item(1).text()), ("Order", "<b>Wood</b> optional"));
    assert_eq!(own.all_within("option").length(), 3);

    scene.act(Panel::submit);
    let told = |scene: &Scene| {
        ["name-fault", "email-fault", "_0-fault", "_1-fault", "_2-fault"].map(|id| scene.page.get(id).text())
    };
    let needed = "This is needed before we can start.";
    assert_eq!(told(&scene), [needed, "", needed, "", needed]);
    scene.act(|panel, _| panel.typed_answer("Order".into(), "7".into()));
    assert_eq!(told(&scene), [needed, "", "", "", needed]);
    // Another field comes before it: what was typed stays with its label.
    screen.fields.rotate_left(1);
    scene.hear(ToVisitor::Site(site_asking(screen)));
    assert_eq!((&*scene.page.get("_0").value(), &*scene.page.get("_1").value()), ("", "7"));
    assert!(!scene.page.get("_2").checked());
    scene.act(|panel, _| panel.typed_answer("I agree".into(), "on".into()));

    // A visitor who leaves a message gives the same consent, and is asked for nothing more.
    scene.hear(ToVisitor::Available(false));
    assert_eq!(own.all_within("label").item(0).text(), "I agree");
    assert!(scene.page.get("_0").checked());
}

#[wasm_bindgen_test]
fn the_site_says_it_in_its_own_words_and_looks_as_it_wants() {
    let mut scene = Scene::new();
    scene.welcome(None, vec![]);
    scene.hear(ToVisitor::Available(true));
    assert_eq!(scene.page.get("form-title").text(), "How can we help?");
    let mut own = site("Shop");
    own.welcome.title = "<b>Moin</b>".into();
    own.look = "--accent: #ffcc00;".into();
    scene.hear(ToVisitor::Site(own));
    assert_eq!(scene.page.get("form-title").text(), "<b>Moin</b>");
    assert_eq!(scene.page.get("form-more").text(), "Ask your question and we answer right here.");
    assert_eq!(scene.page.get("who").text(), "Shop");
    assert_eq!(scene.view.look, "--accent: #ffcc00;");
}

/// Acts like a translator in the browser: the texts that it may touch become other elements.
fn translate(page: &Node) {
    let nodes = page.all_within("body *");
    for index in 0..nodes.length() {
        let node = nodes.item(index);
        let is_leaf = node.all_within("*").length() == 0 && !node.text().is_empty();
        if is_leaf && node.closest("[translate=no], script, template, select").is_none() {
            let font = page.element("font");
            font.set_text("übersetzt");
            node.set_text("");
            node.append(&font);
        }
    }
}

#[wasm_bindgen_test]
fn a_translator_changes_what_was_said_and_nothing_stands_still() {
    let mut scene = Scene::chatting(vec![saying("Guten Tag")]);
    scene.act(|panel, now| panel.typed_text(now, "x".repeat(3_900)));
    translate(&scene.page);
    assert_eq!(scene.page.within(".words .text").text(), "übersetzt");
    assert_eq!(scene.page.get("length").text(), "3,900 of 4,000 characters", "ours are left alone");
    scene.act(|panel, now| panel.typed_text(now, "x".repeat(3_901)));
    scene.hear(ToVisitor::Chat(VisitorChat { version: 1, ..chat_view(1, ChatState::Closed) }));
    assert_eq!(scene.page.get("length").text(), "3,901 of 4,000 characters");
    assert_eq!(scene.page.get("hint-text").text(), "This chat has ended.");
    assert_eq!(scene.page.within(".words .text").text(), "übersetzt", "nor is it drawn anew");
    // Everything that is redrawn is kept from it.
    for id in [
        "who",
        "about",
        "end",
        "trouble",
        "form-title",
        "form-more",
        "name-fault",
        "submit",
        "typing",
        "thanks-title",
        "again",
    ] {
        assert!(scene.page.get(id).closest("[translate=no]").is_some(), "{id}");
    }
}

#[wasm_bindgen_test]
fn below_the_field_stands_that_what_is_typed_is_seen() {
    let mut scene = Scene::chatting(vec![from_visitor(1, 1)]);
    let told = |scene: &Scene| {
        let is_shown = scene.page.get("previewed").closest("[hidden]").is_none();
        (is_shown, scene.page.get("input").attribute("aria-describedby"))
    };
    assert_eq!(told(&scene), (false, "length".into()));
    for previews in [true, false] {
        scene.hear(ToVisitor::Site(Arrangement { previews, ..site("Demo") }));
        let described = if previews { "previewed length" } else { "length" };
        assert_eq!(told(&scene), (previews, described.into()));
    }
}
