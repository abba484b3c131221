//! A running program with a data folder of its own, and clients for it.

use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use backing::browser::{self, Answer, FORM, send};
use chat::Sources;
use futures::{SinkExt, StreamExt};
use serde::{Serialize, de::DeserializeOwned};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Message,
        client::IntoClientRequest,
        http::{HeaderName, HeaderValue, header},
        protocol::CloseFrame,
    },
};
use wire::{
    ChatId, MessageId, OffLineMessageId, Seq, Span,
    frame::{self, Encoding, Frame},
    language::Wish,
    operator::{Command as Order, Done, Refusal, Request, Snapshot, ToOperator},
    visitor::{self, Ask, End, FromVisitor, Hello, OffLineForm, Page, Say, ToVisitor, Welcome},
};

pub(crate) const EMAIL: &str = "ann@example.org";
pub(crate) const PASSWORD: &str = "correct horse battery";
/// Longer than anything takes here, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// For how long whoever was too fast waits.
pub(crate) const TOO_FAST: Duration = Duration::from_millis(100);

pub(crate) struct Program {
    child: Child,
    pub(crate) address: String,
    data: TempDir,
    variables: Vec<(&'static str, String)>,
}

/// `switchboard serve` with a clean environment.
pub(crate) fn command() -> Command {
    let mut command = bare_command();
    command.arg("serve");
    command
}

/// `switchboard` with a clean environment.
pub(crate) fn bare_command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_switchboard"));
    command.env_remove("RUST_LOG");
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SWITCHBOARD_")) {
        command.env_remove(name);
    }
    command
}

/// Starts the program, which must fail. Returns its status and its last output.
pub(crate) fn run_to_its_end(command: &mut Command) -> (ExitStatus, String) {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("it runs although it should have refused to");
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    (status, said)
}

impl Program {
    pub(crate) fn start() -> Program {
        Program::start_with(&[])
    }

