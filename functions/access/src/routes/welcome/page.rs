//! The pages of the room.

use askama::Template;
use kernel::time::italian_datetime;
use platform::web::ui::{Alert, Choices, Field, Summary};
use platform::web::{Public, Typed};

use crate::domain::invitation::{Invitation, Standing};
use crate::domain::notice;
use crate::routes::visit::Visit;

#[derive(Template)]
#[template(path = "routes/welcome/form.html")]
pub(super) struct FormPage {
    layout: Public,
    tenant: String,
    role: &'static str,
    token: String,
    summary: Summary,
    email: Field,
    personal: Vec<Field>,
    secrets: Vec<Field>,
    notice: &'static str,
    accept: Choices,
}

/// What became of an invitation, in words.
#[derive(Template)]
#[template(path = "routes/welcome/told.html")]
pub(super) struct ToldPage {
    pub layout: Public,
    pub title: &'static str,
    pub text: String,
    pub alert: Option<Alert>,
    /// The link, where a new one may be asked for.
    pub renew: Option<String>,
    pub link: Option<(&'static str, String)>,
}

pub(super) fn form(invitation: &Invitation, token: &str, typed: &Typed) -> FormPage {
    let personal = |name: &str, label: &str, filled: &'static str| {
        Field::text(name, label)
            .with("autocomplete", filled)
            .length_max(60)
            .required()
            .from(typed)
    };
    let password = |name, label| {
        Field::password(name, label, "new-password")
            .required()
            .from(typed)
    };
    FormPage {
        layout: Public::of(invitation.tenant_name.as_str()),
        tenant: invitation.tenant_name.clone(),
        role: invitation.role.italian(),
        token: token.to_owned(),
        summary: typed.summary(),
        // Not sent anywhere: the invitation says whose it is. Password managers look for it.
        email: Field::email("username", "Indirizzo e-mail")
            .value(invitation.email.as_str())
            .with("autocomplete", "username")
            .with("readonly", "readonly")
            .required(),
        personal: vec![
            personal("given_name", "Nome", "given-name"),
            personal("family_name", "Cognome", "family-name"),
        ],
        secrets: vec![
            Field::text("temporary", "Password provvisoria")
                .help("È nel messaggio con le credenziali provvisorie.")
                .with("autocomplete", "off")
                .with("autocapitalize", "none")
                .with("spellcheck", "false")
                .mono()
                .length_max(40)
                .required()
                .from(typed),
            password("password", "Nuova password").help(RULES),
            password("again", "Ripeti la nuova password"),
        ],
        notice: notice::text(),
        accept: Choices::check("accept", "Conferma di lettura")
            .choice(
                notice::version(),
                "Ho letto l’informativa privacy e la accetto",
            )
            .from(typed),
    }
}

const RULES: &str = "Almeno 8 caratteri; meglio 15 o più, per esempio tre o quattro parole a caso.";

/// What a link says that is not, or no longer, for a first access.
pub(super) fn told(visit: &Visit, token: &str) -> ToldPage {
    let it = &visit.found.invitation;
    let sign_in = Some(("Accedi", "/panel/sign-in".to_owned()));
    let again = Some(token.to_owned());
    let (title, text, renew, link) = match visit.standing {
        Standing::Accepted => (
            "Invito già accettato",
            format!(
                "Fai già parte di {}: accedi con la tua password.",
                it.tenant_name
            ),
            None,
            sign_in,
        ),
        Standing::Withdrawn => (
            "Invito ritirato",
            format!(
                "{} ha ritirato questo invito. Per averne un altro rivolgiti all’ente.",
                it.tenant_name
            ),
            None,
            None,
        ),
        Standing::Expired => (
            "Invito scaduto",
            format!(
                "Questo invito valeva fino al {}.",
                italian_datetime(it.expires_at)
            ),
            again,
            None,
        ),
        Standing::Sent if visit.is_old => (
            "C’è un invito più recente",
            format!(
                "Il {} ti abbiamo mandato un altro messaggio: usa quello. Se non lo trovi, chiedine un altro.",
                italian_datetime(it.sent_at)
            ),
            again,
            None,
        ),
        Standing::Sent => (
            "Hai un invito",
            format!(
                "{} ti ha invitato come {}. Hai già un account: accedi per accettare.",
                it.tenant_name,
                it.role.italian()
            ),
            None,
            Some(("Accedi e accetta", format!("/panel/profile/join/{token}"))),
        ),
    };
    ToldPage {
        layout: Public::of(it.tenant_name.as_str()),
        title,
        text,
        alert: None,
        renew,
        link,
    }
}
