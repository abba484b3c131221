//! The two forms of a site's panel (manual A18), ready for the panel to show: what
//! [`WelcomeScreen`] asks.
//!
//! A site's own fields come as HTML. Building them in the panel would cost every visitor of every
//! site, and most sites have none.

use serde::{Deserialize, Serialize};

use crate::{
    WelcomeScreen,
    site::SiteTexts,
    text::{MAX_NAME, MAX_TEXT},
    welcome_screen::{Asked, Kind, Question},
};

/// The Welcome Screen or the offline form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The heading; empty: the panel's default.
    pub title: String,
    /// The text below the heading; empty: the panel's default.
    pub more: String,
    /// Whether the visitor's name is asked.
    pub name: Asked,
    /// Whether the visitor's email address is asked.
    pub email: Asked,
    /// Whether the visitor's question or message is asked.
    pub question: Asked,
    /// The [names](answer_to) of the site's own fields that are required, including the consent.
    pub required: Vec<String>,
    /// The site's own fields with their labels, as HTML. Each has an id, and a `name` that
    /// identifies its answer. The element whose id ends in `-fault` shows its error. In an empty
    /// `small` the panel says that the field is optional.
    pub markup: String,
}

impl Form {
    /// The Welcome Screen of a site with these settings and texts.
    pub fn welcome(screen: &WelcomeScreen, texts: &SiteTexts) -> Form {
        let WelcomeScreen { name, email, question, fields, consent } = screen;
        let (required, markup) = drawn(fields, consent);
        let (title, more) = (texts.greeting.clone(), texts.greeting_more.clone());
        Form { title, more, name: *name, email: *email, question: *question, required, markup }
    }

    /// The offline form. It requires an email address, because without one nobody could reply.
    pub fn off_line(screen: &WelcomeScreen, texts: &SiteTexts) -> Form {
        let (required, markup) = drawn(&[], &screen.consent);
        Form {
            title: texts.leave.clone(),
            more: texts.leave_more.clone(),
            name: Asked::Optional,
            email: Asked::Required,
            question: Asked::Required,
            required,
            markup,
        }
    }
}

/// The answer in the field with this name; empty if there is none.
pub fn answer_to<'a>(answers: &'a [(String, String)], name: &str) -> &'a str {
    answers.iter().find(|(known, _)| known == name).map_or("", |(_, answer)| answer)
}

/// The site's own fields and the consent box: the names of the required ones, and the HTML of all.
fn drawn(fields: &[Question], consent: &str) -> (Vec<String>, String) {
    let mut required: Vec<_> =
        fields.iter().filter(|field| field.is_required).map(|field| field.label.clone()).collect();
    let mut markup: String =
        fields.iter().enumerate().map(|(place, field)| field_markup(place, field)).collect();
    if !consent.is_empty() {
        required.push(consent.to_owned());
        let (place, text) = (fields.len(), escaped(consent));
        markup += &format!(
            r#"<label class="consent"><input type="checkbox" {}><span>{text}</span></label>{}"#,
            attributes(place, &text, true),
            fault_markup(place)
        );
    }
    (required, markup)
}

fn field_markup(place: usize, question: &Question) -> String {
    let label = escaped(&question.label);
    let attributes = attributes(place, &label, question.is_required);
    let field = match &question.kind {
        Kind::Line => format!(r#"<input {attributes} maxlength="{MAX_NAME}">"#),
        Kind::Lines => format!(r#"<textarea {attributes} rows="3" maxlength="{MAX_TEXT}"></textarea>"#),
        Kind::Choice(choices) => {
            let options = choices.iter().map(|choice| format!("<option>{}</option>", escaped(choice)));
            format!("<select {attributes}><option></option>{}</select>", options.collect::<String>())
        }
    };
    let optional =
        if question.is_required { "" } else { r#" <small class="notranslate" translate="no"></small>"# };
    format!(r#"<label for="_{place}">{label}{optional}</label>{field}{}"#, fault_markup(place))
}

/// The id begins with an underscore, which no other id in the panel does.
fn attributes(place: usize, name: &str, is_required: bool) -> String {
    format!(r#"id="_{place}" name="{name}" aria-describedby="_{place}-fault" aria-required="{is_required}""#)
}

fn fault_markup(place: usize) -> String {
    // The panel writes it in the visitor's language.
    format!(r#"<p id="_{place}-fault" class="fault notranslate" translate="no"></p>"#)
}

/// Escapes a text for HTML.
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
        assert_eq!(form.required, [label, "I <b>agree</b>"]);
        let escaped = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; more";
        let line = format!(
            r#"<label for="_0">{escaped}</label><input id="_0" name="{escaped}" aria-describedby="_0-fault" aria-required="true" maxlength="80"><p id="_0-fault" class="fault notranslate" translate="no"></p>"#
        );
        assert!(form.markup.starts_with(&line), "{}", form.markup);
        for part in [
            r#"Wood <small class="notranslate" translate="no"></small>"#,
            "<option>&lt;/option&gt;&lt;script&gt;</option><option>Ash</option>",
            "<span>I &lt;b&gt;agree&lt;/b&gt;</span>",
        ] {
            assert!(form.markup.contains(part), "{part} in {}", form.markup);
        }
    }

    #[test]
    fn the_off_line_form_asks_for_an_address_and_for_consent_alone() {
        let fields = vec![Question { label: "Order".into(), is_required: true, kind: Kind::Lines }];
        let screen = WelcomeScreen { email: Asked::Off, fields, ..WelcomeScreen::default() };
        let texts = SiteTexts { leave: "Write to us".into(), ..SiteTexts::default() };
        let form = Form::off_line(&screen, &texts);
        assert_eq!((&*form.title, form.email, &*form.markup), ("Write to us", Asked::Required, ""));
        let screen = WelcomeScreen { consent: "I agree".into(), ..screen };
        assert_eq!(Form::off_line(&screen, &texts).required, ["I agree"]);
        assert_eq!(Form::welcome(&screen, &texts).required, ["Order", "I agree"]);
    }
}
