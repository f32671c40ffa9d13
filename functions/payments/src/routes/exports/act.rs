//! What can be done to exports, whoever asks.

use std::time::Duration;

use access::{Actor, Permission};
use kernel::ids::ExportId;
use platform::outbox::OutboxItem;
use platform::table::{Cursor, Page};
use platform::web::Fault;

use super::ExportsDeps;
use crate::domain::archive::{Filter, Order};
use crate::domain::export::{Export, ExportKind};
use crate::jobs::export::{EXPORT_JOB, ExportOrder};
use crate::routes::words::table_fault;
use crate::store::idempotency::Done;
use crate::store::saved::Saved;
use crate::store::{exports, files};

/// How long the address of a file is good.
const ADDRESS_VALID: Duration = Duration::from_secs(300);

impl ExportsDeps {
    /// A new export, not yet stored: of the services that the actor reaches.
    pub(super) fn begin(
        &self,
        actor: &Actor,
        (kind, filter): (ExportKind, Filter),
        order: Option<Order>,
    ) -> Export {
        let within = actor.scope(Permission::ExportsRun).services(true);
        let filter = Filter { within, ..filter };
        let id = ExportId::mint(&*self.clock, &*self.dice);
        let (creditor, by) = (actor.tenant.clone(), actor.id.to_string());
        let export = Export::new(creditor, id, (kind, filter), by, self.clock.now());
        Export {
            order: order.filter(|_| kind == ExportKind::Positions),
            ..export
        }
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

    /// The export, for an actor who reaches it: 1 request.
    pub(super) async fn export(&self, actor: &Actor, id: &str) -> Result<Export, Fault> {
        let unknown = || Fault::not_found("Non c’è nessuna esportazione con questo codice.");
        let id = ExportId::parse(id).map_err(|_| unknown())?;
        let by = actor.id.to_string();
        let found = exports::read(&self.table, &actor.tenant, &id).await;
        let found = found.map_err(table_fault)?;
        found
            .filter(|export| export.is_reached(&actor.scope(Permission::ExportsRun), &by))
            .ok_or_else(unknown)
    }

    /// The exports that the actor sees, newest first: 1 query.
    pub(super) async fn exports(
        &self,
        actor: &Actor,
        after: Option<Cursor>,
        limit: u32,
    ) -> Result<Page<Export>, Fault> {
        let reach = actor.scope(Permission::ExportsRun);
        if reach.is_whole() {
            let found = exports::list(&self.table, &actor.tenant, after, limit).await;
            return found.map_err(table_fault);
        }
        let by = actor.id.to_string();
        let found = exports::list_of(&self.table, (&actor.tenant, &by), after, limit).await;
        let mut found = found.map_err(table_fault)?;
        found.items.retain(|export| export.is_reached(&reach, &by));
        Ok(found)
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
