//! What the files of other systems may ask for and we do not do: such a row is refused, never
//! published as something else than it says.

use super::cell::{Cell, number_text};
use super::field::fold;
use super::row_code::{RowCode, WarningCode};

/// A column to look at in every row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard {
    /// From 0.
    pub column: usize,
    pub rule: Rule,
}

/// When a cell is a reason not to take its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Not where it says yes.
    NotYes(RowCode),
    /// Not where it counts more than one.
    AtMostOne(RowCode),
    /// Not where there is anything.
    Blank(RowCode),
    /// Only one payment of the whole.
    WholePayment,
    /// Only into the creditor's own accounts.
    OwnAccount,
    /// Only of the creditor itself.
    OwnBody,
    /// Taken all the same where it says no.
    WarnNo(WarningCode),
}

/// Whose file it should be.
#[derive(Clone, Copy, Debug)]
pub struct Own<'a> {
    pub creditor: &'a str,
    pub accounts: &'a [String],
}

/// What a guarded cell gives rise to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objection {
    Refuse(RowCode),
    Warn(WarningCode),
}

/// The guards of a file of another system.
pub fn guards(titles: &[String]) -> Vec<Guard> {
    let guard = |(column, title): (usize, &String)| {
        let rule = rule(&fold(title))?;
        Some(Guard { column, rule })
    };
    titles.iter().enumerate().filter_map(guard).collect()
}

fn rule(title: &str) -> Option<Rule> {
    let several = RowCode::BeneficiariesUnsupported;
    Some(match title {
        "flagmultibeneficiario" | "flagmultibeneficiary" => Rule::NotYes(several),
        "numerobeneficiari" | "numberbeneficiary" => Rule::AtMostOne(several),
        "coobbligato" | "multidebtor" => Rule::NotYes(RowCode::CoDebtorsUnsupported),
        "draft" => Rule::NotYes(RowCode::DraftUnsupported),
        "tipoopzionepagamento" | "paymentoptiontype" => Rule::WholePayment,
        "indiceopzionepagamento" | "paymentoptionindex" => {
            Rule::AtMostOne(RowCode::PlanUnsupported)
        }
        "flggeneraiuv" | "flaggeneraiuv" | "generatenotice" => {
            Rule::WarnNo(WarningCode::NoticeNotWanted)
        }
        "tipobollovoce1" | "hashbollovoce1" => Rule::Blank(RowCode::StampUnsupported),
        "ibanaccreditoente1" | "iban1" | "ibanaccreditovoce1" => Rule::OwnAccount,
        "codicefiscaleente1" | "orgfiscalcode1" | "iddominio" => Rule::OwnBody,
        title if of_another_beneficiary(title) => Rule::Blank(several),
        _ => return None,
    })
}

/// Columns of the second to the fifth beneficiary, or item, that say that there is one.
fn of_another_beneficiary(title: &str) -> bool {
    const TELLING: &[&str] = &[
        "codicefiscaleente",
        "orgfiscalcode",
        "ibanaccreditoente",
        "iban",
        "importoversamentoente",
        "amount",
        "idvoce",
        "importovoce",
        "ibanaccreditovoce",
    ];
    let stem = title
        .strip_suffix("secondario")
        .or_else(|| title.strip_suffix(['2', '3', '4', '5']));
    stem.is_some_and(|stem| TELLING.contains(&stem))
}

