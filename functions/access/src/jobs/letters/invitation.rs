//! The two mails of an invitation.

use kernel::dice::Dice;
use kernel::ids::InvitationId;
use kernel::time::{Clock, italian_datetime};
use platform::table::{TableError, Tx};

use super::text::NAME;
use super::{Letter, LetterDeps, Mail, Words};
use crate::domain::invitation::{self, Invitation, Link, Standing, TemporaryPassword};
use crate::domain::user::User;
use crate::store::{invitations, users};

/// Orders both mails of a sending. Whoever has an account gets the second alone; that is seen when the
/// mail is written, so that inviting costs and tells the same for everybody.
pub fn order(tx: Tx, to: &Invitation, (clock, dice): (&dyn Clock, &dyn Dice)) -> Tx {
    let (invitation, serial) = (to.id.clone(), to.serial);
    let credentials = Letter::Credentials {
        invitation: invitation.clone(),
        serial,
    };
    let call = Letter::Invitation { invitation, serial };
    tx.outbox(&credentials.order(clock, dice))
        .outbox(&call.order(clock, dice))
}

/// Link and temporary password, for who has no account: 2 requests, or 3.
pub(super) async fn credentials(
    deps: &LetterDeps,
    id: &InvitationId,
    serial: u32,
) -> Result<Option<Mail>, TableError> {
    let Some(it) = valid(deps, id, serial).await? else {
        return Ok(None);
    };
    let found = users::find(&deps.table, &it.email).await?;
    if !User::is_new(found.as_ref().map(|found| &found.user)) {
        return Ok(None);
    }
    let secret_id = invitation::secret_id(id, serial);
    let secret = deps.deriver.secret(invitation::PASSWORD, &secret_id);
    let password = TemporaryPassword::of(&secret).reveal();
    let text = format!(
        "ecco le credenziali provvisorie per il tuo primo accesso.\n\nNome utente: {}\nPassword \
         provvisoria: {password}\n\nApri questo indirizzo, scrivi la password provvisoria e scegli \
         la tua:\n{}\n\nValgono fino al {}, una sola volta.\nSe non aspettavi questo messaggio, \
         ignoralo: senza il primo accesso non succede nulla.",
        it.email.as_str(),
        address(deps, &it),
        italian_datetime(it.expires_at),
    );
    Ok(Some(mail(
        deps,
        &it,
        "Le tue credenziali provvisorie",
        &text,
    )))
}

/// Who invites and as what, for everybody: 1 request.
pub(super) async fn call(
    deps: &LetterDeps,
    id: &InvitationId,
    serial: u32,
) -> Result<Option<Mail>, TableError> {
    let Some(it) = valid(deps, id, serial).await? else {
        return Ok(None);
    };
    let text = format!(
        "{} ti ha invitato come {}.\n\nApri l'invito:\n{}\n\nSe hai già un account accedi e accetta; \
         altrimenti usa le credenziali provvisorie che ricevi in un altro messaggio.\nL'invito vale \
         fino al {}. Se non lo aspettavi, ignoralo.",
        it.tenant_name,
        it.role.italian(),
        address(deps, &it),
        italian_datetime(it.expires_at),
    );
    let subject = format!("Invito di {}", it.tenant_name);
    Ok(Some(mail(deps, &it, &subject, &text)))
}

/// The invitation, if this sending is the one that counts.
async fn valid(
    deps: &LetterDeps,
    id: &InvitationId,
    serial: u32,
) -> Result<Option<Invitation>, TableError> {
    let found = invitations::find(&deps.table, id).await?;
    let now = deps.clock.now();
    Ok(found
        .map(|found| found.invitation)
        .filter(|it| it.serial == serial && it.standing(now) == Standing::Sent))
}

fn address(deps: &LetterDeps, it: &Invitation) -> String {
    let secret_id = invitation::secret_id(&it.id, it.serial);
    let secret = deps.deriver.secret(invitation::LINK, &secret_id);
    let link = Link::of(it.id.clone(), it.serial, &secret);
    format!("{}/panel/welcome/{}", deps.public_url, link.reveal())
}

fn mail(deps: &LetterDeps, it: &Invitation, subject: &str, text: &str) -> Mail {
    // The name of an organisation may hold a line break; a subject may not.
    let subject = kernel::text::normalise_spaces(subject);
    Mail {
        to: it.email.clone(),
        words: Words {
            subject: format!("{subject} – {NAME}"),
            text: format!(
                "Buongiorno,\n\n{text}\n\n{NAME}\n{}/panel\n",
                deps.public_url
            ),
        },
    }
}