    /// Starts it with more variables, which it keeps for restarts.
    pub(crate) fn start_with(variables: &[(&'static str, &str)]) -> Program {
        let has_public_address = variables.iter().any(|(name, _)| *name == "SWITCHBOARD_PUBLIC_URL");
        let port = if has_public_address { backing::port::free().unwrap() } else { 0 };
        let variables = variables.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let listen = format!("127.0.0.1:{port}");
        Program::start_on(command(), tempfile::tempdir().unwrap(), &listen, variables)
    }

    /// Starts it from a shell script, as `$0`; `$1` is a file for any use.
    pub(crate) fn start_by(script: &str, file: &Path) -> Program {
        let mut shell = Command::new("sh");
        shell.args(["-c", script, env!("CARGO_BIN_EXE_switchboard")]).arg(file);
        Program::start_on(shell, tempfile::tempdir().unwrap(), "127.0.0.1:0", Vec::new())
    }

    fn start_on(
        mut command: Command,
        data: TempDir,
        listen: &str,
        variables: Vec<(&'static str, String)>,
    ) -> Program {
        let child = command
            .envs(variables.iter().map(|(name, value)| (*name, value.as_str())))
            .env("SWITCHBOARD_LISTEN", listen)
            .env("SWITCHBOARD_DATABASE_URL", database_in(data.path()))
            .env("SWITCHBOARD_ADMIN_EMAIL", EMAIL)
            .env("SWITCHBOARD_ADMIN_PASSWORD", PASSWORD)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut program = Program { child, address: String::new(), data, variables };
        // It prints its address as soon as it listens.
        let out = BufReader::new(program.child.stdout.take().unwrap());
        let console =
            out.lines().map(Result::unwrap).find(|line| line.contains("/console")).expect("it started");
        // If a public URL is configured it prints that, and it listens where it was told to.
        program.address = match console.split_once("http://") {
            Some((_, url)) => url.trim_end_matches("/console").to_owned(),
            None => listen.to_owned(),
        };
        program
    }

    /// Kills it as `kill -9` does, and starts it again with the same data and port.
    pub(crate) fn kill_and_restart(mut self) -> Program {
        self.child.kill().unwrap();
        self.start_again()
    }

    /// Stops it in order, and starts it again with the same data and port.
    pub(crate) fn stop_and_restart(mut self) -> Program {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
        assert!(self.child.wait().unwrap().success(), "it ends in order");
        self.start_again()
    }

    fn start_again(mut self) -> Program {
        self.child.wait().unwrap();
        let data = std::mem::replace(&mut self.data, tempfile::tempdir().unwrap());
        let (address, variables) = (self.address.clone(), std::mem::take(&mut self.variables));
        drop(self);
        Program::start_on(command(), data, &address, variables)
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its memory, in MiB.
    #[cfg(target_os = "linux")]
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it runs");
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("KiB") / 1_024
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn database(&self) -> String {
        database_in(self.data.path())
    }

    /// Gets a page or a file without a session.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// Gets it with this session.
    pub(crate) async fn get_as(&self, cookie: &str, path: &str) -> Answer {
        self.get_with(path, &[("cookie", cookie)]).await
    }

    /// Gets it with these headers.
    pub(crate) async fn get_with(&self, path: &str, head: &[(&str, &str)]) -> Answer {
        let request = browser::Request::get(self.url(path));
        let request = head.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        send(request.body(())).await.unwrap()
    }

    /// Posts to a server function as a page does, with this session, if any.
    pub(crate) async fn post(&self, cookie: Option<&str>, path: &str, with: With) -> Answer {
        let request = browser::Request::post(self.url(path)).header("content-type", with.kind);
        let request = cookie.into_iter().fold(request, |request, cookie| request.header("cookie", cookie));
        send(request.body(with.body)).await.unwrap()
    }

    pub(crate) async fn health(&self) -> u16 {
        self.get("/healthz").await.status.as_u16()
    }

    /// All messages of a chat, in order.
    pub(crate) async fn said(&self, chat: ChatId) -> Vec<String> {
        let (mut operator, mut said, mut last) = (self.operator().await, Vec::new(), Seq(0));
        // Page by page, because a long test has many messages.
        loop {
            let order = Order::CatchUp { chat, span: Span::After(last) };
            let Ok(Done::Messages { messages, more }) = operator.order(order).await else {
                panic!("no messages")
            };
            last = messages.last().map_or(last, |message| message.seq);
            said.extend(messages.iter().filter_map(|message| message.body.said().map(str::to_owned)));
            if !more {
                return said;
            }
        }
    }

    /// The demo site's key, from its page.
    pub(crate) async fn site_key(&self) -> String {
        browser::site_key(&self.address).await.unwrap()
    }

    /// A visitor's panel after `Hello`.
    pub(crate) async fn visitor(&self, name: &str) -> (Socket, Welcome) {
        self.visit(Encoding::Postcard, self.hello(name).await).await
    }

    /// A visitor's loader after `Hello`.
    pub(crate) async fn loader(&self, name: &str) -> (Socket, Welcome) {
        self.visit(Encoding::Json, Hello { end: End::Loader, ..self.hello(name).await }).await
    }

    pub(crate) async fn visit(&self, encoding: Encoding, hello: Hello) -> (Socket, Welcome) {
        let mut socket = Socket::connect(self, "/visitor", encoding, None).await.unwrap();
        socket.send(&FromVisitor::Hello(hello)).await;
        match socket.receive().await {
            ToVisitor::Welcome(welcome) => (socket, *welcome),
            other => panic!("not welcome: {other:?}"),
        }
    }

    pub(crate) async fn hello(&self, name: &str) -> Hello {
        hello(&self.site_key().await, name)
    }

    /// An operator's console after its first snapshot.
    pub(crate) async fn operator(&self) -> Socket {
        let cookie = sign_in(self, EMAIL, PASSWORD).await.cookie.expect("signed in");
        self.console(&cookie).await.0
    }

    /// A console with this session, and its first snapshot.
    pub(crate) async fn console(&self, cookie: &str) -> (Socket, Box<Snapshot>) {
        let mut socket = Socket::connect(self, "/operator", Encoding::Postcard, Some(cookie)).await.unwrap();
        match socket.receive::<ToOperator>().await {
            ToOperator::Snapshot(snapshot) => (socket, Box::new(snapshot)),
            other => panic!("no snapshot: {other:?}"),
        }
    }

    /// The administrator sends the email of an offline message again. Returns the status.
    pub(crate) async fn resend(&self, message: OffLineMessageId) -> u16 {
        let cookie = sign_in(self, EMAIL, PASSWORD).await.cookie.expect("signed in");
        ask_function(self, &cookie, "resend_off_line_message", &message).await.status.as_u16()
    }
}

/// Whether a client learns that nothing was stored, and that it may retry.
pub(crate) fn is_put_off(answer: &ToVisitor) -> bool {
    matches!(answer, ToVisitor::Refused { why: visitor::Refusal::TryAgain, .. })
}

/// Calls a server function that must succeed.
pub(crate) async fn call<T: DeserializeOwned>(
    program: &Program,
    cookie: &str,
    function: &str,
    arguments: &impl Serialize,
) -> T {
    let answer = ask_function(program, cookie, function, arguments).await;
    let answer: Result<T, (u32, String)> =
        frame::from_postcard(&answer.body).expect("the answer is understood");
    answer.unwrap_or_else(|(_, words)| panic!("{function}: {words}"))
}

/// The answer of a server function, whatever it is.
pub(crate) async fn ask_function(
    program: &Program,
    cookie: &str,
    function: &str,
    arguments: &impl Serialize,
) -> Answer {
    let arguments = sent(arguments);
    // A function without arguments takes them as a form.
    let with = if arguments.body.is_empty() { form("search=") } else { arguments };
    program.post(Some(cookie), &format!("/api/{function}"), with).await
}

/// A request body for a server function.
#[derive(Clone)]
pub(crate) struct With {
    pub(crate) kind: &'static str,
    pub(crate) body: Vec<u8>,
}

pub(crate) fn form(fields: &str) -> With {
    With { kind: FORM, body: fields.into() }
}

/// What a page sends without a form.
pub(crate) fn sent(arguments: &impl Serialize) -> With {
    With { kind: "application/postcard", body: frame::to_postcard(arguments) }
}

/// The `Hello` of a visitor's panel on the site with this key.
pub(crate) fn hello(site: &str, name: &str) -> Hello {
    Hello {
        site: site.to_owned(),
        token: format!("{name:x<24}"),
        end: End::Panel,
        page: Page { url: "https://shop.example/".into(), ..Page::default() },
        has: None,
        language: Wish::default(),
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn database_in(folder: &Path) -> String {
    format!("sqlite:{}", folder.join("switchboard.db").display())
}

pub(crate) struct SignInAnswer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) cookie: Option<String>,
    pub(crate) took: Duration,
}

/// Posts the sign-in form as the page's script does.
pub(crate) async fn sign_in(program: &Program, email: &str, password: &str) -> SignInAnswer {
    let started = Instant::now();
    let answer = browser::sign_in(&program.address, email, password).await.unwrap();
    let took = started.elapsed();
    SignInAnswer { status: answer.status.as_u16(), cookie: answer.cookie(), took, body: answer.text() }
}

/// A browser's end of a socket.
pub(crate) struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    encoding: Encoding,
    requests: u32,
}

impl Socket {
    pub(crate) async fn connect(
        program: &Program,
        path: &str,
        encoding: Encoding,
        cookie: Option<&str>,
    ) -> Result<Socket, String> {
        let name = match encoding {
            Encoding::Postcard => frame::POSTCARD,
            Encoding::Json => frame::JSON,
        };
        let stream = open(program, path, Some(name), cookie, None).await?;
        Ok(Socket { stream, encoding, requests: 0 })
    }

    pub(crate) async fn send(&mut self, value: &impl Serialize) {
        self.send_raw(self.frame(value)).await;
    }

    pub(crate) fn frame(&self, value: &impl Serialize) -> Message {
        match self.encoding.encode(value) {
            Frame::Text(text) => Message::text(text),
            Frame::Binary(bytes) => Message::binary(bytes),
        }
    }

    pub(crate) async fn send_raw(&mut self, message: Message) {
        self.stream.send(message).await.unwrap();
    }

    pub(crate) async fn receive<T: DeserializeOwned>(&mut self) -> T {
        let frame = match self.next().await {
            Message::Text(text) => Frame::Text(text.to_string()),
            Message::Binary(bytes) => Frame::Binary(bytes.to_vec()),
            other => panic!("not a frame of ours: {other:?}"),
        };
        self.encoding.decode(&frame).expect("the server's frames can be understood")
    }

    /// Sends this message `count` times and reads nothing. Returns how many were sent before the
    /// server closed the connection.
    pub(crate) async fn flood(&mut self, message: &Message, count: usize) -> usize {
        for sent in 0..count {
            if self.stream.send(message.clone()).await.is_err() {
                return sent;
            }
        }
        count
    }

    /// Reads until a value is of interest.
    pub(crate) async fn hear<T: DeserializeOwned, R>(
        &mut self,
        mut interest: impl FnMut(T) -> Option<R>,
    ) -> R {
        loop {
            if let Some(found) = interest(self.receive().await) {
                return found;
            }
        }
    }

    /// Reads until the server closes. Returns the code and the reason.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            match self.next().await {
                Message::Close(Some(CloseFrame { code, reason })) => {
                    return (code.into(), reason.to_string());
                }
                Message::Close(None) => panic!("closed without a reason"),
                _ => {}
            }
        }
    }

