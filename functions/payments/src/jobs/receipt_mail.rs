//! After a payment: the body's software hears of it, where it listens, and the debtor gets the receipt
//! by mail, where the body knows an address.

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::event::{Envelope, PositionPaid};
use kernel::time::Clock;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::mail::{Mailer, Message};
use platform::table::Table;

use super::webhooks;
use crate::domain::documents;
use crate::domain::printing;
use crate::store::receipts::PAID_JOB;
use crate::store::settings::SettingsReader;
use crate::store::{positions, receipts};

#[derive(Clone)]
pub struct ReceiptMailDeps {
    table: Table,
    mailer: Mailer,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    settings: SettingsReader,
}

impl ReceiptMailDeps {
    pub fn new(
        table: Table,
        mailer: Mailer,
        (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>),
    ) -> Self {
        Self {
            settings: SettingsReader::new(table.clone(), clock.clone()),
            clock,
            dice,
            table,
            mailer,
        }
    }
}

/// Adds the job that follows a payment.
pub fn register(jobs: Jobs, deps: ReceiptMailDeps) -> Jobs {
    jobs.on(PAID_JOB, move |message| send(deps.clone(), message))
}

/// A mail may go out twice when the function dies between sending and saying so; a receipt twice
/// is better than none.
async fn send(deps: ReceiptMailDeps, message: JobMessage) -> Result<(), JobError> {
    let event: Envelope<PositionPaid> = message.data()?;
    let chance = (deps.clock.as_ref(), deps.dice.as_ref());
    webhooks::plan(&deps.table, &event, chance).await?;
    let paid = event.data;
    let position = positions::by_nav(&deps.table, &paid.creditor, &paid.notice).await;
    let Some(position) = position.map_err(JobError::of)? else {
        return Ok(());
    };
    let debtor = position.debtor_of(&paid.notice);
    let Some(email) = debtor.email.clone() else {
        return Ok(());
    };
    let receipt = receipts::by_id(&deps.table, &paid.creditor, &paid.notice, &paid.receipt).await;
    let Some(receipt) = receipt.map_err(JobError::of)? else {
        return Ok(());
    };
    let settings = deps
        .settings
        .get(&paid.creditor)
        .await
        .map_err(JobError::of)?;
    let Some(settings) = settings else {
        return Ok(());
    };
    let document = printing::receipt(&receipt, Some(&position), &settings);
    let text = format!(
        "Gentile {},\n\nabbiamo ricevuto il pagamento di {} euro per «{}».\nIn allegato trova la \
         ricevuta.\n\n{}\n",
        debtor.full_name,
        receipt.amount_cents.italian(),
        receipt.description,
        settings.name,
    );
    let mail = Message {
        to: email,
        subject: format!("Ricevuta di pagamento – {}", settings.name),
        text,
        attachments: vec![(
            format!("ricevuta-{}.pdf", paid.notice),
            "application/pdf".to_owned(),
            documents::receipt::render(&document),
        )],
    };
    deps.mailer.send(&mail).await.map_err(JobError::of)
}
