//! What is mounted: one line for each room of routes, one for each queue of jobs.
//!
//! On AWS the same lists are the functions and queues of `infra/template.yaml`.

use std::path::PathBuf;

use access::gate::Gate;
use access::jobs::letters;
use access::jobs::seal::SealDeps;
use access::routes::{
    audit, dashboard, invitations, keys, members, permissions, profile, recover, security, session,
    welcome,
};
use axum::Router;
use axum::middleware::from_fn;
use payments::domain::journal::KeptDays;
use payments::domain::webhook::Reach;
use payments::jobs::{
    bulks, bundle_notices, check_import, compare_imports, export, fetch, matching as matching_jobs,
    publish, push, receipt_mail, webhooks,
};
use payments::routes::heard::Hearing;
use payments::routes::{
    citizen, connections, description, exceptions, exports, gpd, imports, journal, matching, node,
    outwards, positions, receipts,
};
use payments::store::journal::Journal;
use platform::config::Secret;
use platform::derive::Deriver;
use platform::jobs::Jobs;
use platform::web::{House, Origins, Routes};
use setup::Tenants;

use super::budgets;
use super::parts::Parts;
use crate::practice::{PracticeCreditor, PracticeOptions};

/// Every room of every context, behind the gate and inside the house. `outside` has no gate.
pub(super) fn router(parts: &Parts, outside: Router, strict: bool) -> Router {
    let times = (parts.clock.clone(), parts.dice.clone());
    let gate = Gate::new(parts.table.clone(), times, parts.audit_key).honouring_declared_keys();
    let mut origins = Origins::of(&parts.url).checkout(&parts.url);
    origins.upload.push(parts.upload_url.clone());
    let dice = parts.dice.clone();
    let house = House { origins, dice };
    let mut rooms = gate.around(rooms(parts).into_router());
    if strict {
        rooms = rooms.route_layer(from_fn(budgets::hold));
    }
    parts.hearing().around(house.around(rooms.merge(outside)))
}

fn rooms(parts: &Parts) -> Routes {
    Routes::new()
        .merge(session::routes(parts.session()))
        .merge(permissions::routes(parts.permissions()))
        .merge(audit::routes(parts.audit()))
        .merge(keys::routes(parts.keys()))
        .merge(recover::routes(parts.session()))
        .merge(security::routes(parts.session()))
        .merge(invitations::routes(parts.invitations()))
        .merge(members::routes(parts.members()))
        .merge(profile::routes(parts.profile()))
        .merge(welcome::routes(parts.welcome()))
        .merge(dashboard::routes(parts.dashboard()))
        .merge(citizen::routes(parts.citizen()))
        .merge(description::routes())
        .merge(exceptions::routes(parts.exceptions()))
        .merge(imports::routes(parts.imports()))
        .merge(journal::routes(parts.journal()))
        .merge(connections::routes(parts.connections()))
        .merge(outwards::routes(parts.outwards()))
        .merge(matching::routes(parts.matching()))
        .merge(node::routes(parts.node()))
        .merge(positions::routes(parts.positions()))
        .merge(receipts::routes(parts.positions()))
        .merge(exports::routes(parts.exports()))
        .merge(gpd::routes(parts.gpd()))
}

/// The job functions, each with its queue's name.
pub(super) fn workers(parts: &Parts) -> Vec<(&'static str, Jobs)> {
    let jobs = || Jobs::new(parts.job_table.clone(), parts.clock.clone());
    vec![
        ("import", parts.import_jobs(jobs())),
        (
            "document",
            bundle_notices::register(jobs(), parts.bundles()),
        ),
        ("bulk", bulks::register(jobs(), parts.bulks())),
        ("export", export::register(jobs(), parts.export_jobs())),
        ("matching", parts.matching_jobs(jobs())),
        ("fetch", fetch::register(jobs(), parts.fetch())),
        ("mail", receipt_mail::register(jobs(), parts.receipt_mail())),
        ("access-mail", letters::register(jobs(), parts.letters())),
        ("webhooks", webhooks::register(jobs(), parts.webhooks())),
        ("push", push::register(jobs(), parts.push())),
    ]
}

impl Parts {
    fn audit(&self) -> audit::Deps {
        audit::Deps::new(self.table.clone(), self.clock.clone(), self.audit_key)
    }

