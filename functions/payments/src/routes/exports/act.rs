//! What can be done to exports, whoever asks.

use std::time::Duration;

use access::Actor;
use kernel::ids::ExportId;
use platform::outbox::OutboxItem;
use platform::web::Fault;

use super::ExportsDeps;
use crate::domain::archive::Filter;
use crate::domain::export::{Export, ExportKind};
use crate::jobs::export::{EXPORT_JOB, ExportOrder};
use crate::routes::words::table_fault;
use crate::store::idempotency::Done;
use crate::store::saved::Saved;
use crate::store::{exports, files};

/// How long the address of a file is good.
const ADDRESS_VALID: Duration = Duration::from_secs(300);

impl ExportsDeps {
    /// A new export, not yet stored.
    pub(super) fn begin(&self, actor: &Actor, kind: ExportKind, filter: Filter) -> Export {
        let id = ExportId::mint(&*self.clock, &*self.dice);
        let (creditor, by) = (actor.tenant.clone(), actor.id.to_string());
        Export::new(creditor, id, (kind, filter), by, self.clock.now())
    }

    /// Stores a new export and has it made: 1 transaction. `false`: the client's key was used
    /// meanwhile.
    pub(super) async fn create(&self, export: &Export, done: Option<&Done>) -> Result<bool, Fault> {
        let order = ExportOrder {
            creditor: export.creditor.clone(),
            export: export.id.clone(),
            version: export.version,
        };
        let order = OutboxItem::new(EXPORT_JOB, &order, &*self.clock, &*self.dice);
        let saved = exports::create(&self.table, export, &order, done).await;
        match saved.map_err(table_fault)? {
            Saved::Done => Ok(true),
            Saved::KeyUsed => Ok(false),
            Saved::Overtaken => Err(Fault::unavailable("an export with this id is there")),
        }
    }

    /// The actor's export: 1 request.
    pub(super) async fn export(&self, actor: &Actor, id: &str) -> Result<Export, Fault> {
        let unknown = || Fault::not_found("Non c’è nessuna esportazione con questo codice.");
        let id = ExportId::parse(id).map_err(|_| unknown())?;
        let found = exports::read(&self.table, &actor.tenant, &id).await;
        found.map_err(table_fault)?.ok_or_else(unknown)
    }

    /// Where the file can be fetched for some minutes; nothing while it is not ready.
    pub(super) async fn address(&self, export: &Export) -> Result<Option<String>, Fault> {
        if !export.is_there(self.clock.now()) {
            return Ok(None);
        }
        let key = files::export(&export.creditor, &export.id);
        let name = export.file_name();
        let address = self.objects.presigned_get(&key, &name, ADDRESS_VALID).await;
        address.map(Some).map_err(Fault::unavailable)
    }
}