    /// Asks for a chat. Returns when it is stored.
    pub(crate) async fn ask(&mut self, text: &str) -> ChatId {
        let id = new_id();
        self.send(&FromVisitor::Ask(Ask { text: text.into(), ..question(id) })).await;
        self.hear(|heard| match heard {
            ToVisitor::Stored(stored) if stored.id == id => stored.place.map(|(chat, _)| chat),
            ToVisitor::Refused { why, .. } => panic!("refused: {why:?}"),
            _ => None,
        })
        .await
    }

    /// Sends a visitor's message. Returns the answer.
    pub(crate) async fn say(&mut self, chat: ChatId, text: &str) -> ToVisitor {
        let id: MessageId = new_id();
        self.send(&FromVisitor::Say(Say { chat, id, text: text.into() })).await;
        self.hear(|heard| match &heard {
            ToVisitor::Stored(stored) if stored.id == id => Some(heard),
            ToVisitor::Refused { id: Some(about), .. } if *about == id => Some(heard),
            _ => None,
        })
        .await
    }

    /// Leaves an offline message. Returns when it is stored.
    pub(crate) async fn leave(&mut self, name: &str, email: &str, text: &str) -> OffLineMessageId {
        let id: OffLineMessageId = new_id();
        let (name, email, text) = (name.into(), email.into(), text.into());
        let form = OffLineForm { name, email, text, ..off_line_message(id) };
        self.send(&FromVisitor::LeaveMessage(form)).await;
        self.hear(|heard| match heard {
            ToVisitor::Stored(stored) => (stored.id == id.into()).then_some(()),
            ToVisitor::Refused { why, .. } => panic!("refused: {why:?}"),
            _ => None,
        })
        .await;
        id
    }

