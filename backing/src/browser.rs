//! A browser's HTTP requests to the program: pages, files and forms. The answer is returned as it
//! is, whatever its status: no redirect is followed, nothing is decompressed, no cookie is kept.

use anyhow::Context;
pub use ureq::http::{Request, StatusCode};
use ureq::{
    Agent, AsSendBody,
    http::{self, HeaderMap, header},
};

/// The content type of a page's form.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The bytes, compressed as they were sent.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The value of a header; empty if there is none of this name.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The cookie that this answer sets, as a browser sends it back.
    pub fn cookie(&self) -> Option<String> {
        let cookie = self.headers.get(header::SET_COOKIE)?.to_str().ok()?;
        cookie.split(';').next().map(str::to_owned)
    }
}

/// Sends a request on a connection of its own.
pub async fn send<B>(request: http::Result<Request<B>>) -> anyhow::Result<Answer>
where
    B: AsSendBody + Send + 'static,
{
    let request = request?;
    let asked = format!("{} {}", request.method(), request.uri());
    tokio::task::spawn_blocking(|| answer_to(request)).await?.context(asked)
}

fn answer_to(request: Request<impl AsSendBody>) -> Result<Answer, ureq::Error> {
    // A proxy in this machine's environment is not for servers on 127.0.0.1.
    let agent = Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None).build();
    let (head, mut body) = agent.new_agent().run(request)?.into_parts();
    Ok(Answer { status: head.status, headers: head.headers, body: body.read_to_vec()? })
}

/// Posts the form of the sign-in page to the program at this address, as the page's script does.
pub async fn sign_in(address: &str, email: &str, password: &str) -> anyhow::Result<Answer> {
    let form = format!("email={}&password={}&next=", escaped(email), escaped(password));
    let request = Request::post(format!("http://{address}/api/sign_in"));
    send(request.header(header::CONTENT_TYPE, FORM).body(form)).await
}

/// The demo site's key at this address, as its page carries it.
pub async fn site_key(address: &str) -> anyhow::Result<String> {
    let page = send(Request::get(format!("http://{address}/demo")).body(())).await?.text();
    let (_, rest) = page.split_once("data-site=\"").context("the demo page has no snippet")?;
    let (key, _) = rest.split_once('"').context("the demo page's snippet has no end")?;
    Ok(key.to_owned())
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
