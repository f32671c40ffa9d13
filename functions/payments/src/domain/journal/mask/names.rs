//! Fields by name: which hold nothing personal. Names are compared in small letters, without `_` and
//! `-`; `parent/name` where the same name means another thing elsewhere.

/// What is done with the value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Shown,
    /// An IBAN: its beginning and its end are shown.
    Account,
    /// Masked; too common a word to be looked for elsewhere, as `Roma` in `Comune di Roma`.
    Place,
    /// Masked, here and wherever the same words stand.
    Personal,
}

pub(super) fn rule(parent: &str, name: &str) -> Rule {
    let pair = format!("{parent}/{name}");
    if ACCOUNTS.contains(&name) {
        Rule::Account
    } else if SHOWN.contains(&name) || SHOWN_IN.contains(&pair.as_str()) {
        Rule::Shown
    } else if PLACES.contains(&name) {
        Rule::Place
    } else {
        Rule::Personal
    }
}

/// `entity_unique-Id` → `entityuniqueid`.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| !matches!(c, '_' | '-'));
    letters.flat_map(char::to_lowercase).collect()
}

const ACCOUNTS: &[&str] = &["iban", "postaliban", "ibanappoggio", "ibanaccredito"];

const PLACES: &[&str] = &[
    "city",
    "province",
    "stateprovinceregion",
    "country",
    "postalcode",
    "civicnumber",
    "entityuniqueidentifiertype",
    "type",
];

/// Where the name alone says too little: organisations' codes, faults' own words.
const SHOWN_IN: &[&str] = &[
    "/id",
    "qrcode/fiscalcode",
    "receipt/fiscalcode",
    "payee/fiscalcode",
    "paymentnotices/fiscalcode",
    "fault/description",
    "fault/id",
    "sender/id",
    "sender/type",
    "receiver/id",
    "receiver/organizationid",
    "sender/pspid",
    "sender/pspname",
    "sender/pspbrokerid",
    "sender/channelid",
    "psp/idpsp",
    "psp/psp",
    "errors/message",
    "errors/path",
    "paymentposition/type",
    "uniqueidentifier/type",
    "entityuniqueidentifier/type",
    "uniqueidentifier/entityuniqueidentifiertype",
    "entityuniqueidentifier/entityuniqueidentifiertype",
    "debtor/entityuniqueidentifiertype",
    "payer/entityuniqueidentifiertype",
];

#[rustfmt::skip]
const SHOWN: &[&str] = &[
    // who speaks, and about what
    "idpa", "idbrokerpa", "idstation", "idservizio", "idsoggettoservizio", "noticenumber", "nav", "iuv", "iur",
    "iud", "creditorreferenceid", "receiptid", "iupd", "organizationfiscalcode", "fiscalcodepa", "pafiscalcode", "companyname",
    "officename", "transfertype", "transfercategory", "category", "taxonomy", "idtransfer", "idcart", "standin",
    "paystandin", "servicetype", "stamptype", "tipobollo", "key", "segregationcode", "broker", "brokercode",
    // money and days
    "amount", "paymentamount", "transferamount", "fee", "notificationfee", "primarycifee", "primaryciincurredfee",
    "secondarycifee", "currency", "duedate", "retentiondate", "validitydate", "publishdate", "inserteddate",
    "expirationdate", "lastupdateddate", "lastupdatedate", "reportingdate", "reporteddate", "paymentdate", "paymentdatetime",
    "applicationdate", "transferdate", "maxduedate", "minduedate", "datefrom", "dateto", "lastpayment", "created",
    "published", "createdat", "updatedat", "datetime", "timestamp", "dateentitylastupdate",
    // what it is and how it ended
    "status", "outcome", "faultcode", "faultstring", "originalfaultcode", "originalfaultstring",
    "originaldescription", "title", "detail", "httpstatuscode", "httpstatusdescription", "apperrorcode",
    "errorcode", "statuscode", "dateerror", "switchtoexpired", "ispartialpayment",
    "paymentmethod", "paymenttype", "channeldescription", "idchannel", "idbundle", "idcibundle", "idpsp", "pspid",
    "pspcode", "pspfiscalcode", "psppartitaiva", "pspcompanyname", "pspcompany", "eq", "ls", "options", "allccp",
    "allowmultiplepayments", "senderallowed", "invalidafterduedate", "featureleveltype", "entitytype", "numberofinstallments", "numberofinstallment", "installment",
    // lists and reporting flows
    "page", "size", "limit", "pagesize", "pagenumber", "totpage", "totalpages", "totalelements", "itemsfound",
    "count", "fdr", "revision", "regulation", "regulationdate", "bicccodepouringbank", "bicpouringbank",
    "sumpayments", "totpayments", "computedtotpayments", "computedsumpayments", "totamount", "index", "pay",
    "paystatus", "paydate", "organizationid", "pspbrokerid", "channelid", "pspname",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_are_written_as_they_are_compared() {
        for name in SHOWN.iter().chain(PLACES).chain(ACCOUNTS) {
            assert_eq!(plain(name), **name);
            assert!(!name.contains('/'), "{name}");
        }
        for pair in SHOWN_IN {
            let (parent, name) = pair.split_once('/').unwrap();
            assert_eq!(
                (plain(parent), plain(name)),
                (parent.to_owned(), name.to_owned())
            );
        }
    }

    #[test]
    fn what_nobody_thought_of_is_masked() {
        for name in [
            "fullname",
            "entityuniqueidentifiervalue",
            "fiscalcode",
            "newfield",
            "",
        ] {
            assert_eq!(rule("debtor", name), Rule::Personal, "{name}");
        }
        assert_eq!(rule("qrcode", "fiscalcode"), Rule::Shown);
    }
}
