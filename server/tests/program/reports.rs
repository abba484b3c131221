//! The tables of reports as files: what is in them, and for whom.

use chat::{AddOperator, Sources, Switchboard};
use wire::{
    Role,
    report::{Period, ReportFilter, Sheet},
};

use crate::support::{EMAIL, PASSWORD, Program, sign_in};

/// A server with an operator whose name is a formula, and the cookies of the administrator and of
/// that operator.
async fn begin() -> (Program, String, String) {
    let program = Program::start();
    let switchboard = Switchboard::open(&program.database(), Sources::system()).await.unwrap();
    let ben = AddOperator {
        email: "ben@example.org".into(),
        screen_name: "=1+1, \"Ben\"".into(),
        password: PASSWORD.into(),
        must_change_password: false,
        role: Role::Normal,
    };
    let account = switchboard.account_by_hand(None).await.unwrap().unwrap();
    switchboard.add_operator_by_hand(account, ben).await.unwrap().unwrap();
    switchboard.close_store().await;
    let normal = sign_in(&program, "ben@example.org", PASSWORD).await.cookie.unwrap();
    let administrator = sign_in(&program, EMAIL, PASSWORD).await.cookie.unwrap();
    (program, administrator, normal)
}

#[tokio::test]
async fn a_table_is_a_file_in_which_nothing_is_a_formula() {
    let (program, administrator, _) = begin().await;
    for sheet in Sheet::ALL {
        for (form, kind) in [("csv", "text/csv; charset=utf-8"), ("json", "application/json")] {
            let path = format!("/operator/report/{}/{form}?period=month&by=week", sheet.key());
            let file = program.get_as(&administrator, &path).await;
            assert_eq!((file.status.as_u16(), file.header("content-type")), (200, kind), "{path}");
            assert_eq!(file.header("cache-control"), "no-store");
            let name = file.header("content-disposition");
            let begins = format!("attachment; filename*=UTF-8''{}%20", sheet.key());
            let ends =
                if sheet == Sheet::Steps { format!("%20by%20week.{form}") } else { format!(".{form}") };
            assert!(name.starts_with(&begins) && name.ends_with(&ends), "{name}");
            match form {
                "csv" => assert!(file.text().starts_with('\u{feff}'), "{path}"),
                _ => assert!(serde_json::from_slice::<Vec<serde_json::Value>>(&file.body).is_ok(), "{path}"),
            }
        }
    }
    let csv = program.get_as(&administrator, "/operator/report/operators/csv").await.text();
    assert!(csv.contains("\r\n\"'=1+1, \"\"Ben\"\"\",0,0,0,"), "{csv}");
    for wrong in ["figures/xml", "secrets/csv"] {
        let answer = program.get_as(&administrator, &format!("/operator/report/{wrong}")).await;
        assert_eq!(answer.status.as_u16(), 400, "{wrong}");
    }
}

#[tokio::test]
async fn a_normal_operator_gets_their_own_rows() {
    let (program, administrator, normal) = begin().await;
    let rows = async |cookie: &str, query: &str| {
        let csv = program.get_as(cookie, &format!("/operator/report/operators/csv{query}")).await.text();
        csv.lines().count() - 1
    };
    let me = program.console(&administrator).await.1.me.id;
    assert_eq!(rows(&administrator, "").await, 2);
    assert_eq!(rows(&administrator, &format!("?operator={me}")).await, 1);
    assert_eq!(rows(&normal, "").await, 1);
    let others = format!("/operator/report/operators/csv?operator={me}");
    let file = program.get_as(&normal, &others).await;
    assert!(file.text().contains("Ben"));
    // The name tells whose figures it has.
    let name = file.header("content-disposition");
    assert!(name.ends_with("%2C%20%3D1%2B1%2C%20-Ben-.csv"), "{name}");
}

/// The page's address and the file's have the same names for everything.
#[test]
fn what_stands_in_an_address_is_what_is_read_from_it() {
    for period in Period::ALL {
        let json = format!("{{\"period\":\"{}\"}}", period.key());
        let read: ReportFilter = serde_json::from_str(&json).unwrap();
        assert_eq!(read, ReportFilter { period, ..ReportFilter::default() });
    }
}
