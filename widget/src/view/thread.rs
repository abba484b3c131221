//! The messages. An existing line is kept and changed, never redrawn: screen readers announce what
//! is added.

use uuid::Uuid;
use wire::{
    MessageId, Notice, Timestamp,
    links::{Part, parts},
    picture::face,
    text::is_picture,
};

use crate::{
    clock::written,
    dom::Node,
    rows::{Form, Kind, Mark, Row, Words},
    texts::{Text, Texts},
};

/// How many lines a block of the page holds. The browser skips blocks far out of sight, and checks
/// each of them whenever a line is added.
const BLOCK: usize = 25;

/// The lines as drawn.
#[derive(Debug, Default)]
pub(super) struct Thread {
    drawn: Vec<Drawn>,
    blocks: Vec<Node>,
}

#[derive(Debug)]
struct Drawn {
    key: u128,
    element: Node,
    look: Option<Look>,
}

/// What can change in a drawn message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    at: Option<Timestamp>,
    mark: Mark,
    form: Form,
    first: bool,
    last: bool,
}

/// What drawing needs.
struct Pen<'a> {
    page: &'a Node,
    texts: &'a Texts,
}

impl Thread {
    /// Sets the lines.
    pub(super) fn draw(&mut self, page: &Node, texts: &Texts, rows: &[Row<'_>]) {
        let pen = Pen { page, texts };
        let thread = page.get("thread");
        let mut same = 0;
        while let (Some(drawn), Some(row)) = (self.drawn.get(same), rows.get(same))
            && drawn.key == row.key
        {
            same += 1;
        }
        let mut others = Vec::new();
        while self.drawn.len() > same {
            others.push(self.drawn.pop());
        }
        for (index, row) in rows.iter().enumerate() {
            if index >= same {
                let known =
                    others.iter_mut().find(|other| matches!(other, Some(other) if other.key == row.key));
                let drawn = known.and_then(Option::take).unwrap_or_else(|| pen.begin(row));
                let place = index / BLOCK;
                if self.blocks.len() <= place {
                    let block = page.element("div");
                    block.set_class("block");
                    thread.append(&block);
                    self.blocks.push(block);
                }
                if let Some(block) = self.blocks.get(place) {
                    block.append(&drawn.element);
                }
                self.drawn.push(drawn);
            }
            if let (Kind::Text(words), Some(drawn)) = (&row.kind, self.drawn.get_mut(index)) {
                pen.mend(drawn, words);
            }
        }
        for gone in others.into_iter().flatten() {
            gone.element.remove();
        }
        while self.blocks.len() > rows.len().div_ceil(BLOCK)
            && let Some(empty) = self.blocks.pop()
        {
            empty.remove();
        }
    }

    /// The message that contains this element.
    pub(super) fn message_of(&self, element: &Node) -> Option<MessageId> {
        let drawn = self.drawn.iter().find(|drawn| drawn.element.contains(element))?;
        Some(MessageId(Uuid::from_u128(drawn.key)))
    }

    /// The line of this message.
    pub(super) fn line_of(&self, id: MessageId) -> Option<&Node> {
        Some(&self.drawn.iter().find(|drawn| drawn.key == id.0.as_u128())?.element)
    }
}

impl Pen<'_> {
    /// Draws what never changes in a line.
    fn begin(&self, row: &Row<'_>) -> Drawn {
        let element = match &row.kind {
            Kind::Day(at) => {
                let element = self.page.get("line").copy();
                self.write_time(&element, *at, true);
                element
            }
            Kind::Notice(notice, at) => {
                let element = self.page.get("line").copy();
                element.within("span").set_text(&self.notice(notice));
                self.write_time(&element, *at, false);
                element
            }
            Kind::Text(words) => self.words(words),
        };
        Drawn { key: row.key, element, look: None }
    }

