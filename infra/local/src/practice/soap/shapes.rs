//! The official schemas as tables: paForNode.xsd and sac-common-types-1.0.xsd.

use super::super::xml::{Field, Item, Kind};

const FAULT: &[Item] = &[
    Field::one("faultCode", Kind::Free),
    Field::one("faultString", Kind::Free),
    Field::one("id", Kind::Free),
    Field::optional("description", Kind::Free),
    Field::optional("serial", Kind::Int),
    Field::optional("originalFaultCode", Kind::Free),
    Field::optional("originalFaultString", Kind::Free),
    Field::optional("originalDescription", Kind::Free),
];

const OUTCOME: Item = Field::one("outcome", Kind::OneOf(&["OK", "KO"]));
const FAULT_IF_ANY: Item = Field::optional("fault", Kind::Sequence(FAULT));

/// `ctResponse`, the whole of paSendRTRes and paSendRTV2Response.
pub const RECEIPT_ANSWER: &[Item] = &[OUTCOME, FAULT_IF_ANY];

const OPTION: &[Item] = &[
    Field::one("amount", Kind::Amount),
    Field::one("options", Kind::OneOf(&["EQ", "LS", "GT", "ANY"])),
    Field::optional("dueDate", Kind::Date),
    Field::optional("detailDescription", Kind::Text(140)),
    Field::one("allCCP", Kind::Boolean),
];
const OPTIONS: &[Item] = &[Field::one(
    "paymentOptionDescription",
    Kind::Sequence(OPTION),
)];

pub const VERIFY_ANSWER: &[Item] = &[
    OUTCOME,
    FAULT_IF_ANY,
    Field::optional("paymentList", Kind::Sequence(OPTIONS)),
    Field::optional("paymentDescription", Kind::Text(140)),
    Field::optional("fiscalCodePA", Kind::Digits(11)),
    Field::optional("companyName", Kind::Text(140)),
    Field::optional("officeName", Kind::Text(140)),
];

const QR_CODE: &[Item] = &[
    Field::one("fiscalCode", Kind::Digits(11)),
    Field::one("noticeNumber", Kind::Digits(18)),
];
pub const DEMAND_ANSWER: &[Item] = &[
    OUTCOME,
    FAULT_IF_ANY,
    Field::optional("qrCode", Kind::Sequence(QR_CODE)),
    Field::optional("paymentList", Kind::Sequence(OPTIONS)),
    Field::optional("paymentDescription", Kind::Text(140)),
    Field::optional("fiscalCodePA", Kind::Digits(11)),
    Field::optional("companyName", Kind::Text(140)),
    Field::optional("officeName", Kind::Text(140)),
];

const IDENTIFIER: &[Item] = &[
    Field::one("entityUniqueIdentifierType", Kind::OneOf(&["F", "G"])),
    Field::one("entityUniqueIdentifierValue", Kind::Text(16)),
];
const SUBJECT: &[Item] = &[
    Field::one("uniqueIdentifier", Kind::Sequence(IDENTIFIER)),
    Field::one("fullName", Kind::Text(70)),
    Field::optional("streetName", Kind::Text(70)),
    Field::optional("civicNumber", Kind::Text(16)),
    Field::optional("postalCode", Kind::Text(16)),
    Field::optional("city", Kind::Text(35)),
    Field::optional("stateProvinceRegion", Kind::Text(35)),
    Field::optional("country", Kind::Country),
    Field::optional("e-mail", Kind::Email),
];
/// The optional elements of a subject, in order.
pub const CONTACT: [&str; 7] = [
    "streetName",
    "civicNumber",
    "postalCode",
    "city",
    "stateProvinceRegion",
    "country",
    "e-mail",
];

const ENTRY: &[Item] = &[
    Field::one("key", Kind::Text(140)),
    Field::one("value", Kind::Text(140)),
];
const METADATA: &[Item] = &[Field::up_to(15, "mapEntry", Kind::Sequence(ENTRY))];

const STAMP: &[Item] = &[
    Field::one("hashDocumento", Kind::Base64(72)),
    Field::one("tipoBollo", Kind::OneOf(&["01"])),
    Field::one("provinciaResidenza", Kind::Country),
];
const TRANSFER: &[Item] = &[
    Field::one("idTransfer", Kind::OneOf(&["1", "2", "3", "4", "5"])),
    Field::one("transferAmount", Kind::Amount),
    Field::one("fiscalCodePA", Kind::Digits(11)),
    Field::optional("companyName", Kind::Text(140)),
    Item::Choice(&[
        Field::exactly_one("IBAN", Kind::Text(35)),
        Field::exactly_one("richiestaMarcaDaBollo", Kind::Sequence(STAMP)),
    ]),
    Field::one("remittanceInformation", Kind::Text(140)),
    Field::one("transferCategory", Kind::Text(140)),
    Field::optional("metadata", Kind::Sequence(METADATA)),
];
const TRANSFERS: &[Item] = &[Field::up_to(5, "transfer", Kind::Sequence(TRANSFER))];

const PAYMENT: &[Item] = &[
    Field::one("creditorReferenceId", Kind::Text(35)),
    Field::one("paymentAmount", Kind::Amount),
    Field::one("dueDate", Kind::Date),
    Field::optional("retentionDate", Kind::DateTime),
    Field::optional("lastPayment", Kind::Boolean),
    Field::one("description", Kind::Text(140)),
    Field::one("companyName", Kind::Text(140)),
    Field::optional("officeName", Kind::Text(140)),
    Field::one("debtor", Kind::Sequence(SUBJECT)),
    Field::one("transferList", Kind::Sequence(TRANSFERS)),
    Field::optional("metadata", Kind::Sequence(METADATA)),
];
pub const PAYMENT_ANSWER: &[Item] = &[
    OUTCOME,
    FAULT_IF_ANY,
    Field::optional("data", Kind::Sequence(PAYMENT)),
];

const FIRST_TRANSFER: &[Item] = &[
    Field::one("idTransfer", Kind::OneOf(&["1", "2", "3", "4", "5"])),
    Field::one("transferAmount", Kind::Amount),
    Field::one("fiscalCodePA", Kind::Digits(11)),
    Field::one("IBAN", Kind::Text(35)),
    Field::one("remittanceInformation", Kind::Text(140)),
    Field::one("transferCategory", Kind::Text(140)),
    Field::optional("metadata", Kind::Sequence(METADATA)),
];
const FIRST_TRANSFERS: &[Item] = &[Field::up_to(5, "transfer", Kind::Sequence(FIRST_TRANSFER))];

/// `ctPaymentPA`: no stamps, no body's name in a transfer, and the creditor's own optional.
const FIRST_PAYMENT: &[Item] = &[
    Field::one("creditorReferenceId", Kind::Text(35)),
    Field::one("paymentAmount", Kind::Amount),
    Field::one("dueDate", Kind::Date),
    Field::optional("retentionDate", Kind::DateTime),
    Field::optional("lastPayment", Kind::Boolean),
    Field::one("description", Kind::Text(140)),
    Field::optional("companyName", Kind::Text(140)),
    Field::optional("officeName", Kind::Text(140)),
    Field::one("debtor", Kind::Sequence(SUBJECT)),
    Field::one("transferList", Kind::Sequence(FIRST_TRANSFERS)),
    Field::optional("metadata", Kind::Sequence(METADATA)),
];
pub const FIRST_PAYMENT_ANSWER: &[Item] = &[
    OUTCOME,
    FAULT_IF_ANY,
    Field::optional("data", Kind::Sequence(FIRST_PAYMENT)),
];
