//! One's own application: the product's harness, with the features of `src/app`.

mod posts;

use crate::support::{House, Plan};

/// How a house with one's own application is built.
fn plan() -> Plan {
    Plan { application: true, ..Plan::default() }
}

/// A house with one's own application.
async fn house() -> House {
    House::built(plan()).await
}