    fn words(&self, words: &Words<'_>) -> Node {
        let element = self.page.get("words").copy();
        let by = match words.operator {
            None => self.texts.get(Text::YOU),
            Some(operator) => {
                let picture = element.within("img");
                picture.set("src", &face(operator.id));
                picture.set_hidden(false);
                operator.name.clone()
            }
        };
        element.within(".by").set_text(&by);
        let text = element.within(".text");
        if words.form != Form::Text {
            self.page.need_more_style();
        }
        match words.form {
            Form::Text => {
                for part in parts(words.text) {
                    // What is sent as text is only ever inserted as text.
                    text.append(&match part {
                        Part::Plain(plain) => self.page.text_node(plain),
                        Part::Link(address) => self.link(address),
                    });
                }
            }
            Form::Html => {
                text.set("data-form", "html");
                text.write_safe_html(words.text);
            }
            Form::Address { .. } => text.append(&self.card(words.text)),
        }
        element
    }

    fn link(&self, address: &str) -> Node {
        let link = self.page.element("a");
        link.set_text(address);
        lead(&link, address);
        link
    }

    /// A pushed address, to be opened by a click if it did not open by itself. A picture is shown
    /// once it has loaded.
    fn card(&self, address: &str) -> Node {
        let card = self.page.get("pushed").copy();
        card.within("span").set_text(address);
        card.within("b").set_text(&self.texts.get(Text::OPEN));
        lead(&card, address);
        let picture = card.within("img");
        if is_picture(address) {
            picture.set("src", address);
        }
        card
    }

    /// Draws what has changed in a message.
    fn mend(&self, drawn: &mut Drawn, words: &Words<'_>) {
        let Words { at, mark, form, first, last, .. } = *words;
        let look = Look { at, mark, form, first, last };
        if drawn.look.replace(look) == Some(look) {
            return;
        }
        let element = &drawn.element;
        let mut class = String::from("words");
        for (name, on) in [(" mine", words.operator.is_none()), (" first", look.first), (" last", look.last)]
        {
            class.push_str(if on { name } else { "" });
        }
        element.set_class(&class);
        let (mark, said) = match look.mark {
            Mark::Received => ("received", None),
            Mark::Sending => ("sending", Some(Text::IS_SENDING)),
            Mark::Sent => ("sent", Some(Text::IS_SENT)),
            Mark::Delivered => ("delivered", Some(Text::IS_DELIVERED)),
            Mark::Seen => ("seen", Some(Text::IS_SEEN)),
            Mark::Failed => ("failed", None),
        };
        element.set("data-mark", mark);
        let said = said.map(|text| self.texts.get(text));
        element.within(".mark span").set_text(&said.unwrap_or_default());
        if let Some(at) = look.at {
            self.write_time(element, at, false);
        }
        if let Form::Address { opened } = look.form {
            element.within("b").set_hidden(opened);
        }
    }

    fn notice(&self, notice: &Notice) -> String {
        let (text, name) = match notice {
            Notice::Accepted { name } | Notice::Joined { name } => (Text::JOINED, &**name),
            Notice::Transferred { to, .. } => (Text::SPEAKS_NOW, &**to),
            Notice::Left { name } => (Text::LEFT, &**name),
            Notice::OperatorLost { name } => (Text::LOST, &**name),
            Notice::ClosedByOperator { name } => (Text::ENDED_BY, &**name),
            Notice::ClosedByVisitor => (Text::ENDED_BY_YOU, ""),
            Notice::Missed => (Text::MISSED, ""),
            Notice::Asked => (Text::ASKED, ""),
            Notice::Reopened => (Text::REOPENED, ""),
            Notice::InvitationAccepted => (Text::ACCEPTED, ""),
            Notice::InvitationDeclined => (Text::DECLINED, ""),
            Notice::InvitationWithdrawn => (Text::WITHDRAWN, ""),
            // `rows.rs` leaves it out.
            Notice::Opened { .. } => return String::new(),
        };
        self.texts.fill(text, name)
    }

    fn write_time(&self, element: &Node, at: Timestamp, as_day: bool) {
        let (machine, text) = written(at, as_day, self.texts.locale());
        // HTML can contain one too, before this.
        let time = element.within(".at");
        time.set("datetime", &machine);
        time.set_text(&text);
    }
}

/// Points the link to this address, in a tab of its own that knows nothing of this page.
fn lead(link: &Node, address: &str) {
    link.set("href", address);
    link.set("target", "_blank");
    link.set("rel", "noopener noreferrer nofollow");
}
