//! The answers of `paForNode.xsd`, for our own tests: those of `tests/conformance` ask the official
//! file itself.

use super::Kind::{Sequence, Simple as Leaf};
use super::requests::{AMOUNT_NOT_ZERO, ISO_DATE, METADATA, OUTCOME, SUBJECT};
use super::{Kind, Particle, Simple, many, maybe, one, text};

const ANY: Kind = Leaf(Simple::Text {
    min: 0,
    max: usize::MAX,
});

const FAULT: Particle = maybe(
    "fault",
    Sequence(&[
        one("faultCode", ANY),
        one("faultString", ANY),
        one("id", ANY),
        maybe("description", ANY),
    ]),
);

pub const VERIFY_PAYMENT_NOTICE: Kind = Sequence(&[
    one("outcome", OUTCOME),
    FAULT,
    maybe(
        "paymentList",
        Sequence(&[one("paymentOptionDescription", PAYMENT_OPTION)]),
    ),
    maybe("paymentDescription", text(140)),
    maybe("fiscalCodePA", Leaf(Simple::Digits(11))),
    maybe("companyName", text(140)),
    maybe("officeName", text(140)),
]);

const PAYMENT_OPTION: Kind = Sequence(&[
    one("amount", AMOUNT_NOT_ZERO),
    one("options", Leaf(Simple::OneOf(&["EQ", "LS", "GT", "ANY"]))),
    maybe("dueDate", ISO_DATE),
    maybe("detailDescription", text(140)),
    one("allCCP", Leaf(Simple::Boolean)),
]);

/// `ctPaymentPA`: the name of the body may miss, a transfer has no name.
pub const GET_PAYMENT: Kind = Sequence(&[one("outcome", OUTCOME), FAULT, maybe("data", PAYMENT)]);

pub const GET_PAYMENT_V2: Kind =
    Sequence(&[one("outcome", OUTCOME), FAULT, maybe("data", PAYMENT_V2)]);

const PAYMENT: Kind = Sequence(&[
    one("creditorReferenceId", text(35)),
    one("paymentAmount", AMOUNT_NOT_ZERO),
    one("dueDate", ISO_DATE),
    maybe("retentionDate", Leaf(Simple::DateTime)),
    maybe("lastPayment", Leaf(Simple::Boolean)),
    one("description", text(140)),
    maybe("companyName", text(140)),
    maybe("officeName", text(140)),
    one("debtor", SUBJECT),
    one("transferList", Sequence(&[many("transfer", TRANSFER, 5)])),
    maybe("metadata", METADATA),
]);

const PAYMENT_V2: Kind = Sequence(&[
    one("creditorReferenceId", text(35)),
    one("paymentAmount", AMOUNT_NOT_ZERO),
    one("dueDate", ISO_DATE),
    maybe("retentionDate", Leaf(Simple::DateTime)),
    maybe("lastPayment", Leaf(Simple::Boolean)),
    one("description", text(140)),
    one("companyName", text(140)),
    maybe("officeName", text(140)),
    one("debtor", SUBJECT),
    one(
        "transferList",
        Sequence(&[many("transfer", TRANSFER_V2, 5)]),
    ),
    maybe("metadata", METADATA),
]);

const TRANSFER: Kind = Sequence(&[
    one("idTransfer", Leaf(Simple::TransferId)),
    one("transferAmount", AMOUNT_NOT_ZERO),
    one("fiscalCodePA", Leaf(Simple::Digits(11))),
    one("IBAN", text(35)),
    one("remittanceInformation", text(140)),
    one("transferCategory", text(140)),
    maybe("metadata", METADATA),
]);

const TRANSFER_V2: Kind = Sequence(&[
    one("idTransfer", Leaf(Simple::TransferId)),
    one("transferAmount", AMOUNT_NOT_ZERO),
    one("fiscalCodePA", Leaf(Simple::Digits(11))),
    maybe("companyName", text(140)),
    one("IBAN", text(35)),
    one("remittanceInformation", text(140)),
    one("transferCategory", text(140)),
    maybe("metadata", METADATA),
]);

/// `ctResponse`: all that `paSendRTRes`, `paSendRTV2Response` and a KO hold.
pub const BARE: Kind = Sequence(&[one("outcome", OUTCOME), FAULT]);