    /// Sends an operator's command, again if it came too fast. Returns the reply.
    pub(crate) async fn order(&mut self, command: Order) -> Result<Done, Refusal> {
        loop {
            let nr = self.next_number();
            self.send(&Request { nr, command: command.clone() }).await;
            let result = self
                .hear(|heard| match heard {
                    ToOperator::Reply { nr: which, result } if which == nr => Some(result),
                    _ => None,
                })
                .await;
            if result != Err(Refusal::TooFast) {
                return result;
            }
            tokio::time::sleep(TOO_FAST).await;
        }
    }

    pub(crate) fn next_number(&mut self) -> u32 {
        self.requests += 1;
        self.requests
    }

    async fn next(&mut self) -> Message {
        loop {
            let message =
                tokio::time::timeout(PATIENCE, self.stream.next()).await.expect("the server answers in time");
            match message.expect("the connection stays until it is closed").unwrap() {
                Message::Ping(_) | Message::Pong(_) => {}
                message => return message,
            }
        }
    }
}

/// The first message of a chat.
pub(crate) fn question(id: MessageId) -> Ask {
    Ask {
        chat: new_id(),
        name: "Vera".into(),
        id,
        text: "Is it in stock?".into(),
        department: None,
        email: String::new(),
        answers: vec![],
    }
}

