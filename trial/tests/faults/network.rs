//! A network that cuts, stalls, delays, splits, repeats and loses: nothing acknowledged is missing,
//! duplicated or out of order, and every client's copy equals the database.

use std::time::Duration;

use trial::{
    bad_network::{self, Network},
    chance, crowd,
    installation::Kind,
};

#[tokio::test(flavor = "multi_thread")]
async fn cuts_stalls_delays_and_odd_pieces_lose_nothing() {
    trial(Network::Bytes, 60).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_frames_and_lost_events_change_nothing() {
    trial(Network::Frames, 200).await;
}

async fn trial(network: Network, least_faults: u64) {
    let seed = chance::seed().unwrap();
    eprintln!("{}={seed}", chance::VARIABLE);
    let plan = crowd::Plan {
        visitors: 30,
        operators: 4,
        messages: 6_000,
        visitor_pause: Duration::from_millis(120),
        operator_pause: Duration::from_millis(120),
        seed,
    };
    let most = Duration::from_secs(50);
    let (report, faults) = bad_network::run(Kind::Sqlite, network, &plan, most).await.unwrap();
    eprintln!("{faults} faults\n{report}");
    assert!(faults >= least_faults, "only {faults} faults");
    assert!(report.acknowledged > 500, "the network was so bad that hardly anything was said");
}
