//! An operator's picture and a website's logo: who may change them, what is stored, who sees them.

use chat::{
    Refused, SignedIn,
    bus::Event,
    picture::{BadPicture, Face, Picture},
    site::manage::SaveSite,
};
use wire::{
    OperatorId, SiteId,
    administration::{Action, AuditPart},
    picture::{MAX_PICTURE, MAX_SIDE},
    site::SiteDetails,
};

use crate::{
    on_each_database,
    sites::{add, hello, site, sites},
    support::{Stage, hear, token},
};

on_each_database! {
    a_picture_is_kept_replaced_and_removed
    what_is_no_picture_is_not_kept
    nobody_changes_the_picture_of_somebody_else
    who_is_deactivated_keeps_it_and_who_is_deleted_has_initials
    a_logo_reaches_the_panel
    a_site_is_saved_with_its_logo_or_not_at_all
}

/// The beginning of a PNG file, as much of it as is read.
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

/// The picture's address in consoles.
async fn address(stage: &Stage, who: &SignedIn) -> String {
    let snapshot = stage.switchboard.snapshot(who).await.unwrap();
    let colleague = snapshot.colleagues.into_iter().find(|one| one.id == who.operator).unwrap();
    assert_eq!(colleague.face, snapshot.me.face);
    snapshot.me.face
}

/// Saves a site as it was seen, with another name and logo.
async fn save(
    stage: &Stage,
    who: &SignedIn,
    seen: &SiteDetails,
    name: &str,
    logo: Option<Option<Vec<u8>>>,
) -> Result<SiteId, Refused> {
    let site = SaveSite { name: name.into(), settings: seen.settings.clone(), logo };
    stage.switchboard.save_site(who, Some((seen.id, seen.version)), site).await.unwrap()
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
    let logo = Some(Some(png(8, 4)));
    let nobodys = SiteDetails { id: stage.id(), ..shop.clone() };
    assert_eq!(save(stage, &ben, &shop, "Shop", logo.clone()).await, Err(Refused::NotAllowed));
    assert_eq!(save(stage, &ann, &nobodys, "Store", logo.clone()).await, Err(Refused::NotFound));
    // Only an operator's picture must be square.
    save(stage, &ann, &shop, "Shop", logo).await.unwrap();
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
    save(stage, &ann, &shop, "Shop", Some(Some(png(30, 10)))).await.unwrap();
    let (now, _) = stage.switchboard.attend(panel.attended()).await.unwrap().unwrap();
    assert!(now.logo.starts_with("/picture/"), "{}", now.logo);
    let saved = site(stage, &ann, shop.id).await;
    assert_eq!((&saved.logo, saved.version), (&now.logo, 2), "whoever has it open is told of the change");
    // The operator who answers is named by their id, with which the panel requests their picture.
    let visit = stage.visit(&token("vera")).await;
    let (chat, _) = stage.ask(visit.seat, "Is this oak?").await;
    stage.switchboard.accept(&ann, chat).await.unwrap().unwrap();
    let seen = stage.switchboard.refresh_visit(visit.seat).await.unwrap().chat.unwrap();
    assert_eq!(seen.operator.unwrap().id, ann.operator);
    // The logo is removed with its site.
    let hash = now.logo.strip_prefix("/picture/").unwrap().to_owned();
    assert!(stage.switchboard.picture(&hash).await.unwrap().is_some());
    stage.switchboard.remove_site(&ann, shop.id).await.unwrap().unwrap();
    assert_eq!(stage.switchboard.picture(&hash).await.unwrap(), None);
}

async fn a_site_is_saved_with_its_logo_or_not_at_all(stage: &Stage) {
    let ann = stage.sign_in().await;
    let before = sites(stage, &ann).await;
    let new = |logo: Vec<u8>| SaveSite { name: "Shop".into(), logo: Some(Some(logo)), ..SaveSite::default() };
    let refused = stage.switchboard.save_site(&ann, None, new(b"GIF89a".to_vec())).await.unwrap();
    assert_eq!(refused, Err(Refused::BadPicture(BadPicture::Unknown)));
    assert_eq!(sites(stage, &ann).await, before, "it is not there without the logo that was meant");
    let id = stage.switchboard.save_site(&ann, None, new(png(30, 10))).await.unwrap().unwrap();
    let shop = site(stage, &ann, id).await;
    assert!(shop.logo.starts_with("/picture/"), "{}", shop.logo);

    let too_large = Some(Some([png(8, 4), vec![0; MAX_PICTURE]].concat()));
    let refused = save(stage, &ann, &shop, "Store", too_large).await;
    assert_eq!(refused, Err(Refused::BadPicture(BadPicture::TooLarge)));
    let taken = save(stage, &ann, &shop, &before[0].name, Some(None)).await;
    assert_eq!(taken, Err(Refused::NameTaken));
    assert_eq!(site(stage, &ann, id).await, shop, "neither the name nor the logo");

    save(stage, &ann, &shop, "Store", Some(Some(png(12, 4)))).await.unwrap();
    let store = site(stage, &ann, id).await;
    assert_eq!((&*store.name, store.version), ("Store", shop.version + 1), "it is one change");
    assert_ne!(store.logo, shop.logo);
    let late = save(stage, &ann, &shop, "Shop", Some(None)).await;
    assert_eq!(late, Err(Refused::Stale));
    save(stage, &ann, &store, "Stores", None).await.unwrap();
    let stores = site(stage, &ann, id).await;
    assert_eq!((&*stores.name, &stores.logo), ("Stores", &store.logo), "what is not named stays");
    save(stage, &ann, &stores, "Stores", Some(None)).await.unwrap();
    assert_eq!(site(stage, &ann, id).await.logo, "");

    let (log, _) =
        stage.switchboard.audit_log(&ann, AuditPart::Changes, "picture", None).await.unwrap().unwrap();
    let told = log.iter().map(|entry| {
        let changed: Vec<_> = entry.changes.iter().map(|change| change.what.as_str()).collect();
        (entry.action, changed.contains(&"name"))
    });
    let told: Vec<_> = told.collect();
    let changed = Action::SiteChanged;
    assert_eq!(told, [(changed, false), (changed, true), (Action::SiteAdded, true)]);
}
