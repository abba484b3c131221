//! What a browser asks of the program over HTTP: pages, files and forms. The answer is what the program said, whatever its status:
//! no redirect is followed, nothing is unpacked, no cookie is kept.

use anyhow::Context;
pub use ureq::http::{Request, StatusCode};
use ureq::{
    Agent, AsSendBody,
    http::{self, HeaderMap, header},
};

/// What a page's form is sent as.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its head.
    pub headers: HeaderMap,
    /// Its bytes, packed as they travelled.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A field of the head; empty: it has none of this name.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What a browser sends back of the cookie that this sets.
    pub fn cookie(&self) -> Option<String> {
        let cookie = self.headers.get(header::SET_COOKIE)?.to_str().ok()?;
        cookie.split(';').next().map(str::to_owned)
    }
}

/// Sends what a request's builder has made, on a connection of its own.
pub async fn send<B>(request: http::Result<Request<B>>) -> anyhow::Result<Answer>
where
    B: AsSendBody + Send + 'static,
{
    let request = request?;
    let asked = format!("{} {}", request.method(), request.uri());
    tokio::task::spawn_blocking(|| answer_to(request)).await?.context(asked)
}

fn answer_to(request: Request<impl AsSendBody>) -> Result<Answer, ureq::Error> {
    // A proxy that this machine's environment names is none for servers on 127.0.0.1.
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
