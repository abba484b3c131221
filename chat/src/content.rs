//! What an operator sends becomes what is stored: cleaned text, safe HTML, an address that may be pushed.

use wire::{
    Body, Content,
    text::{self, BadText, MAX_HTML, MAX_PAGE},
};

/// What is stored of it.
///
/// # Errors
/// If nothing is left after cleaning, it is too long, or the address is not one of the web.
pub(crate) fn body_of(content: &Content) -> Result<Body, BadText> {
    match content {
        Content::Text(text) => text::message(text).map(Body::Text),
        Content::Html(html) => safe(html).map(Body::Html),
        Content::Url(url) => web_address(url).map(Body::Url),
    }
}

/// The safe subset (manual B13): no scripts, no styles, no frames, no forms; links open elsewhere and tell nothing.
fn safe(html: &str) -> Result<String, BadText> {
    if html.chars().count() > MAX_HTML {
        return Err(BadText::TooLong { limit: MAX_HTML as u32 });
    }
    let clean = ammonia::Builder::default()
        .link_rel(Some("noopener noreferrer nofollow"))
        .add_tag_attributes("a", ["target"])
        .set_tag_attribute_value("a", "target", "_blank")
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(ammonia::UrlRelative::Deny)
        .clean(html)
        .to_string();
    match clean.trim() {
        "" => Err(BadText::Empty),
        clean => Ok(clean.to_owned()),
    }
}

/// What is left of HTML where only characters can be shown: the words, and where lines end.
pub fn plain_of_html(html: &str) -> String {
    let html: String = html.chars().take(MAX_HTML).collect();
    // What is left is written anew by the parser, so these few elements and entities have one form each.
    let lines = ["br", "p", "div", "li", "tr", "h1", "h2", "h3"];
    let clean = ammonia::Builder::empty()
        .tags(lines.into())
        .clean_content_tags(["script", "style"].into())
        .clean(&html);
    let mut plain = clean.to_string().replace(['\n', '\r'], " ").replace("<br>", "\n");
    for line in &lines[1..] {
        plain = plain.replace(&format!("<{line}>"), "").replace(&format!("</{line}>"), "\n");
    }
    let plain = plain.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    plain.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// Only http and https (manual B6): anything else could run in the visitor's page.
fn web_address(text: &str) -> Result<String, BadText> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BadText::Empty);
    }
    let url = url::Url::parse(text).map_err(|_| BadText::NotAWebAddress)?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(BadText::NotAWebAddress);
    }
    match url.to_string() {
        url if url.len() > MAX_PAGE => Err(BadText::TooLong { limit: MAX_PAGE as u32 }),
        url => Ok(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> Result<Body, BadText> {
        body_of(&Content::Html(text.to_owned()))
    }

    fn url(text: &str) -> Result<Body, BadText> {
        body_of(&Content::Url(text.to_owned()))
    }

    #[test]
    fn html_as_characters_is_its_words() {
        for (html, plain) in [
            ("plain", "plain"),
            ("<p>one<br/>two</p>\n<p>three &lt;b&gt; &amp;amp;</p>", "one\ntwo\nthree <b> &amp;"),
            (
                "<html><head><style>p{}</style></head><body>a<script>alert(1)</script> <b class=x>b</b>&nbsp;c</body>",
                "a b c",
            ),
            ("<div>a</div><img src=x onerror=y()><ul><li>b<li>c</ul>", "a\nb\nc"),
            ("<<p>>a</p", "<>a"),
            ("<script>alert(1)", ""),
        ] {
            assert_eq!(plain_of_html(html), plain, "{html}");
        }
    }

    #[test]
    fn only_the_safe_subset_of_html_is_kept() {
        assert_eq!(html("<b>bold</b>"), Ok(Body::Html("<b>bold</b>".into())));
        for (bad, left) in [
            ("a<script>alert(1)</script>", "a"),
            ("<p onclick=\"x()\" style=\"position:fixed\">b</p>", "<p>b</p>"),
            ("<img src=x onerror=x()>c", "<img>c"),
            ("<iframe src=\"https://x\"></iframe><form>d</form>", "d"),
        ] {
            assert_eq!(html(bad), Ok(Body::Html(left.into())), "{bad}");
        }
        let Ok(Body::Html(link)) =
            html("<a href=\"https://example.org\">e</a><a href=\"javascript:x()\">f</a>")
        else {
            panic!("a link is refused");
        };
        assert!(
            link.contains("noopener") && link.contains("_blank") && !link.contains("javascript"),
            "{link}"
        );
    }

    /// The texts are those of `end2end/data/README.md`. What is left of each is looked at as a browser would: element by
    /// element, with a parser of its own.
    #[test]
    fn of_no_known_attack_is_anything_left_that_acts() {
        let attacks: Vec<String> =
            serde_json::from_str(include_str!("../../end2end/data/html-attacks.json")).unwrap();
        assert!(attacks.len() >= 80);
        for attack in attacks {
            let Ok(Body::Html(left)) = html(&attack) else { continue };
            for tag in left.split('<').skip(1) {
                let (inside, _) = tag.split_once('>').unwrap_or_else(|| panic!("{attack:?} leaves {left:?}"));
                let name = inside.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
                assert!(is_harmless(name), "{attack:?} leaves {left:?}");
                let attributes = inside.split_once(' ').map_or("", |(_, attributes)| attributes);
                for attribute in attributes.split("\" ").filter(|attribute| !attribute.is_empty()) {
                    let (name, value) = attribute.split_once("=\"").unwrap();
                    let is_address = matches!(name, "href" | "src" | "cite");
                    let leads_to_web = value.starts_with("https://") || value.starts_with("http://");
                    let is_known = matches!(
                        name,
                        "title"
                            | "alt"
                            | "width"
                            | "height"
                            | "align"
                            | "target"
                            | "rel"
                            | "colspan"
                            | "open"
                            | "shape"
                            | "coords"
                    );
                    assert!(is_address && leads_to_web || is_known, "{attack:?} leaves {left:?}");
                }
            }
            assert_eq!(
                html(&left),
                Ok(Body::Html(left.clone())),
                "{attack:?} becomes another when read again"
            );
        }
    }

    /// Elements that show something and do nothing.
    fn is_harmless(name: &str) -> bool {
        let harmless = [
            "a", "area", "b", "br", "details", "div", "img", "li", "map", "p", "table", "tbody", "td",
            "time", "tr", "ul",
        ];
        harmless.contains(&name)
    }

    #[test]
    fn html_of_which_nothing_is_left_is_refused() {
        assert_eq!(html("<script>x()</script> "), Err(BadText::Empty));
        assert_eq!(html(&"x".repeat(MAX_HTML + 1)), Err(BadText::TooLong { limit: 16_000 }));
    }

    #[test]
    fn only_addresses_of_the_web_are_pushed() {
        assert_eq!(url(" https://example.org/a b "), Ok(Body::Url("https://example.org/a%20b".into())));
        for bad in
            ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "example.org", "//x", "http://"]
        {
            assert_eq!(url(bad), Err(BadText::NotAWebAddress), "{bad}");
        }
        assert_eq!(url("  "), Err(BadText::Empty));
        let long = format!("https://example.org/{}", "x".repeat(MAX_PAGE));
        assert_eq!(url(&long), Err(BadText::TooLong { limit: 2_000 }));
    }
}