    pub(super) fn seal(&self) -> SealDeps {
        SealDeps {
            table: self.job_table.clone(),
            objects: self.objects.clone(),
            clock: self.clock.clone(),
        }
    }

    fn session(&self) -> session::Deps {
        session::Deps {
            table: self.table.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
            deriver: Deriver::new(&self.seal_key),
        }
    }

    fn keys(&self) -> keys::KeysDeps {
        keys::KeysDeps {
            table: self.table.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
            public_url: self.url.clone(),
        }
    }

    fn permissions(&self) -> permissions::PermissionsDeps {
        permissions::PermissionsDeps {
            table: self.table.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
        }
    }

    fn invitations(&self) -> invitations::InvitationsDeps {
        let (table, clock) = (self.table.clone(), self.clock.clone());
        invitations::InvitationsDeps::new(table, clock, self.dice.clone())
    }

    fn members(&self) -> members::MembersDeps {
        let (table, objects) = (self.table.clone(), self.objects.clone());
        members::MembersDeps::new(table, objects, self.clock.clone(), self.dice.clone())
    }

    fn profile(&self) -> profile::ProfileDeps {
        let (table, objects) = (self.table.clone(), self.objects.clone());
        let times = (self.clock.clone(), self.dice.clone());
        profile::ProfileDeps::new(table, objects, times, Deriver::new(&self.seal_key))
    }

    fn welcome(&self) -> welcome::WelcomeDeps {
        welcome::WelcomeDeps {
            table: self.table.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
            deriver: Deriver::new(&self.seal_key),
        }
    }

    fn dashboard(&self) -> dashboard::DashboardDeps {
        let table = self.table.clone();
        dashboard::DashboardDeps { table }
    }

    fn citizen(&self) -> citizen::CitizenDeps {
        let config = citizen::CitizenConfig {
            public_url: self.url.clone(),
            checkout_url: format!("{}/_local/checkout", self.url),
            checkout_key: Secret::new("practice"),
            checkout_page: self.url.clone(),
            token_key: self.seal_key,
            journal_days: KeptDays::default(),
        };
        let (table, clock) = (self.table.clone(), self.clock.clone());
        citizen::CitizenDeps::new(table, config, clock, self.dice.clone())
    }

    fn node(&self) -> node::NodeDeps {
        let (table, clock) = (self.table.clone(), self.clock.clone());
        node::NodeDeps::new(table, clock, self.dice.clone()).reaching(Reach::Loopback)
    }

    fn positions(&self) -> positions::PositionsDeps {
        let times = (self.clock.clone(), self.dice.clone());
        positions::PositionsDeps::new(self.table.clone(), &self.seal_key, times)
    }

    fn exports(&self) -> exports::ExportsDeps {
        let (table, objects) = (self.table.clone(), self.objects.clone());
        let times = (self.clock.clone(), self.dice.clone());
        exports::ExportsDeps::new(table, objects, &self.seal_key, times)
    }

    fn hearing(&self) -> Hearing {
        let times = (self.clock.clone(), self.dice.clone());
        Hearing(Journal::new(self.table.clone(), times, KeptDays::default()))
    }

    fn gpd(&self) -> gpd::GpdDeps {
        let times = (self.clock.clone(), self.dice.clone());
        gpd::GpdDeps::new(self.table.clone(), times)
    }

    fn export_jobs(&self) -> export::ExportJobDeps {
        export::ExportJobDeps {
            table: self.job_table.clone(),
            objects: self.objects.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
        }
    }

    fn matching(&self) -> matching::MatchingDeps {
        matching::MatchingDeps {
            table: self.table.clone(),
            objects: self.objects.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
            public_url: self.url.clone(),
        }
    }

    fn exceptions(&self) -> exceptions::ExceptionsDeps {
        exceptions::ExceptionsDeps {
            table: self.table.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
        }
    }

    fn journal(&self) -> journal::JournalDeps {
        journal::JournalDeps {
            table: self.table.clone(),
            clock: self.clock.clone(),
        }
    }

