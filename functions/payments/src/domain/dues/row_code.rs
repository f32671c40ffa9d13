//! What can be wrong with one row: closed lists, documented in `docs/dues-layout.md`.

use serde::{Deserialize, Serialize};

/// Why a row is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowCode {
    TaxCodeMissing,
    TaxCodeInvalid,
    SubjectInvalid,
    NameMissing,
    AmountMissing,
    AmountInvalid,
    AmountDecimals,
    AmountNegative,
    AmountZero,
    AmountTooBig,
    DueDateInvalid,
    DueDatePast,
    EmailInvalid,
    PostalCodeInvalid,
    CountryInvalid,
    IudInvalid,
    ServiceUnknown,
    OriginInvalid,
    YearInvalid,
    TooLong,
    Unreadable,
    Formula,
    SpreadsheetError,
    WrongCellKind,
    TooManyCells,
    ActionUnsupported,
    NumberPresent,
    BeneficiariesUnsupported,
    CoDebtorsUnsupported,
    PlanUnsupported,
    StampUnsupported,
    DraftUnsupported,
    AccountDiffers,
    CreditorDiffers,
    DuplicateInFile,
    AlreadyInArchive,
}

impl RowCode {
    pub const ALL: [RowCode; 36] = [
        RowCode::TaxCodeMissing,
        RowCode::TaxCodeInvalid,
        RowCode::SubjectInvalid,
        RowCode::NameMissing,
        RowCode::AmountMissing,
        RowCode::AmountInvalid,
        RowCode::AmountDecimals,
        RowCode::AmountNegative,
        RowCode::AmountZero,
        RowCode::AmountTooBig,
        RowCode::DueDateInvalid,
        RowCode::DueDatePast,
        RowCode::EmailInvalid,
        RowCode::PostalCodeInvalid,
        RowCode::CountryInvalid,
        RowCode::IudInvalid,
        RowCode::ServiceUnknown,
        RowCode::OriginInvalid,
        RowCode::YearInvalid,
        RowCode::TooLong,
        RowCode::Unreadable,
        RowCode::Formula,
        RowCode::SpreadsheetError,
        RowCode::WrongCellKind,
        RowCode::TooManyCells,
        RowCode::ActionUnsupported,
        RowCode::NumberPresent,
        RowCode::BeneficiariesUnsupported,
        RowCode::CoDebtorsUnsupported,
        RowCode::PlanUnsupported,
        RowCode::StampUnsupported,
        RowCode::DraftUnsupported,
        RowCode::AccountDiffers,
        RowCode::CreditorDiffers,
        RowCode::DuplicateInFile,
        RowCode::AlreadyInArchive,
    ];

    /// The sentence when there is nothing more precise to say.
    pub fn italian(self) -> &'static str {
        match self {
            RowCode::TaxCodeMissing => "Manca il codice fiscale.",
            RowCode::TaxCodeInvalid => "Il codice fiscale o la partita IVA non è valido.",
            RowCode::SubjectInvalid => "Il tipo di soggetto è F (persona fisica) o G (giuridica).",
            RowCode::NameMissing => "Manca il nominativo.",
            RowCode::AmountMissing => "Manca l'importo.",
            RowCode::AmountInvalid => "L'importo non si legge come numero.",
            RowCode::AmountDecimals => "L'importo ha più di due decimali.",
            RowCode::AmountNegative => "L'importo è negativo.",
            RowCode::AmountZero => "L'importo è zero.",
            RowCode::AmountTooBig => "L'importo supera il massimo di 999.999.999,99 euro.",
            RowCode::DueDateInvalid => "La scadenza non è una data.",
            RowCode::DueDatePast => "La scadenza è già passata.",
            RowCode::EmailInvalid => "L'indirizzo e-mail non è valido.",
            RowCode::PostalCodeInvalid => "Il CAP deve avere cinque cifre.",
            RowCode::CountryInvalid => "La nazione va indicata con la sigla di due lettere.",
            RowCode::IudInvalid => "Lo IUD non è valido.",
            RowCode::ServiceUnknown => "Il servizio non è nel catalogo dell'ente.",
            RowCode::OriginInvalid => "La provenienza è «competenza» o «residui».",
            RowCode::YearInvalid => "L'anno di riferimento ha quattro cifre.",
            RowCode::TooLong => "Il testo è troppo lungo.",
            RowCode::Unreadable => "Il testo contiene caratteri illeggibili.",
            RowCode::Formula => "La cella contiene una formula: incolla il valore.",
            RowCode::SpreadsheetError => "La cella contiene un errore del foglio di calcolo.",
            RowCode::WrongCellKind => "La cella contiene un valore di un altro tipo.",
            RowCode::TooManyCells => "La riga ha più celle delle colonne del file.",
            RowCode::ActionUnsupported => "Si importano soltanto inserimenti (azione I).",
            RowCode::NumberPresent => "La riga ha già un numero di avviso o uno IUV.",
            RowCode::BeneficiariesUnsupported => {
                "La riga ha più beneficiari o più voci: qui se ne incassa una sola."
            }
            RowCode::CoDebtorsUnsupported => {
                "La riga ha più coobbligati: qui il debitore è uno solo."
            }
            RowCode::PlanUnsupported => {
                "La riga fa parte di un piano di rate: qui si importano pagamenti in unica soluzione."
            }
            RowCode::StampUnsupported => {
                "La riga chiede una marca da bollo digitale, che qui non si importa."
            }
            RowCode::DraftUnsupported => "La riga è una bozza: importala quando è definitiva.",
            RowCode::AccountDiffers => "La riga accredita un conto che non è tra quelli dell'ente.",
            RowCode::CreditorDiffers => "La riga è di un altro ente creditore.",
            RowCode::DuplicateInFile => "La riga è uguale a una precedente.",
            RowCode::AlreadyInArchive => "La posizione è già in archivio.",
        }
    }
}