impl Rule {
    /// What is to be said about a cell.
    pub fn judge(self, cell: Cell<'_>, own: Own<'_>) -> Option<Objection> {
        let text = match cell {
            Cell::Empty => return None,
            Cell::Text(text) => text.to_owned(),
            Cell::Number(number) => number_text(number).unwrap_or_default(),
            Cell::Bool(value) => value.to_string(),
            // A formula, an error or a date says nothing that could be trusted.
            Cell::Serial(_) | Cell::Error | Cell::Formula => {
                return Some(Objection::Refuse(RowCode::WrongCellKind));
            }
        };
        let refuse = |code| Some(Objection::Refuse(code));
        match self {
            Rule::NotYes(code) if !is_no(&text) => refuse(code),
            Rule::AtMostOne(code) if !matches!(text.as_str(), "0" | "1") => refuse(code),
            Rule::Blank(code) if !is_nothing(&text) => refuse(code),
            Rule::WholePayment if fold(&text) != "singleinstallment" => {
                refuse(RowCode::PlanUnsupported)
            }
            Rule::OwnAccount if !is_one_of(&text, own.accounts) => refuse(RowCode::AccountDiffers),
            Rule::OwnBody
                if text.trim_start_matches('0') != own.creditor.trim_start_matches('0') =>
            {
                refuse(RowCode::CreditorDiffers)
            }
            Rule::WarnNo(code) if is_no(&text) => Some(Objection::Warn(code)),
            Rule::NotYes(_)
            | Rule::AtMostOne(_)
            | Rule::Blank(_)
            | Rule::WholePayment
            | Rule::OwnAccount
            | Rule::OwnBody
            | Rule::WarnNo(_) => None,
        }
    }
}

fn is_no(text: &str) -> bool {
    matches!(
        fold(text).as_str(),
        "false" | "no" | "n" | "0" | "falso" | "f"
    )
}

/// An amount of nothing is nobody's amount.
fn is_nothing(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| matches!(c, '0' | '.' | ','))
}

fn is_one_of(iban: &str, accounts: &[String]) -> bool {
    let iban: String = iban.split_whitespace().collect();
    accounts
        .iter()
        .any(|account| account.eq_ignore_ascii_case(&iban))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(title: &str, text: &str) -> Option<Objection> {
        let own = Own {
            creditor: "80047110152",
            accounts: &["IT44H0306933840100000009001".to_owned()],
        };
        let rule = rule(&fold(title)).expect("a guard");
        rule.judge(Cell::text(text), own)
    }

    #[test]
    fn what_we_do_not_do_is_refused() {
        use RowCode::*;
        for (title, good, bad, code) in [
            (
                "flagMultiBeneficiario",
                "false",
                "true",
                BeneficiariesUnsupported,
            ),
            ("numeroBeneficiari", "1", "2", BeneficiariesUnsupported),
            (
                "importoVersamentoEnte_2",
                "0.00",
                "1.50",
                BeneficiariesUnsupported,
            ),
            (
                "ibanAccreditoEnteSecondario",
                "",
                "IT1",
                BeneficiariesUnsupported,
            ),
            ("idVoce5", "", "5", BeneficiariesUnsupported),
            ("coobbligato", "NO", "sì", CoDebtorsUnsupported),
            ("draft", "FALSE", "TRUE", DraftUnsupported),
            (
                "tipoOpzionePagamento",
                "SINGLE_INSTALLMENT",
                "INSTALLMENTS",
                PlanUnsupported,
            ),
            ("paymentOptionIndex", "1", "2", PlanUnsupported),
            ("tipoBolloVoce1", "", "01", StampUnsupported),
            ("idDominio", "80047110152", "80051230409", CreditorDiffers),
            (
                "iban_1",
                "it44 H0306933840100000009001",
                "IT60X0542811101000000123456",
                AccountDiffers,
            ),
        ] {
            assert_eq!(judged(title, good), None, "{title}");
            assert_eq!(judged(title, bad), Some(Objection::Refuse(code)), "{title}");
        }
    }

    #[test]
    fn a_notice_that_is_not_wanted_is_worth_a_look() {
        let warned = Some(Objection::Warn(WarningCode::NoticeNotWanted));
        assert_eq!(judged("flgGeneraIuv", "false"), warned);
        assert_eq!(judged("flgGeneraIuv", "true"), None);
    }

    #[test]
    fn the_columns_of_the_payer_are_no_guards() {
        let titles = ["importoVoce1", "capPagatore", "amount", "causaleVersamento"];
        assert_eq!(guards(&titles.map(str::to_owned)), []);
    }
}
