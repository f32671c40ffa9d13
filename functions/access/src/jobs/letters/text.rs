//! The words of the mails.

use jiff::Timestamp;
use kernel::time::italian_datetime;

use crate::domain::api_key::ApiKey;
use crate::domain::recovery::RecoveryLink;
use crate::domain::secret::Code;

/// Subject and text of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub subject: String,
    pub text: String,
}

/// What the installation calls itself.
pub(super) const NAME: &str = "Sportello dei pagamenti";

/// `text` between a greeting and the installation's name with its address.
fn letter(from: &str, name: &str, subject: &str, text: &str) -> Words {
    Words {
        subject: format!("{subject} – {NAME}"),
        text: format!("Gentile {name},\n\n{text}\n\n{NAME}\n{from}/panel\n"),
    }
}

pub fn sign_in_code(from: &str, name: &str, code: &Code) -> Words {
    let text = format!(
        "il codice per completare l'accesso è:\n\n{code}\n\nVale 10 minuti, una sola volta, e solo \
         nel browser in cui lo hai chiesto.\nNessuno di noi te lo chiederà mai: non comunicarlo a \
         nessuno.\nSe non stai accedendo, qualcuno conosce la tua password: cambiala qui:\n\
         {from}/panel/recover"
    );
    letter(from, name, "Il tuo codice di accesso", &text)
}

/// Names the key by what people call it and by its public code; the key itself is nowhere.
pub fn key_ending(from: &str, name: &str, key: &ApiKey, now: Timestamp) -> Words {
    let label = key.label.as_str();
    let when = match key.ends_at.duration_since(now).as_hours() / 24 {
        0 => "tra meno di un giorno".to_owned(),
        1 => "tra un giorno".to_owned(),
        days => format!("tra {days} giorni"),
    };
    let text = format!(
        "la chiave API «{label}» di {organisation} scade {when}, il {ends}. Dopo, il software che la usa \
         non entrerà più.\n\nCodice pubblico: {id}\n\nPer rinnovarla senza fermarsi, un amministratore \
         apre questa pagina e sceglie «Rinnova»:\n{from}/panel/access/keys/{id}\n\nLa chiave non viaggia \
         mai per e-mail: chi te la chiede così non siamo noi.",
        organisation = key.tenant_name,
        ends = italian_datetime(key.ends_at),
        id = key.id,
    );
    let subject = format!("La chiave API «{label}» scade {when}");
    letter(from, name, &subject, &text)
}

pub fn recovery(from: &str, name: &str, link: &RecoveryLink) -> Words {
    let text = format!(
        "per scegliere una nuova password apri questo collegamento:\n\n{from}/panel/recover/{}\n\n\
         Vale 30 minuti, una sola volta.\nSe non lo hai chiesto tu non fare nulla: la tua password \
         resta com'è.",
        link.reveal()
    );
    letter(from, name, "Scegli una nuova password", &text)
}

pub fn password_changed(from: &str, name: &str, at: Timestamp) -> Words {
    let text = format!(
        "la password del tuo account è stata cambiata il {}.\nLe altre sessioni sono state chiuse e \
         i dispositivi fidati dimenticati.\n\nSe non sei stato tu, scegline subito un'altra:\n\
         {from}/panel/recover",
        italian_datetime(at)
    );
    letter(from, name, "La tua password è cambiata", &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_names_the_installation_and_where_it_is() {
        let words = sign_in_code("https://s.example", "Ada", &Code::of([0; 32]));
        assert_eq!(
            words.subject,
            "Il tuo codice di accesso – Sportello dei pagamenti"
        );
        assert!(words.text.starts_with("Gentile Ada,\n\n"));
        assert!(words.text.contains("\n\n000000\n\n"));
        assert!(words.text.ends_with("https://s.example/panel\n"));
    }
}