/// What is worth a look in a row that is taken all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    BirthPlaceUnknown,
    DebtorAnonymous,
    LeadingZerosRestored,
    AmountNotTariff,
    CategoryUnknown,
    NoticeNotWanted,
    PostalCodeObsolete,
}

impl WarningCode {
    pub const ALL: [WarningCode; 7] = [
        WarningCode::BirthPlaceUnknown,
        WarningCode::DebtorAnonymous,
        WarningCode::LeadingZerosRestored,
        WarningCode::AmountNotTariff,
        WarningCode::CategoryUnknown,
        WarningCode::NoticeNotWanted,
        WarningCode::PostalCodeObsolete,
    ];

    pub fn italian(self) -> &'static str {
        match self {
            WarningCode::BirthPlaceUnknown => {
                "Il luogo di nascita del codice fiscale non è nei nostri elenchi: controllalo."
            }
            WarningCode::DebtorAnonymous => {
                "Debitore anonimo: non potrà cercare l'avviso con il codice fiscale."
            }
            WarningCode::LeadingZerosRestored => {
                "Il foglio di calcolo aveva tolto gli zeri iniziali: li abbiamo rimessi."
            }
            WarningCode::AmountNotTariff => "L'importo è diverso dalla tariffa del servizio.",
            WarningCode::CategoryUnknown => "La categoria non è tra quelle previste: vale «altro».",
            WarningCode::NoticeNotWanted => {
                "Il file chiede di non generare l'avviso: qui ogni dovuto ne ha uno."
            }
            WarningCode::PostalCodeObsolete => {
                "Il CAP non esiste, o non esiste più: controlla l'indirizzo."
            }
        }
    }
}

/// One thing to say about a row, at the title of its column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark<Code> {
    pub column: String,
    pub code: Code,
    pub message: String,
}

/// A row that is not taken. The first fault stands in the row itself, the others behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Physical row of the file, the header being counted.
    pub row: u32,
    #[serde(flatten)]
    pub fault: Remark<RowCode>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Remark<RowCode>>,
}

/// One thing that is worth a look in accepted rows, and in how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warned {
    #[serde(flatten)]
    pub warning: Remark<WarningCode>,
    pub rows: u64,
    /// The first of them.
    pub first_rows: Vec<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: &str = include_str!("../../../docs/dues-layout.md");

    #[test]
    fn every_code_is_documented() {
        let documented = |code: serde_json::Value| {
            let code = code.as_str().expect("a string").to_owned();
            assert!(LAYOUT.contains(&format!("| `{code}` |")), "{code}");
        };
        for code in RowCode::ALL {
            documented(serde_json::to_value(code).expect("a string"));
        }
        for code in WarningCode::ALL {
            documented(serde_json::to_value(code).expect("a string"));
        }
    }

    #[test]
    fn a_refused_row_is_told_in_the_words_of_the_machine_api() {
        let fault = Remark {
            column: "Importo".to_owned(),
            code: RowCode::AmountZero,
            message: RowCode::AmountZero.italian().to_owned(),
        };
        let refused = RefusedRow {
            row: 7,
            fault,
            others: Vec::new(),
        };
        assert_eq!(
            serde_json::to_string(&refused).expect("plain data"),
            r#"{"row":7,"column":"Importo","code":"amount_zero","message":"L'importo è zero."}"#
        );
    }
}
