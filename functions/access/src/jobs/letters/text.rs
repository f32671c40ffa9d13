//! The words of the mails.

use crate::domain::secret::Code;

/// Subject and text of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub subject: String,
    pub text: String,
}

/// What the installation calls itself.
const NAME: &str = "Sportello dei pagamenti";

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
