//! The archive over the server functions of a browser's session: its list, a chat of it, and saved
//! views. `apart.rs` shows that another company gets nothing of it.

use backing::browser::StatusCode;
use wire::{
    ChatState, Role, ViewId,
    archive::{ArchivePage, ArchivedDetail, ArchivedState, Cursor, Filter, SavedView},
    operator::Command,
};

use crate::support::{EMAIL, PASSWORD, Program, Socket, ask_function, call, sign_in};

async fn archive(program: &Program, cookie: &str, filter: &Filter) -> ArchivePage {
    call(program, cookie, "archive", &(filter, None::<Cursor>)).await
}

/// Ann, and Ben, who is no administrator.
async fn people(program: &Program) -> (String, Socket, String) {
    let ann = sign_in(program, EMAIL, PASSWORD).await.cookie.expect("signed in");
    let ben = ("ben@example.org", "Ben", PASSWORD, PASSWORD, false, Role::Normal);
    let _: Option<String> = call(program, &ann, "add_operator", &ben).await;
    let (console, _) = program.console(&ann).await;
    let ben = sign_in(program, "ben@example.org", PASSWORD).await.cookie.expect("signed in");
    (ann, console, ben)
}

#[tokio::test]
async fn a_chat_is_found_by_those_who_may_read_it() {
    let program = Program::start();
    let (ann, mut console, ben) = people(&program).await;
    let (mut panel, _) = program.visitor("vera").await;
    let chat = panel.ask("Is it in stock?").await;
    console.order(Command::Accept { chat }).await.unwrap();
    let open = archive(&program, &ann, &Filter::default()).await;
    assert_eq!((open.chats.len(), open.next, open.looked_back_to), (1, None, None));
    assert_eq!((open.chats[0].id, open.chats[0].state), (chat, ChatState::Active));
    let closed = Filter { state: Some(ArchivedState::Closed), ..Filter::default() };
    assert_eq!(archive(&program, &ann, &closed).await, ArchivePage::default());
    console.order(Command::Close { chat }).await.unwrap();
    let page = archive(&program, &ann, &closed).await;
    assert_eq!(page.chats[0].question, "Is it in stock?");
    let detail: ArchivedDetail = call(&program, &ann, "archived_chat", &chat).await;
    assert_eq!((&detail.chat, detail.reads_until), (&page.chats[0], None));
    assert!(!detail.decisions.is_empty());

    assert_eq!(archive(&program, &ben, &Filter::default()).await, ArchivePage::default());
    let answer = ask_function(&program, &ben, "archived_chat", &chat).await;
    assert!(answer.status == StatusCode::OK && !answer.text().contains("stock"));
    let searched = Filter { words: "before:soon".into(), ..Filter::default() };
    let answer = ask_function(&program, &ann, "archive", &(searched, None::<Cursor>)).await;
    assert!(answer.text().contains("“soon” is not a date."), "{}", answer.text());
}

#[tokio::test]
async fn selected_chats_are_a_file_of_what_may_be_read() {
    let program = Program::start();
    let (ann, mut console, ben) = people(&program).await;
    let mut chats = Vec::new();
    for (name, question) in [("vera", "=1+1"), ("olga", "Red, or \"blue\"?")] {
        let (mut panel, _) = program.visitor(name).await;
        let chat = panel.ask(question).await;
        console.order(Command::Accept { chat }).await.unwrap();
        console.order(Command::Close { chat }).await.unwrap();
        chats.push(chat.to_string());
    }
    let named = format!("{},{},{}", chats[1], chats[0], chats[1]);
    let file = program.get_as(&ann, &format!("/operator/archive/csv?chats={named}")).await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "text/csv; charset=utf-8"));
    assert_eq!(file.header("content-disposition"), "attachment; filename*=UTF-8''chats.csv");
    let lines: Vec<_> = file.text().trim_start_matches('\u{feff}').lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines[0].starts_with("chat,state,asked_at,") && lines[0].ends_with(",question"));
    assert!(lines[1].starts_with(&format!("{},closed,", chats[1])), "{}", lines[1]);
    assert!(lines[1].ends_with(",\"Red, or \"\"blue\"\"?\""), "{}", lines[1]);
    assert!(lines[2].starts_with(&chats[0]) && lines[2].ends_with(",'=1+1"), "{}", lines[2]);
    let json = program.get_as(&ann, &format!("/operator/archive/json?chats={}", chats[0])).await;
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&json.body).unwrap();
    assert_eq!((rows.len(), &rows[0]["question"], &rows[0]["rating"]), (1, &"=1+1".into(), &().into()));
    let others = program.get_as(&ben, &format!("/operator/archive/csv?chats={named}")).await;
    assert_eq!(others.status, StatusCode::NOT_FOUND);
    for wrong in ["csv?chats=1".to_owned(), format!("csv?chats={}", vec![chats[0].as_str(); 201].join(","))] {
        let answer = program.get_as(&ann, &format!("/operator/archive/{wrong}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn views_are_saved_and_shared_by_administrators() {
    let program = Program::start();
    let (ann, _console, ben) = people(&program).await;
    let filter = Filter { state: Some(ArchivedState::Missed), with_note: true, ..Filter::default() };
    let save = |name: &'static str, is_shared: bool| (None::<ViewId>, name, filter.clone(), is_shared);
    let shared: ViewId = call(&program, &ann, "save_view", &save("Missed", true)).await;
    let own: ViewId = call(&program, &ben, "save_view", &save("Mine", false)).await;
    let answer = ask_function(&program, &ben, "save_view", &save("For all", true)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let answer = ask_function(&program, &ben, "remove_view", &shared).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let views: Vec<SavedView> = call(&program, &ben, "saved_views", &()).await;
    let told: Vec<_> = views.iter().map(|view| (view.id, view.is_shared, &view.filter)).collect();
    assert_eq!(told, [(shared, true, &filter), (own, false, &filter)]);
    let (): () = call(&program, &ben, "remove_view", &own).await;
    let (): () = call(&program, &ann, "remove_view", &shared).await;
    let views: Vec<SavedView> = call(&program, &ben, "saved_views", &()).await;
    assert_eq!(views, []);
}
