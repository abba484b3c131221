//! Saved views of the archive: one's own, and those that administrators share.

use chat::{NewView, Refused, SignedIn, search::BadQuery};
use wire::{
    ViewId,
    archive::{ArchivedState, Filter, MOST_OWN_VIEWS, MOST_SHARED_VIEWS, SavedView},
    text::BadText,
};

use crate::{
    accounts::{acme, sign_in},
    on_each_database,
    support::Stage,
};

on_each_database! {
    a_view_is_its_owners_or_everybodys
    only_administrators_change_what_is_shared
    names_are_told_apart_and_there_is_a_limit
    what_a_deleted_operator_saved_for_themself_is_gone
}

fn missed() -> Filter {
    Filter { state: Some(ArchivedState::Missed), with_note: true, ..Filter::default() }
}

fn view(name: &str, is_shared: bool) -> NewView {
    NewView { name: name.into(), filter: missed(), is_shared }
}

async fn save(stage: &Stage, who: &SignedIn, id: Option<ViewId>, view: NewView) -> Result<ViewId, Refused> {
    stage.switchboard.save_view(who, id, view).await.unwrap()
}

async fn views(stage: &Stage, who: &SignedIn) -> Vec<SavedView> {
    stage.switchboard.saved_views(who).await.unwrap()
}

async fn names(stage: &Stage, who: &SignedIn) -> Vec<String> {
    views(stage, who).await.into_iter().map(|view| view.name).collect()
}

async fn a_view_is_its_owners_or_everybodys(stage: &Stage) {
    let ann = stage.sign_in().await;
    let (ben, eve) = (stage.sign_in_new(&ann, "Ben").await, stage.sign_in_new(&ann, "Eve").await);
    stage.switchboard.add_account_by_hand(acme()).await.unwrap().unwrap();
    let ada = sign_in(stage, "ada@acme.example").await;
    let own = save(stage, &ben, None, view(" Missed ", false)).await.unwrap();
    let shared = save(stage, &ann, None, view("zeta", true)).await.unwrap();
    save(stage, &ann, None, view("Alpha", true)).await.unwrap();
    save(stage, &ann, None, view("Mine", false)).await.unwrap();
    assert_eq!(names(stage, &ben).await, ["Alpha", "zeta", "Missed"], "the shared ones first");
    assert_eq!(names(stage, &eve).await, ["Alpha", "zeta"]);
    assert_eq!(names(stage, &ann).await, ["Alpha", "zeta", "Mine"]);
    assert_eq!(names(stage, &ada).await, Vec::<String>::new());
    let bens = views(stage, &ben).await.pop().unwrap();
    let wanted = SavedView {
        id: own,
        name: "Missed".into(),
        filter: missed(),
        is_shared: false,
        owner: ben.as_operator(),
    };
    assert_eq!(bens, wanted);

    let changed = NewView { name: "Yesterday".into(), filter: Filter::default(), is_shared: false };
    assert_eq!(save(stage, &ben, Some(own), changed).await, Ok(own));
    let bens = views(stage, &ben).await.pop().unwrap();
    assert_eq!((bens.name.as_str(), bens.filter), ("Yesterday", Filter::default()));
    stage.switchboard.remove_view(&ben, own).await.unwrap().unwrap();
    assert_eq!(names(stage, &ben).await, ["Alpha", "zeta"]);
    // Those of others are as those that never were.
    for who in [&ada, &ben] {
        let mine = views(stage, &ann).await.pop().unwrap().id;
        for id in [mine, own, stage.id()] {
            assert_eq!(save(stage, who, Some(id), view("Theirs", false)).await, Err(Refused::NotFound));
            assert_eq!(stage.switchboard.remove_view(who, id).await.unwrap(), Err(Refused::NotFound));
        }
    }
    assert_eq!(stage.switchboard.remove_view(&ada, shared).await.unwrap(), Err(Refused::NotFound));
    assert_eq!(names(stage, &ann).await, ["Alpha", "zeta", "Mine"]);
}

