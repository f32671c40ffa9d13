//! The requests of `paForNode.xsd` that we answer, in its own order.

use super::Kind::{Sequence, Simple as Leaf};
use super::{Kind, Particle, Rule, Simple, many, maybe, one, rule, text};

const FISCAL_CODE: Kind = Leaf(Simple::Digits(11));
const NOTICE_NUMBER: Kind = Leaf(Simple::Digits(18));
const AMOUNT: Kind = Leaf(Simple::Amount { cents_min: 0 });
pub(super) const AMOUNT_NOT_ZERO: Kind = Leaf(Simple::Amount { cents_min: 1 });
pub(super) const ISO_DATE: Kind = Leaf(Simple::Date);

pub const VERIFY_PAYMENT_NOTICE: Kind = Sequence(&[
    one("idPA", text(35)),
    one("idBrokerPA", text(35)),
    one("idStation", text(35)),
    one("qrCode", Sequence(QR_CODE)),
]);

pub const GET_PAYMENT_V2: Kind = Sequence(&[
    one("idPA", text(35)),
    one("idBrokerPA", text(35)),
    one("idStation", text(35)),
    one("qrCode", Sequence(QR_CODE)),
    maybe("amount", AMOUNT),
    maybe("paymentNote", text(210)),
    maybe("transferType", Leaf(Simple::OneOf(&["POSTAL", "PAGOPA"]))),
    maybe("dueDate", ISO_DATE),
]);

pub const SEND_RT_V2: Kind = Sequence(&[
    one("idPA", text(35)),
    one("idBrokerPA", text(35)),
    one("idStation", text(35)),
    one("receipt", Sequence(RECEIPT_V2)),
]);

const QR_CODE: &[Particle] = &[
    one("fiscalCode", FISCAL_CODE),
    one("noticeNumber", NOTICE_NUMBER),
];

const RECEIPT_V2: &[Particle] = &[
    one(
        "receiptId",
        Leaf(Simple::Text {
            min: 0,
            max: usize::MAX,
        }),
    ),
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

pub(super) const OUTCOME: Kind = Leaf(Simple::OneOf(&["OK", "KO"]));

pub(super) const SUBJECT: Kind = Sequence(&[
    one(
        "uniqueIdentifier",
        Sequence(&[
            one(
                "entityUniqueIdentifierType",
                Leaf(Simple::OneOf(&["F", "G"])),
            ),
            one(
                "entityUniqueIdentifierValue",
                Leaf(Simple::Text { min: 2, max: 16 }),
            ),
        ]),
    ),
    one("fullName", text(70)),
    maybe("streetName", text(70)),
    maybe("civicNumber", text(16)),
    maybe("postalCode", text(16)),
    maybe("city", text(35)),
    maybe("stateProvinceRegion", text(35)),
    maybe("country", Leaf(Simple::Country)),
    maybe("e-mail", Leaf(Simple::Email)),
]);

const TRANSFER: &[Particle] = &[
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

pub(super) const METADATA: Kind = Sequence(&[many(
    "mapEntry",
    Sequence(&[one("key", text(140)), one("value", text(140))]),
    15,
)]);