pub(crate) fn off_line_message(id: OffLineMessageId) -> OffLineForm {
    OffLineForm {
        id,
        name: "Vera".into(),
        email: "vera@example.net".into(),
        department: None,
        text: "Call me".into(),
        answers: vec![],
    }
}

/// Opens a socket as a page of this origin does. The error is the HTTP response.
pub(crate) async fn open(
    program: &Program,
    path: &str,
    subprotocol: Option<&str>,
    cookie: Option<&str>,
    origin: Option<&str>,
) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, String> {
    open_with(
        program,
        path,
        &[(header::SEC_WEBSOCKET_PROTOCOL, subprotocol), (header::COOKIE, cookie), (header::ORIGIN, origin)],
    )
    .await
}

async fn open_with(
    program: &Program,
    path: &str,
    headers: &[(HeaderName, Option<&str>)],
) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, String> {
    let mut request = format!("ws://{}{path}", program.address).into_client_request().unwrap();
    for (name, value) in headers {
        if let Some(value) = value {
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
    }
    match connect_async(request).await {
        Ok((stream, _)) => Ok(stream),
        Err(error) => Err(error.to_string()),
    }
}

/// The start of a PNG file of this width and height: as much as the server reads.
pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
    [&head[..], &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat()
}

pub(crate) fn new_id<T: From<uuid::Uuid>>() -> T {
    Sources::system().id()
}

/// A visitor's panel after `Hello`, through a proxy that names this client address.
pub(crate) async fn visit_from(program: &Program, from: &str, hello: Hello) -> Socket {
    let mut socket = socket_from(program, from).await.unwrap();
    socket.send(&FromVisitor::Hello(hello)).await;
    let welcome = socket.receive().await;
    assert!(matches!(welcome, ToVisitor::Welcome(_)), "{welcome:?}");
    socket
}

/// The socket of a visitor's panel before `Hello`, through a proxy that names this client address.
/// The error is the HTTP response.
pub(crate) async fn socket_from(program: &Program, from: &str) -> Result<Socket, String> {
    let headers = [
        (header::SEC_WEBSOCKET_PROTOCOL, Some(frame::POSTCARD)),
        (HeaderName::from_static("x-forwarded-for"), Some(from)),
    ];
    let stream = open_with(program, "/visitor", &headers).await?;
    Ok(Socket { stream, encoding: Encoding::Postcard, requests: 0 })
}

/// The socket of a client that can send anything.
pub(crate) async fn raw(program: &Program, path: &str, subprotocol: &str) -> Socket {
    let stream = open(program, path, Some(subprotocol), None, None).await.unwrap();
    Socket { stream, encoding: Encoding::of(subprotocol).unwrap_or(Encoding::Postcard), requests: 0 }
}
