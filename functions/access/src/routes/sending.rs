//! What several rooms tell of their acts and of mails.

use kernel::dice::Dice;
use kernel::ids::EventId;
use kernel::time::Clock;

use crate::domain::actor::Actor;
use crate::domain::audit::{Act, AuditEvent, Circumstances, Object};

/// What was done to a thing with an id of ours.
pub(super) fn event(
    actor: &Actor,
    act: Act,
    object: &str,
    during: &Circumstances,
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> AuditEvent {
    let minted = (EventId::mint(clock, dice), clock.now());
    AuditEvent::by(actor, minted, act)
        .on(Object::minted(object))
        .during(during)
}

/// How long until another mail may go.
pub(super) fn wait(seconds: u64) -> String {
    let minutes = seconds.div_ceil(60);
    match minutes {
        0 | 1 => "Un invito è appena partito: riprova tra un minuto.".to_owned(),
        2..=90 => format!(
            "Gli inviti a questo indirizzo sono stati troppi: riprova tra {minutes} minuti."
        ),
        _ => {
            let hours = minutes.div_ceil(60);
            format!("Gli inviti a questo indirizzo sono stati troppi: riprova tra {hours} ore.")
        }
    }
}
