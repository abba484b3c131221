//! Bans: the sockets of a banned visitor close with a code after which no client comes back.

use wire::{
    ban::{BanEnd, BanSettings, BanTarget, BanView, BannedSee},
    frame::{Encoding, close},
    operator::Command,
    visitor::{End, FromVisitor, Hello, Refusal, ToVisitor},
};

use crate::support::{EMAIL, PASSWORD, Program, Socket, call, sign_in, visit_from};

#[tokio::test]
async fn a_banned_visitors_sockets_close_for_good() {
    let program = Program::start();
    let ann = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let (mut console, _) = program.console(&ann).await;
    let (mut panel, _) = program.visitor("vera").await;
    let (mut loader, _) = program.loader("vera").await;
    let chat = panel.ask("Buy this!").await;
    console.order(Command::Accept { chat }).await.unwrap();
    let (_, seen) = program.console(&ann).await;
    let vera = seen.chats.iter().find(|one| one.id == chat).unwrap().visitor;
    let ban = (BanTarget::Visitor(vera), "Spam", BanEnd::Hour);
    let (): () = call(&program, &ann, "ban", &ban).await;
    for socket in [&mut panel, &mut loader] {
        let why = socket.hear(|frame| match frame {
            ToVisitor::Refused { id: None, why } => Some(why),
            _ => None,
        });
        assert_eq!(why.await, Refusal::Banned);
        assert_eq!(socket.closed().await.0, close::REFUSED);
    }
    for (end, encoding) in [(End::Panel, Encoding::Postcard), (End::Loader, Encoding::Json)] {
        let mut socket = Socket::connect(&program, "/visitor", encoding, None).await.unwrap();
        let hello = Hello { end, ..program.hello("vera").await };
        socket.send(&FromVisitor::Hello(hello)).await;
        let refused = ToVisitor::Refused { id: None, why: Refusal::Banned };
        assert_eq!(socket.receive::<ToVisitor>().await, refused);
        assert_eq!(socket.closed().await.0, close::REFUSED);
    }

    // With the form, the same sockets stay and say that nobody is there.
    let settings = BanSettings { see: BannedSee::Form, operators_may: false };
    let (): () = call(&program, &ann, "set_ban_settings", &settings).await;
    let (mut panel, welcome) = program.visitor("vera").await;
    assert!(!welcome.available && welcome.chat.is_none());
    panel.leave("Vera", "vera@example.org", "I am sorry").await;
    let (bans, _): (Vec<BanView>, bool) = call(&program, &ann, "bans", &()).await;
    let (): () = call(&program, &ann, "lift_ban", &bans[0].id).await;
    let is_there = panel.hear(|frame| match frame {
        ToVisitor::Available(available) => Some(available),
        _ => None,
    });
    assert!(is_there.await);
}

#[tokio::test]
async fn whoever_comes_through_a_proxy_is_banned_without_the_proxy() {
    let program = Program::start_with(&[("SWITCHBOARD_TRUST_PROXY", "true")]);
    let ann = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    let mut trudy = visit_from(&program, "198.51.100.7", program.hello("trudy").await).await;
    let mut vera = visit_from(&program, "198.51.100.8", program.hello("vera").await).await;
    let ban = (BanTarget::Network("198.51.100.7".into()), "Spam", BanEnd::Hour);
    let (): () = call(&program, &ann, "ban", &ban).await;
    while !matches!(trudy.receive().await, ToVisitor::Refused { why: Refusal::Banned, .. }) {}
    assert_eq!(trudy.closed().await.0, close::REFUSED);
    vera.ask("Is it in stock?").await;
}
