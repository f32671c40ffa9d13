//! Rights in words: `Può pubblicare importazioni del servizio Mensa scolastica, fino al 31 dicembre
//! 2026`.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::ServiceCode;
use kernel::time::rome_date;

use super::grant::Grant;
use super::permission::Permission;
use super::scope::Extent;

/// The names of an organisation's services.
pub type Names = [(ServiceCode, String)];

const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

impl Permission {
    /// After «può».
    pub const fn italian(self) -> &'static str {
        match self {
            Self::PanelOpen => "accedere al pannello",
            Self::PositionsRead => "consultare le posizioni debitorie",
            Self::PositionsWrite => "creare, modificare e annullare posizioni debitorie",
            Self::NoticesRead => "scaricare gli avvisi",
            Self::ReceiptsRead => "scaricare le ricevute",
            Self::PaymentsRecord => "registrare pagamenti delle posizioni debitorie",
            Self::ImportsRead => "consultare le importazioni",
            Self::ImportsWrite => "pubblicare importazioni",
            Self::MatchingRead => "consultare la riconciliazione",
            Self::MatchingWrite => "riconciliare flussi ed estratti conto e registrare incassi",
            Self::ExportsRun => "esportare posizioni e pagamenti",
            Self::ConnectionsManage => "gestire i collegamenti con il software dell’ente",
            Self::JournalRead => "consultare il giornale delle chiamate con pagoPA",
            Self::MembersRead => "vedere le persone dell’ente e i loro permessi",
            Self::MembersManage => "invitare e togliere persone e cambiare i loro permessi",
            Self::KeysManage => "creare, rinnovare e revocare chiavi API",
            Self::AuditRead => "consultare il registro delle attività",
        }
    }

    /// The same of what the holder made, where that makes a difference.
    const fn italian_own(self) -> &'static str {
        match self {
            Self::ImportsRead => "consultare le proprie importazioni",
            Self::ImportsWrite => "pubblicare le proprie importazioni",
            Self::ExportsRun => "esportare posizioni e pagamenti, vedendo solo i propri file",
            other => other.italian(),
        }
    }
}

impl Grant {
    /// A sentence without a full stop.
    pub fn sentence(&self, names: &Names) -> String {
        let what = match self.scope.own_only {
            true => self.permission.italian_own(),
            false => self.permission.italian(),
        };
        let until = self
            .until
            .map(|end| format!(", fino al {}", last_day(end)))
            .unwrap_or_default();
        format!("Può {what}{}{until}", self.on(names))
    }

    /// ` dei servizi Mensa scolastica e Tassa sui rifiuti`.
    fn on(&self, names: &Names) -> String {
        let Extent::Only(services) = &self.scope.services else {
            return String::new();
        };
        let all: Vec<&str> = services.iter().map(|code| name_of(code, names)).collect();
        match all.split_last() {
            None => String::new(),
            Some((only, [])) => format!(" del servizio {only}"),
            Some((last, before)) => format!(" dei servizi {} e {last}", before.join(", ")),
        }
    }
}

/// The name of a service; its code where nobody knows it.
pub fn name_of<'a>(code: &'a ServiceCode, names: &'a Names) -> &'a str {
    let known = names.iter().find(|(known, _)| known == code);
    known.map_or(code.as_str(), |(_, name)| name.as_str())
}

/// `31 dicembre 2026`: the last day on which it holds, on the wall in Rome.
pub fn last_day(end: Timestamp) -> String {
    let day = rome_date(end - SignedDuration::from_secs(1));
    let month = usize::try_from(day.month() - 1).ok();
    let month = month.and_then(|month| MONTHS.get(month)).unwrap_or(&"");
    format!("{} {month} {}", day.day(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::scope::Scope;

    #[test]
    fn a_right_is_told_with_its_services_and_its_end() {
        let code = |text| ServiceCode::parse(text).unwrap();
        let names = [
            (code("MENSA"), "Mensa scolastica".to_owned()),
            (code("TARI"), "Tassa sui rifiuti".to_owned()),
        ];
        let end = "2026-12-31T23:00:00Z".parse().unwrap();
        let mensa = Scope::of_services([code("MENSA")]);
        let one = Grant::new(Permission::ImportsWrite, mensa, Some(end)).unwrap();
        assert_eq!(
            one.sentence(&names),
            "Può pubblicare importazioni del servizio Mensa scolastica, fino al 31 dicembre 2026"
        );
        let scope = Scope {
            own_only: true,
            ..Scope::of_services([code("TARI"), code("MENSA"), code("X")])
        };
        let several = Grant::new(Permission::ImportsRead, scope, None).unwrap();
        assert_eq!(
            several.sentence(&names),
            "Può consultare le proprie importazioni dei servizi Mensa scolastica, Tassa sui rifiuti e X"
        );
        let whole = Grant::whole(Permission::MatchingRead).sentence(&names);
        assert_eq!(whole, "Può consultare la riconciliazione");
    }
}
