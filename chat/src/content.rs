//! Turns what an operator sends into what is stored: cleaned text, safe HTML, or an address that
//! may be pushed.

use wire::{
    Body, Content,
    text::{self, BadText, MAX_HTML, MAX_PAGE},
};

/// The body to store.
///
/// # Errors
/// If nothing is left after cleaning, if it is too long, or if the address is not a web address.
pub(crate) fn body_of(content: &Content) -> Result<Body, BadText> {
    match content {
        Content::Text(text) => text::message(text).map(Body::Text),
        Content::Html(html) => safe(html).map(Body::Html),
        Content::Url(url) => web_address(url).map(Body::Url),
    }
}

/// Reduces HTML to the safe subset (manual B13): no scripts, styles, frames or forms. Links open in
/// a new window and send no referrer.
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
        clean if text::is_blank(&plain_of_html(clean)) && !SEEN.iter().any(|tag| clean.contains(tag)) => {
            Err(BadText::Empty)
        }
        clean => Ok(clean.to_owned()),
    }
}

/// Elements that are visible although they contain no words, as the parser writes them.
const SEEN: [&str; 2] = ["<img src=", "<hr"];

/// Block elements, which stand on lines of their own.
const BLOCKS: [&str; 19] = [
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "tr",
    "table",
    "pre",
    "blockquote",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
];

/// HTML as plain text, for clients that can show only characters: the words, the line breaks, and
/// links as `words (address)`. Entities become characters, and an image becomes its alternative
/// text.
pub fn plain_of_html(html: &str) -> String {
    let html: String = html.chars().take(MAX_HTML).collect();
    // The parser writes each element and entity in one canonical form.
    let clean = ammonia::Builder::empty()
        .tags(BLOCKS.into_iter().chain(["br", "a", "img", "td", "th"]).collect())
        .tag_attributes([("a", ["href"].into()), ("img", ["alt"].into())].into())
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(None)
        .clean_content_tags(["script", "style"].into())
        .clean(&html)
        .to_string()
        .replace(['\n', '\r'], " ");
    let (mut plain, mut link) = (String::new(), None);
    for piece in clean.split('<') {
        let (tag, words) = piece
            .split_once('>')
            .filter(|_| !std::ptr::eq(piece.as_ptr(), clean.as_ptr()))
            .unwrap_or(("", piece));
        let attribute = |name| Some(unescaped(tag.strip_prefix(name)?.strip_suffix('"')?));
        if let Some(address) = attribute("a href=\"") {
            link = Some((address, plain.len()));
        } else if let Some(alternative) = attribute("img alt=\"") {
            plain += &alternative;
        } else if tag == "/a" {
            if let Some((address, begin)) = link.take() {
                let words = plain.get(begin..).unwrap_or_default().trim();
                if words.is_empty() {
                    plain += &address;
                } else if words != address && address.strip_prefix("mailto:") != Some(words) {
                    plain += &format!(" ({address})");
                }
            }
        } else if tag == "br" {
            plain.push('\n');
        } else if tag == "/td" || tag == "/th" {
            plain.push(' ');
        } else if BLOCKS.contains(&tag.trim_start_matches('/'))
            && !plain.trim_end_matches(' ').ends_with('\n')
        {
            plain.push('\n');
        }
        plain += &unescaped(words);
    }
    plain.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// The same HTML with its words changed, run by run. Tags, and runs that do not change, stay as they
/// are.
pub(crate) fn map_words(html: &str, change: impl Fn(String) -> String) -> String {
    let mut mapped = String::with_capacity(html.len());
    for (tag, run) in runs(html) {
        mapped.push_str(tag);
        let words = unescaped(run);
        let changed = change(words.clone());
        match changed == words {
            true => mapped.push_str(run),
            false => {
                mapped.push_str(&changed.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
            }
        }
    }
    mapped
}

/// All words of HTML as they stand beside each other, blocks and cells on lines of their own.
pub(crate) fn words_of_html(html: &str) -> String {
    let mut words = String::new();
    for (tag, run) in runs(html) {
        let name = tag.trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if BLOCKS.contains(&name) || ["br", "td", "th"].contains(&name) {
            words.push('\n');
        }
        words += &unescaped(run);
    }
    words
}

/// The tags of HTML as the parser writes it, each with the words behind it.
fn runs(html: &str) -> Vec<(&str, &str)> {
    let (mut runs, mut rest) = (Vec::new(), html);
    while !rest.is_empty() {
        let mut is_quoted = false;
        let ends = |c: char| {
            is_quoted ^= c == '"';
            c == '>' && !is_quoted
        };
        let tag = match rest.starts_with('<') {
            true => rest.find(ends).map_or(rest.len(), |end| end + 1),
            false => 0,
        };
        let (tag, behind) = rest.split_at(tag);
        let (run, next) = behind.split_at(behind.find('<').unwrap_or(behind.len()));
        runs.push((tag, run));
        rest = next;
    }
    runs
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&nbsp;", " ").replace("&quot;", "\"");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Only http and https (manual B6): any other scheme could run code in the visitor's page.
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
            ("<<p>>a</p", "<\n>a"),
            ("a<p>b</p><p>c</p>d", "a\nb\nc\nd"),
            ("a<br><br>b", "a\n\nb"),
            ("T&eacute;a &#8364;&nbsp;3 &quot;&#x1F375;&quot; &copy;", "Téa € 3 \"🍵\" ©"),
            (
                "See <a href=\"https://e.example/?a=1&amp;b=2\">our <b>shop</b></a>.",
                "See our shop (https://e.example/?a=1&b=2).",
            ),
            ("<a href=\"https://e.example/\">https://e.example/</a>", "https://e.example/"),
            ("<a href=\"mailto:a@e.example\">a@e.example</a>", "a@e.example"),
            ("<a href=\"https://e.example/\"></a>", "https://e.example/"),
            ("<a href=\"javascript:alert(1)\">a</a><a>b</a>", "ab"),
            ("<img src=\"https://e.example/a.png\" alt=\"Oak &quot;1&quot;\">", "Oak \"1\""),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
            ("<ol><li>a<ul><li>b</ul><li>c</ol>", "a\nb\nc"),
            ("a &lt;p&gt; b", "a <p> b"),
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

    /// The attacks are those of `end2end/data/README.md`. Another HTML parser reads what is left of
    /// each, element by element, as a browser would.
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
        for blank in [
            "<script>x()</script> ",
            "<p>&nbsp;</p>",
            "<b></b><i> </i>",
            "<p><br></p>",
            "&#x3164;&shy;<u>&zwj;</u>",
            "<img>",
            "<ul><li></li></ul>",
        ] {
            assert_eq!(html(blank), Err(BadText::Empty), "{blank}");
        }
        for seen in ["<img src=\"https://e.example/a.png\">", "<hr>"] {
            assert_eq!(html(seen), Ok(Body::Html(seen.into())));
        }
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
