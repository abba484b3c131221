//! An operator's picture, and a web site's logo: who may change them, what is kept, who sees them.

use chat::{
    Refused, SignedIn,
    bus::Event,
    picture::{BadPicture, Face, Picture},
};
use wire::{
    OperatorId,
    administration::{Action, AuditPart},
    picture::{MAX_PICTURE, MAX_SIDE},
};

use crate::{
    on_each_database,
    sites::{add, hello, site},
    support::{Stage, hear, token},
};

on_each_database! {
    a_picture_is_kept_replaced_and_removed
    what_is_no_picture_is_not_kept
    nobody_changes_the_picture_of_somebody_else
    who_is_deactivated_keeps_it_and_who_is_deleted_has_initials
    a_logo_reaches_the_panel
}

/// The beginning of a PNG file, as much of it as is looked at.
fn png(width: u32, height: u32) -> Vec<u8> {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR";
    [&head[..], &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat()
}

async fn set(stage: &Stage, who: &SignedIn, whose: OperatorId, body: Option<Vec<u8>>) -> Result<(), Refused> {
    stage.switchboard.set_face(who, whose, body).await.unwrap()
}

async fn face(stage: &Stage, whose: OperatorId) -> Face {
    stage.switchboard.face(whose).await.unwrap().unwrap()
}

/// The file that is shown for an operator.
async fn picture(stage: &Stage, whose: OperatorId) -> Picture {
    let Face::Picture(hash) = face(stage, whose).await else { panic!("there is a picture") };
    stage.switchboard.picture(&hash).await.unwrap().unwrap()
}

/// The address that consoles have of it.
async fn address(stage: &Stage, who: &SignedIn) -> String {
    let snapshot = stage.switchboard.snapshot(who).await.unwrap();
    let colleague = snapshot.colleagues.into_iter().find(|one| one.id == who.operator).unwrap();
    assert_eq!(colleague.face, snapshot.me.face);
    snapshot.me.face
}

async fn a_picture_is_kept_replaced_and_removed(stage: &Stage) {
    let ann = stage.sign_in().await;
    let mut console = stage.switchboard.open_console(ann.clone()).await.unwrap();
    let initials = address(stage, &ann).await;
    assert!(initials.starts_with(&format!("/face/{}?", ann.operator)), "{initials}");
    assert!(matches!(face(stage, ann.operator).await, Face::Initials(drawn) if drawn.contains("<svg")));

    set(stage, &ann, ann.operator, Some(png(8, 8))).await.unwrap();
    hear(&mut console.events, |event| matches!(event, Event::Colleagues).then_some(())).await;
    let kept = picture(stage, ann.operator).await;
    assert_eq!(kept, Picture { kind: "image/png".into(), body: png(8, 8) });
    let first = address(stage, &ann).await;
    assert!(first.starts_with("/picture/"), "{first}");

    set(stage, &ann, ann.operator, Some(png(9, 9))).await.unwrap();
    assert_eq!(picture(stage, ann.operator).await.body, png(9, 9));
    assert_ne!(address(stage, &ann).await, first, "another picture has another address");
    let hash = first.strip_prefix("/picture/").unwrap();
    assert_eq!(stage.switchboard.picture(hash).await.unwrap(), None, "nobody has it any more");

    set(stage, &ann, ann.operator, None).await.unwrap();
    set(stage, &ann, ann.operator, None).await.unwrap();
    assert_eq!(address(stage, &ann).await, initials);
    let (log, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "picture", None).await.unwrap().unwrap();
    assert_eq!(log.iter().map(|entry| entry.action).collect::<Vec<_>>(), [Action::OperatorChanged; 3]);
}

async fn what_is_no_picture_is_not_kept(stage: &Stage) {
    let ann = stage.sign_in().await;
    set(stage, &ann, ann.operator, Some(png(8, 8))).await.unwrap();
    let too_large = [png(8, 8), vec![0; MAX_PICTURE]].concat();
    for (body, why) in [
        (vec![], BadPicture::TooLarge),
        (too_large, BadPicture::TooLarge),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), BadPicture::Unknown),
        (b"GIF89a\x08\0\x08\0".to_vec(), BadPicture::Unknown),
        (png(8, 8)[..20].to_vec(), BadPicture::Unknown),
        (png(MAX_SIDE + 1, MAX_SIDE + 1), BadPicture::TooWide),
        (png(8, 9), BadPicture::NotSquare),
    ] {
        assert_eq!(set(stage, &ann, ann.operator, Some(body)).await, Err(Refused::BadPicture(why)));
    }
    assert_eq!(picture(stage, ann.operator).await.body, png(8, 8));
    let largest = [png(MAX_SIDE, MAX_SIDE), vec![0; MAX_PICTURE - 29]].concat();
    set(stage, &ann, ann.operator, Some(largest)).await.unwrap();
}