async fn only_administrators_change_what_is_shared(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let shared = save(stage, &ann, None, view("All", true)).await.unwrap();
    let own = save(stage, &ben, None, view("Own", false)).await.unwrap();
    let not_allowed = Err(Refused::NotAllowed);
    assert_eq!(save(stage, &ben, None, view("New", true)).await, not_allowed);
    assert_eq!(save(stage, &ben, Some(own), view("Own", true)).await, not_allowed);
    assert_eq!(save(stage, &ben, Some(shared), view("All", false)).await, not_allowed);
    assert_eq!(stage.switchboard.remove_view(&ben, shared).await.unwrap(), Err(Refused::NotAllowed));
    assert_eq!(names(stage, &ben).await, ["All", "Own"]);
    // It becomes the administrator's own, and the others lose it.
    assert_eq!(save(stage, &ann, Some(shared), view("All", false)).await, Ok(shared));
    assert_eq!(names(stage, &ben).await, ["Own"]);
    assert_eq!(save(stage, &ann, Some(shared), view("For all", true)).await, Ok(shared));
    stage.switchboard.remove_view(&ann, shared).await.unwrap().unwrap();
    assert_eq!(names(stage, &ben).await, ["Own"]);
}

async fn names_are_told_apart_and_there_is_a_limit(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let first = save(stage, &ann, None, view("Missed", true)).await.unwrap();
    assert_eq!(save(stage, &ann, None, view("\u{41c}issed", true)).await, Err(Refused::NameTaken));
    assert_eq!(save(stage, &ann, None, view("", false)).await, Err(Refused::BadName(BadText::Empty)));
    // The same name again keeps it, and is no other's elsewhere.
    assert_eq!(save(stage, &ann, Some(first), view("missed", true)).await, Ok(first));
    for who in [&ann, &ben] {
        save(stage, who, None, view("Missed", false)).await.unwrap();
        assert_eq!(save(stage, who, None, view("MISSED", false)).await, Err(Refused::NameTaken));
    }
    let searched =
        NewView { filter: Filter { words: "before:soon".into(), ..Filter::default() }, ..view("Tea", false) };
    assert_eq!(
        save(stage, &ben, None, searched).await,
        Err(Refused::BadQuery(BadQuery::BadDate("soon".into())))
    );
    for (most, is_shared) in [(MOST_OWN_VIEWS, false), (MOST_SHARED_VIEWS, true)] {
        for nr in 1..most {
            save(stage, &ann, None, view(&format!("No. {nr}"), is_shared)).await.unwrap();
        }
        assert_eq!(save(stage, &ann, None, view("Too many", is_shared)).await, Err(Refused::TooMany));
    }
    let all = views(stage, &ann).await;
    assert_eq!(all.len() as i64, MOST_OWN_VIEWS + MOST_SHARED_VIEWS);
    let last = all.last().unwrap().id;
    assert_eq!(save(stage, &ann, Some(last), view("Renamed", false)).await, Ok(last), "it is no further one");
    assert_eq!(save(stage, &ann, Some(last), view("Renamed", true)).await, Err(Refused::TooMany));
}

async fn what_a_deleted_operator_saved_for_themself_is_gone(stage: &Stage) {
    let ann = stage.sign_in().await;
    let ben = stage.sign_in_new(&ann, "Ben").await;
    let account = stage.switchboard.operator_account(&ann, ben.operator).await.unwrap().unwrap();
    let promoted = chat::EditOperator { role: wire::Role::Administrator, ..(&account).into() };
    stage.switchboard.edit_operator(&ann, ben.operator, promoted).await.unwrap().unwrap();
    let ben = sign_in(stage, "ben@example.org").await;
    let own = save(stage, &ben, None, view("Own", false)).await.unwrap();
    save(stage, &ben, None, view("Shared", true)).await.unwrap();
    stage.switchboard.delete_operator(&ann, ben.operator).await.unwrap().unwrap();
    let left = views(stage, &ann).await;
    let told: Vec<_> = left.iter().map(|view| (view.name.as_str(), view.owner.name.as_str())).collect();
    assert_eq!(told, [("Shared", "Ben")]);
    assert_eq!(save(stage, &ben, Some(own), view("Own", false)).await, Err(Refused::NotFound));
}