    fn fetch(&self) -> fetch::FetchDeps {
        let flows = format!("{}/_local/fdr-org/service/v1", self.url);
        let receipts = format!("{}/_local/bizevents/service/v1", self.url);
        let key = || Secret::new("practice");
        let stores = (self.job_table.clone(), self.objects.clone());
        let times = (self.clock.clone(), self.dice.clone());
        let access = ((&*flows, key()), (&*receipts, key()));
        fetch::FetchDeps::new(stores, times, access, KeptDays::default())
    }

    fn matching_jobs(&self, jobs: Jobs) -> Jobs {
        let deps = matching_jobs::MatchingJobDeps {
            table: self.job_table.clone(),
            objects: self.objects.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
        };
        matching_jobs::register(jobs, deps)
    }

    fn imports(&self) -> imports::ImportsDeps {
        let (table, objects) = (self.table.clone(), self.objects.clone());
        let times = (self.clock.clone(), self.dice.clone());
        imports::ImportsDeps::new(table, objects, times, self.url.clone())
    }

    fn import_jobs(&self, jobs: Jobs) -> Jobs {
        let (table, objects) = (self.job_table.clone(), self.objects.clone());
        let (clock, dice) = (self.clock.clone(), self.dice.clone());
        let checks = check_import::CheckDeps::new(table.clone(), objects.clone(), clock.clone());
        let comparing =
            compare_imports::CompareDeps::new(table.clone(), objects.clone(), clock.clone());
        let publishing = publish::PublishDeps::new(table, objects, clock, dice);
        let jobs = compare_imports::register(check_import::register(jobs, checks), comparing);
        publish::register(jobs, publishing)
    }

    pub(super) fn bulks(&self) -> bulks::BulkDeps {
        bulks::BulkDeps {
            table: self.job_table.clone(),
            clock: self.clock.clone(),
        }
    }

    fn bundles(&self) -> bundle_notices::BundleDeps {
        let (table, objects) = (self.job_table.clone(), self.objects.clone());
        bundle_notices::BundleDeps::new(table, objects, self.clock.clone(), self.dice.clone())
    }

    fn connections(&self) -> connections::ConnectionsDeps {
        connections::ConnectionsDeps {
            table: self.table.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
            reach: Reach::Loopback,
        }
    }

    fn webhooks(&self) -> webhooks::WebhookDeps {
        webhooks::WebhookDeps {
            table: self.job_table.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
            reach: Reach::Loopback,
        }
    }

    fn outwards(&self) -> outwards::OutwardsDeps {
        let times = (self.clock.clone(), self.dice.clone());
        outwards::OutwardsDeps::new(self.table.clone(), &self.seal_key, times)
    }

    fn push(&self) -> push::PushDeps {
        let urls = push::PushUrls {
            aca: format!("{}/_local/aca/v1", self.url),
            gpd: format!("{}/_local/gpd/debt-positions-service/v1", self.url),
            io: format!("{}/_local/io/api/v1", self.url),
        };
        let times = (self.clock.clone(), self.dice.clone());
        let told = (&urls, KeptDays::default());
        push::PushDeps::new(self.job_table.clone(), times, &self.seal_key, told)
    }

    fn letters(&self) -> letters::LetterDeps {
        letters::LetterDeps {
            table: self.job_table.clone(),
            mailer: self.mailer.clone(),
            clock: self.clock.clone(),
            deriver: Deriver::new(&self.seal_key),
            public_url: self.url.clone(),
        }
    }

    fn receipt_mail(&self) -> receipt_mail::ReceiptMailDeps {
        let (table, clock) = (self.job_table.clone(), self.clock.clone());
        let chance = (clock, self.dice.clone());
        receipt_mail::ReceiptMailDeps::new(table, self.mailer.clone(), chance)
    }
}

/// What the practice node is told.
pub(super) fn practice(
    parts: &Parts,
    tenants: &Tenants,
    folder: Option<PathBuf>,
) -> PracticeOptions {
    let creditors = tenants.creditors.iter().map(|creditor| PracticeCreditor {
        fiscal_code: creditor.fiscal_code.clone(),
        name: creditor.name.clone(),
        broker: creditor.broker_fiscal_code.to_string(),
        station: creditor.station_id.clone(),
        iban: creditor.iban.clone(),
    });
    PracticeOptions {
        url: parts.url.clone(),
        node_url: format!("{}/node", parts.url),
        creditors: creditors.collect(),
        folder,
        clock: parts.clock.clone(),
        dice: parts.dice.clone(),
    }
}
