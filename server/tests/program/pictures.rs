//! Pictures that operators upload, as browsers send and get them: with server functions, and at
//! addresses that can be cached forever.

use backing::browser::Answer;
use chat::{AddOperator, Sources, Switchboard};
use wire::{
    OperatorId, Role,
    frame::from_postcard,
    operator::Me,
    picture::{MAX_PICTURE, MAX_SIDE},
};

use crate::support::{EMAIL, PASSWORD, Program, call, png, sent, sign_in};

/// An operator in a browser.
struct Browser<'a> {
    program: &'a Program,
    cookie: String,
    me: Me,
}

impl<'a> Browser<'a> {
    async fn signed_in(program: &'a Program, email: &str) -> Browser<'a> {
        let cookie = sign_in(program, email, PASSWORD).await.cookie.unwrap();
        let me = program.console(&cookie).await.1.me.clone();
        Browser { program, cookie, me }
    }

    async fn set(&self, whose: OperatorId, picture: Option<Vec<u8>>) -> Answer {
        self.program.post(Some(&self.cookie), "/api/set_face", sent(&(whose, picture))).await
    }
}

/// The error that a form gets.
fn refusal(answer: &Answer) -> String {
    let (refused, _, words): (u32, u32, String) = from_postcard(&answer.body).unwrap();
    assert_eq!((answer.status.as_u16(), refused), (200, 1));
    words
}

#[tokio::test]
async fn a_picture_is_had_at_an_address_that_is_kept_for_ever() {
    let program = Program::start();
    let ann = Browser::signed_in(&program, EMAIL).await;
    let face = format!("/face/{}", ann.me.id);
    let initials = program.get(&face).await;
    assert_eq!((initials.status.as_u16(), initials.header("content-type")), (200, "image/svg+xml"));
    assert_eq!(initials.header("cache-control"), "public, max-age=300");
    assert!(initials.text().contains(">S</text>"), "{}", initials.text());
    assert_eq!(program.get(&ann.me.face).await.body, initials.body, "a console asks for the same");

    call::<()>(&program, &ann.cookie, "set_face", &(ann.me.id, Some(png(8, 8)))).await;
    let led = program.get(&face).await;
    assert_eq!((led.status.as_u16(), led.header("cache-control")), (307, "public, max-age=300"));
    let address = led.header("location");
    let picture = program.get(address).await;
    assert_eq!((picture.status.as_u16(), &picture.body), (200, &png(8, 8)));
    assert_eq!(picture.header("content-type"), "image/png");
    assert_eq!(picture.header("cache-control"), "public, max-age=31536000, immutable");
    for shown in [&picture, &initials] {
        assert_eq!(shown.header("x-content-type-options"), "nosniff");
        assert_eq!(shown.header("content-security-policy"), "default-src 'none'; sandbox");
        assert_eq!(shown.header("cross-origin-resource-policy"), "same-origin");
    }

    call::<()>(&program, &ann.cookie, "set_face", &(ann.me.id, None::<Vec<u8>>)).await;
    assert_eq!(program.get(address).await.status, 404);
    for unknown in ["/face/00000000-0000-0000-0000-000000000000", "/picture/nothing", "/picture/..%2f"] {
        assert_eq!(program.get(unknown).await.status, 404, "{unknown}");
    }
    assert_eq!(program.get("/face/nobody").await.status, 400);
}

#[tokio::test]
async fn what_is_no_picture_is_told_and_nobody_changes_another_ones() {
    let program = Program::start();
    let switchboard = Switchboard::open(&program.database(), Sources::system()).await.unwrap();
    let account = switchboard.account_by_hand(None).await.unwrap().unwrap();
    let ben = AddOperator {
        email: "ben@example.org".into(),
        screen_name: "Ben".into(),
        password: PASSWORD.into(),
        must_change_password: false,
        role: Role::Normal,
    };
    switchboard.add_operator_by_hand(account, ben).await.unwrap().unwrap();
    switchboard.close_store().await;
    let ann = Browser::signed_in(&program, EMAIL).await;
    let ben = Browser::signed_in(&program, "ben@example.org").await;
    for (body, words) in [
        // The declared type does not count; only the content does.
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), "This is not a picture"),
        (b"<script>alert(1)</script>".to_vec(), "This is not a picture"),
        (vec![], "larger than 64 KB"),
        ([png(8, 8), vec![0; MAX_PICTURE]].concat(), "larger than 64 KB"),
        (png(MAX_SIDE + 1, MAX_SIDE + 1), "512 pixels"),
        (png(8, 9), "as high as it is wide"),
    ] {
        let told = refusal(&ben.set(ben.me.id, Some(body)).await);
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(ben.set(ann.me.id, Some(png(8, 8))).await.status, 403);
    let nobody = program.post(None, "/api/set_face", sent(&(ben.me.id, Some(png(8, 8))))).await;
    assert_eq!(nobody.status, 401);
    assert_eq!(ann.set(ben.me.id, Some(png(8, 8))).await.status, 200);
    assert_eq!(program.get(&format!("/face/{}", ben.me.id)).await.status, 307);
    assert_eq!(program.get(&format!("/face/{}", ann.me.id)).await.status, 200, "theirs is as it was");
}
