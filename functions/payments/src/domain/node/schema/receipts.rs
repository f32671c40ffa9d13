//! The requests of `paForNode.xsd` that carry a receipt. Its two versions share no type in the
//! official file either.

use super::Kind::{Sequence, Simple as Leaf};
use super::requests::{
    AMOUNT, AMOUNT_NOT_ZERO, FISCAL_CODE, ISO_DATE, METADATA, NOTICE_NUMBER, OUTCOME, SUBJECT,
};
use super::{Kind, Particle, Rule, Simple, many, maybe, one, rule, text};

const ANY: Kind = Leaf(Simple::Text {
    min: 0,
    max: usize::MAX,
});

pub const SEND_RT: Kind = Sequence(&[
    one("idPA", text(35)),
    one("idBrokerPA", text(35)),
    one("idStation", text(35)),
    one("receipt", Sequence(RECEIPT)),
]);

pub const SEND_RT_V2: Kind = Sequence(&[
    one("idPA", text(35)),
    one("idBrokerPA", text(35)),
    one("idStation", text(35)),
    one("receipt", Sequence(RECEIPT_V2)),
]);

/// `ctReceiptV2` alone.
pub const RECEIPT_V2_KIND: Kind = Sequence(RECEIPT_V2);

const RECEIPT: &[Particle] = &[
    one("receiptId", ANY),
    one("noticeNumber", NOTICE_NUMBER),
    one("fiscalCode", FISCAL_CODE),
    one("outcome", OUTCOME),
    one("creditorReferenceId", text(35)),
    one("paymentAmount", AMOUNT),
    one("description", text(140)),
    one("companyName", text(140)),
    maybe("officeName", text(140)),
    one("debtor", SUBJECT),
    one(
        "transferList",
        Sequence(&[many("transfer", Sequence(TRANSFER), 5)]),
    ),
    one("idPSP", text(35)),
    maybe("pspFiscalCode", text(70)),
    maybe("pspPartitaIVA", text(20)),
    one("PSPCompanyName", text(70)),
    one("idChannel", text(35)),
    one("channelDescription", text(35)),
    maybe("payer", SUBJECT),
    maybe("paymentMethod", text(35)),
    maybe("fee", AMOUNT),
    maybe("paymentDateTime", Leaf(Simple::DateTime)),
    maybe("applicationDate", ISO_DATE),
    maybe("transferDate", ISO_DATE),
    maybe("metadata", METADATA),
    maybe("standIn", Leaf(Simple::Boolean)),
];

const RECEIPT_V2: &[Particle] = &[
    one("receiptId", ANY),
    one("noticeNumber", NOTICE_NUMBER),
    one("fiscalCode", FISCAL_CODE),
    one("outcome", OUTCOME),
    one("creditorReferenceId", text(35)),
    one("paymentAmount", AMOUNT),
    one("description", text(140)),
    one("companyName", text(140)),
    maybe("officeName", text(140)),
    one("debtor", SUBJECT),
    one(
        "transferList",
        Sequence(&[many("transfer", Sequence(TRANSFER_V2), 5)]),
    ),
    one("idPSP", text(35)),
    maybe("pspFiscalCode", text(70)),
    maybe("pspPartitaIVA", text(20)),
    one("PSPCompanyName", text(70)),
    one("idChannel", text(35)),
    one("channelDescription", text(35)),
    maybe("payer", SUBJECT),
    maybe("paymentMethod", text(35)),
    maybe("paymentNote", text(210)),
    maybe("fee", AMOUNT),
    maybe("primaryCiIncurredFee", AMOUNT),
    maybe("idBundle", text(70)),
    maybe("idCiBundle", text(70)),
    maybe("paymentDateTime", Leaf(Simple::DateTime)),
    maybe("applicationDate", ISO_DATE),
    maybe("transferDate", ISO_DATE),
    maybe("metadata", METADATA),
    maybe("standIn", Leaf(Simple::Boolean)),
];

const TRANSFER: &[Particle] = &[
    one("idTransfer", Leaf(Simple::TransferId)),
    one("transferAmount", AMOUNT_NOT_ZERO),
    one("fiscalCodePA", FISCAL_CODE),
    one("IBAN", text(35)),
    one("remittanceInformation", text(140)),
    one("transferCategory", text(140)),
    maybe("metadata", METADATA),
];

const TRANSFER_V2: &[Particle] = &[
    one("idTransfer", Leaf(Simple::TransferId)),
    one("transferAmount", AMOUNT_NOT_ZERO),
    one("fiscalCodePA", FISCAL_CODE),
    maybe("companyName", text(140)),
    Particle::Choice(IBAN_OR_STAMP),
    one("remittanceInformation", text(140)),
    one("transferCategory", text(140)),
    maybe("metadata", METADATA),
];

const IBAN_OR_STAMP: &[Rule] = &[
    rule("IBAN", text(35), 1, 1),
    rule("MBDAttachment", Leaf(Simple::Base64), 1, 1),
];