async fn nobody_changes_the_picture_of_somebody_else(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    for body in [Some(png(8, 8)), None] {
        assert_eq!(set(stage, &ben, eve.operator, body.clone()).await, Err(Refused::NotAllowed));
        assert_eq!(set(stage, &ann, stage.id(), body.clone()).await, Err(Refused::NotFound));
        set(stage, &ben, ben.operator, body.clone()).await.unwrap();
        set(stage, &ann, eve.operator, body).await.unwrap();
    }
    let shop = add(stage, &ann, "Shop").await;
    let refused = async |who, id| stage.switchboard.set_logo(who, id, Some(png(8, 4))).await.unwrap();
    assert_eq!(refused(&ben, shop.id).await, Err(Refused::NotAllowed));
    assert_eq!(refused(&ann, stage.id()).await, Err(Refused::NotFound));
    // As high as it is wide has only an operator's to be.
    assert_eq!(refused(&ann, shop.id).await, Ok(()));
    assert_eq!(stage.switchboard.face(stage.id()).await.unwrap(), None);
    assert_eq!(stage.switchboard.picture("nothing").await.unwrap(), None);
}

async fn who_is_deactivated_keeps_it_and_who_is_deleted_has_initials(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    set(stage, &ben, ben.operator, Some(png(8, 8))).await.unwrap();
    stage.switchboard.deactivate_operator(&ann, ben.operator).await.unwrap().unwrap();
    let Face::Picture(hash) = face(stage, ben.operator).await else { panic!("they keep it") };
    stage.switchboard.delete_operator(&ann, ben.operator).await.unwrap().unwrap();
    assert!(matches!(face(stage, ben.operator).await, Face::Initials(drawn) if drawn.contains(">B</text>")));
    assert_eq!(stage.switchboard.picture(&hash).await.unwrap(), None);
    assert_eq!(set(stage, &ann, ben.operator, Some(png(8, 8))).await, Err(Refused::NotFound));
}

async fn a_logo_reaches_the_panel(stage: &Stage) {
    let ann = stage.sign_in().await;
    let shop = add(stage, &ann, "Shop").await;
    let panel = stage.visit_with(hello(stage, &shop.key, "vera")).await;
    assert_eq!(panel.welcome.site.logo, "");
    stage.switchboard.set_logo(&ann, shop.id, Some(png(30, 10))).await.unwrap().unwrap();
    let (now, _) = stage.switchboard.attend(panel.attended()).await.unwrap().unwrap();
    assert!(now.logo.starts_with("/picture/"), "{}", now.logo);
    let saved = site(stage, &ann, shop.id).await;
    assert_eq!((&saved.logo, saved.version), (&now.logo, 2), "whoever has it open is told of the change");
    // Who answers is told by their id, by which the panel asks for their picture.
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is this oak?").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    let seen = stage.switchboard.refresh_visit(visit.seat).await.unwrap().chat.unwrap();
    assert_eq!(seen.operator.unwrap().id, ann.operator);
    // With the site its logo is gone.
    let hash = now.logo.strip_prefix("/picture/").unwrap().to_owned();
    assert!(stage.switchboard.picture(&hash).await.unwrap().is_some());
    stage.switchboard.remove_site(&ann, shop.id).await.unwrap().unwrap();
    assert_eq!(stage.switchboard.picture(&hash).await.unwrap(), None);
}
