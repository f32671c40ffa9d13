//! The requests of `paForNode.xsd`, in its own order; those with a receipt stand in `receipts`.

use super::Kind::{Sequence, Simple as Leaf};
use super::{Kind, Particle, Simple, many, maybe, one, text};

pub(super) const FISCAL_CODE: Kind = Leaf(Simple::Digits(11));
pub(super) const NOTICE_NUMBER: Kind = Leaf(Simple::Digits(18));
pub(super) const AMOUNT: Kind = Leaf(Simple::Amount { cents_min: 0 });
pub(super) const AMOUNT_NOT_ZERO: Kind = Leaf(Simple::Amount { cents_min: 1 });
pub(super) const ISO_DATE: Kind = Leaf(Simple::Date);

pub const VERIFY_PAYMENT_NOTICE: Kind = Sequence(&[
    one("idPA", text(35)),
    one("idBrokerPA", text(35)),
    one("idStation", text(35)),
    one("qrCode", Sequence(QR_CODE)),
]);

/// `paGetPayment` and `paGetPaymentV2` ask the same.
pub const GET_PAYMENT: Kind = Sequence(&[
    one("idPA", text(35)),
    one("idBrokerPA", text(35)),
    one("idStation", text(35)),
    one("qrCode", Sequence(QR_CODE)),
    maybe("amount", AMOUNT),
    maybe("paymentNote", text(210)),
    maybe("transferType", Leaf(Simple::OneOf(&["POSTAL", "PAGOPA"]))),
    maybe("dueDate", ISO_DATE),
]);

pub const DEMAND_PAYMENT_NOTICE: Kind = Sequence(&[
    one("idPA", text(35)),
    one("idBrokerPA", text(35)),
    one("idStation", text(35)),
    one("idServizio", Leaf(Simple::Text { min: 5, max: 5 })),
    one("idSoggettoServizio", Leaf(Simple::Text { min: 5, max: 5 })),
    one("datiSpecificiServizioRequest", Leaf(Simple::Base64)),
]);

const QR_CODE: &[Particle] = &[
    one("fiscalCode", FISCAL_CODE),
    one("noticeNumber", NOTICE_NUMBER),
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

pub(super) const METADATA: Kind = Sequence(&[many(
    "mapEntry",
    Sequence(&[one("key", text(140)), one("value", text(140))]),
    15,
)]);
