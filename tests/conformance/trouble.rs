//! A table that does not answer: the node hears that it is our trouble, in each operation's own shape, and
//! asks again.

use payments::domain::node::Operation;

use super::answers::{IDS, get, receipt, verify};
use super::samples::CREDITOR;
use super::town::{Town, body_of};
use super::{good, xsd};

#[tokio::test]
async fn every_operation_answers_that_the_trouble_is_ours() {
    let town = Town::without_a_table().await;
    let mut answers = Vec::new();
    let mut operations = Vec::new();
    for (operation, message) in good::all() {
        let message = super::samples::envelope(&message.to_xml());
        let (status, answer) = town.say(operation.soap_action(), message).await;
        assert_eq!(status, 500, "{operation:?} {answer}");
        assert!(
            answer.contains("<faultCode>PAA_SYSTEM_ERROR</faultCode>"),
            "{answer}"
        );
        operations.push(operation);
        answers.push(body_of(&answer).to_owned());
    }
    for operation in Operation::ALL {
        assert!(operations.contains(&operation), "{operation:?}");
    }
    if xsd::is_here() {
        xsd::PA_FOR_NODE.assert_valid(&answers);
    }
    let nav = "309999999999999999";
    for (action, message) in [verify(IDS, nav), get(nav, ""), receipt(nav, "A", 1)] {
        assert_eq!(town.say(action, message).await.0, 500);
    }
    let (status, told) = town.options(CREDITOR, nav).await;
    assert_eq!(
        (status.as_u16(), &told["appErrorCode"]),
        (500, &"ODP-103".into())
    );
}
