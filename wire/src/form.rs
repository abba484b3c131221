//! The two forms of a site's panel (manual A18), as the panel draws them: what [`WelcomeScreen`] asks, ready to be shown.
//!
//! The fields of a site's own come as markup, because making them in the panel would cost every visitor of every site, and
//! most sites have none.

use serde::{Deserialize, Serialize};

use crate::{
    WelcomeScreen,
    site::SiteTexts,
    text::{MAX_NAME, MAX_TEXT},
    welcome_screen::{Asked, Kind, Question},
};

/// One of them: the Welcome Screen, or the off-line form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What stands above it; empty: what the panel says by itself.
    pub title: String,
    /// What is told below that; empty: what the panel says by itself.
    pub more: String,
    /// The visitor's name.
    pub name: Asked,
    /// His e-mail address.
    pub email: Asked,
    /// His question, or his message.
    pub question: Asked,
    /// What else is asked, in its order.
    pub fields: Vec<Field>,
}

/// A field of a site's own, or the box by which a visitor agrees to something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// By what its answer is known ([`crate::visitor::Ask::answers`]): its label.
    pub name: String,
    /// Whether it must be filled in.
    pub is_required: bool,
    /// It with its label, as HTML. Its id is `_` and its place, from 0; behind that, `-fault` is where its fault is told. An
    /// empty `small` is where the panel says that it may be left empty.
    pub markup: String,
}

impl Form {
    /// The Welcome Screen of a site that asks this and says that.
    pub fn welcome(screen: &WelcomeScreen, texts: &SiteTexts) -> Form {
        let WelcomeScreen { name, email, question, fields, consent } = screen;
        let asked = fields.iter().map(question_field).chain(consent_field(consent));
        Form {
            title: texts.greeting.clone(),
            more: texts.greeting_more.clone(),
            name: *name,
            email: *email,
            question: *question,
            fields: numbered(asked),
        }
    }

    /// Its off-line form: without an address nobody could answer.
    pub fn off_line(screen: &WelcomeScreen, texts: &SiteTexts) -> Form {
        Form {
            title: texts.leave.clone(),
            more: texts.leave_more.clone(),
            name: Asked::Optional,
            email: Asked::Required,
            question: Asked::Required,
            fields: numbered(consent_field(&screen.consent).into_iter()),
        }
    }
}

/// What was put into the field with this name; empty: nothing was.
pub fn answer_to<'a>(answers: &'a [(String, String)], name: &str) -> &'a str {
    answers.iter().find(|(known, _)| known == name).map_or("", |(_, answer)| answer)
}

/// A field whose markup does not know its place yet.
type Unplaced = (String, bool, Box<dyn Fn(&str) -> String>);

fn numbered(fields: impl Iterator<Item = Unplaced>) -> Vec<Field> {
    fields
        .enumerate()
        .map(|(place, (name, is_required, markup))| {
            let id = format!("_{place}");
            let markup = format!(r#"{}<p id="{id}-fault" class="fault"></p>"#, markup(&id));
            Field { name, is_required, markup }
        })
        .collect()
}

fn question_field(question: &Question) -> Unplaced {
    let Question { label, is_required, kind } = question.clone();
    let name = label.clone();
    let markup = move |id: &str| {
        let optional = if is_required { "" } else { " <small></small>" };
        let common = format!(r#"id="{id}" aria-describedby="{id}-fault" aria-required="{is_required}""#);
        let field = match &kind {
            Kind::Line => format!(r#"<input {common} maxlength="{MAX_NAME}">"#),
            Kind::Lines => format!(r#"<textarea {common} rows="3" maxlength="{MAX_TEXT}"></textarea>"#),
            Kind::Choice(choices) => {
                let options = choices.iter().map(|choice| format!("<option>{}</option>", escaped(choice)));
                format!("<select {common}><option></option>{}</select>", options.collect::<String>())
            }
        };
        format!(r#"<label for="{id}">{}{optional}</label>{field}"#, escaped(&label))
    };
    (name, is_required, Box::new(markup))
}

fn consent_field(consent: &str) -> Option<Unplaced> {
    let (name, text) = (consent.to_owned(), escaped(consent));
    let markup = move |id: &str| {
        format!(
            r#"<label class="consent"><input type="checkbox" id="{id}" aria-describedby="{id}-fault" aria-required="true"><span>{text}</span></label>"#
        )
    };
    (!consent.is_empty()).then(|| (name, true, Box::new(markup) as _))
}

/// Text as it can stand in HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_site_asks_is_drawn_and_none_of_it_is_ever_markup_of_its_own() {
        let label = r#"<img src=x onerror="alert(1)"> & more"#;
        let screen = WelcomeScreen {
            fields: vec![
                Question { label: label.into(), is_required: true, kind: Kind::Line },
                Question {
                    label: "Wood".into(),
                    is_required: false,
                    kind: Kind::Choice(vec!["</option><script>".into(), "Ash".into()]),
                },
            ],
            consent: "I <b>agree</b>".into(),
            ..WelcomeScreen::default()
        };
        let form = Form::welcome(&screen, &SiteTexts::default());
        let [line, choice, consent] = &form.fields[..] else { panic!("{form:?}") };
        assert_eq!((&*line.name, line.is_required, choice.is_required), (label, true, false));
        assert_eq!(
            line.markup,
            r#"<label for="_0">&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; more</label><input id="_0" aria-describedby="_0-fault" aria-required="true" maxlength="80"><p id="_0-fault" class="fault"></p>"#
        );
        assert!(choice.markup.contains("<small></small>") && choice.markup.contains("<option>&lt;/option&gt;&lt;script&gt;</option><option>Ash</option>"));
        assert!(consent.is_required && consent.markup.contains("<span>I &lt;b&gt;agree&lt;/b&gt;</span>"));
        assert_eq!(consent.name, "I <b>agree</b>");
    }

    #[test]
    fn the_off_line_form_asks_for_an_address_and_for_consent_alone() {
        let fields = vec![Question { label: "Order".into(), is_required: true, kind: Kind::Lines }];
        let screen = WelcomeScreen { email: Asked::Off, fields, ..WelcomeScreen::default() };
        let texts = SiteTexts { leave: "Write to us".into(), ..SiteTexts::default() };
        let form = Form::off_line(&screen, &texts);
        assert_eq!((&*form.title, form.email, form.fields.len()), ("Write to us", Asked::Required, 0));
        let screen = WelcomeScreen { consent: "I agree".into(), ..screen };
        assert_eq!(Form::off_line(&screen, &texts).fields.len(), 1);
        assert_eq!(Form::welcome(&screen, &texts).fields.len(), 2);
    }
}
