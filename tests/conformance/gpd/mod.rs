//! The debt-position services of pagoPA, as we stand in for them: every operation of the official
//! documents on the running stack, every status that they list, both directions judged by their schemas.

/// What must hold of an answer; where it does not, the suite goes on and tells it at its end.
macro_rules! holds {
    ($desk:expr, $what:expr, $told:expr) => {
        $desk.hold($what, stringify!($what), &$told)
    };
}

mod bodies;
mod book;
mod desk;
mod differences;
mod everyone;
mod internal;
mod plans;
mod sequences;
mod several;
mod single;

use book::Api;
use desk::Desk;

/// Walks the documents: an operation or a status of theirs that nothing showed is a finding.
#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_as_the_official_documents_say() {
    let Some(desk) = Desk::open().await else {
        return;
    };
    everyone::about_itself(&desk).await;
    everyone::without_a_key(&desk).await;
    everyone::of_another_body(&desk).await;
    everyone::about_nothing(&desk).await;
    everyone::of_another_form(&desk).await;
    for api in Api::SINGLE {
        single::live(&desk, api).await;
    }
    for api in Api::SEVERAL {
        several::live(&desk, api).await;
    }
    for api in Api::INTERNAL {
        internal::live(&desk, api).await;
    }
    plans::live(&desk).await;
    everyone::in_trouble(&desk).await;
    let findings = desk.close().await;
    assert!(
        findings.is_empty(),
        "{}:\n{}",
        findings.len(),
        findings.join("\n")
    );
}
