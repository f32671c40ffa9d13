//! Creditors: the file owns their technical identity, the panel the rest.

use kernel::tax::OrgFiscalCode;
use payments::domain::settings::{CreditorSettings, OnDemand, PostalAccount, Service, ServiceKind};

use super::{Change, Drift, Found, Plan, Side, Write};
use crate::domain::tenants::{self, Creditor, Owner, Tenants};

pub fn plan(tenants: &Tenants, found: &Found, plan: &mut Plan) {
    for creditor in &tenants.creditors {
        let what = format!("creditor {}", creditor.fiscal_code);
        match found.creditors.get(&creditor.fiscal_code) {
            None => plan.act(what, Write::CreateCreditor(Box::new(settings(creditor, 1)))),
            Some(there) => compare(&what, creditor, there, plan),
        }
    }
    let named = |code: &OrgFiscalCode| {
        tenants
            .creditors
            .iter()
            .any(|creditor| creditor.fiscal_code == *code)
    };
    let gone = found.creditors.values().filter(|c| !named(&c.fiscal_code));
    for creditor in gone.filter(|creditor| creditor.retired_at.is_none()) {
        let what = format!("creditor {}", creditor.fiscal_code);
        plan.act(what, Write::RetireCreditor(Box::new(creditor.clone())));
    }
}

fn compare(what: &str, creditor: &Creditor, there: &CreditorSettings, plan: &mut Plan) {
    let file = settings(creditor, there.version + 1);
    let mut to = CreditorSettings {
        version: file.version,
        ..there.clone()
    };
    to.name.clone_from(&file.name);
    to.issue_with(file.segregation_code.clone());
    to.broker_fiscal_code = file.broker_fiscal_code.clone();
    to.station_id.clone_from(&file.station_id);
    to.cbill.clone_from(&file.cbill);
    to.second_language = file.second_language;
    to.on_demand.clone_from(&file.on_demand);
    if creditor.owner == Owner::Pipeline {
        to.iban = file.iban.clone();
        to.postal.clone_from(&file.postal);
        to.office.clone_from(&file.office);
    }
    to.retired_at = None;
    let mut changes = plan.settle(what, sides(creditor.owner, &file, there));
    changes.extend(there.retired_at.map(Change::back));
    for declared in &creditor.services {
        changes.extend(service(what, creditor.owner, declared, &mut to, plan));
    }
    if !changes.is_empty() {
        let (from, to) = (Box::new(there.clone()), Box::new(to));
        plan.act(what, Write::ChangeCreditor { from, to, changes });
    }
}

fn sides(panel: Owner, file: &CreditorSettings, table: &CreditorSettings) -> Vec<Side> {
    let side = |field: &str, owner, text: fn(&CreditorSettings) -> String| Side {
        field: field.to_owned(),
        owner,
        file: text(file),
        table: text(table),
    };
    let own = Owner::Pipeline;
    vec![
        side("name", own, |s| s.name.clone()),
        side("segregation_code", own, |s| s.segregation_code.to_string()),
        side("broker_fiscal_code", own, |s| {
            s.broker_fiscal_code.to_string()
        }),
        side("station_id", own, |s| s.station_id.clone()),
        side("cbill", own, |s| s.cbill.clone().unwrap_or_default()),
        side("second_language", own, |s| {
            let tag = s.second_language.map(|language| language.tag());
            tag.unwrap_or_default().to_owned()
        }),
        side("catalogue", own, |s| on_demand_text(&s.on_demand)),
        side("iban", panel, |s| s.iban.to_string()),
        side("postal account", panel, |s| {
            s.postal.as_ref().map(postal_text).unwrap_or_default()
        }),
        side("office", panel, |s| s.office.clone().unwrap_or_default()),
    ]
}

fn on_demand_text(all: &[OnDemand]) -> String {
    let text = |one: &OnDemand| format!("{}/{} {}", one.service, one.subject, one.code);
    all.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// A service that is not there is added; one that differs changes only where the file owns it.
fn service(
    what: &str,
    creditor: Owner,
    declared: &tenants::Service,
    to: &mut CreditorSettings,
    plan: &mut Plan,
) -> Option<Change> {
    let file = service_of(declared);
    let field = format!("service {}", file.code);
    let Some(there) = to
        .services
        .iter_mut()
        .find(|service| service.code == file.code)
    else {
        let change = Change {
            field,
            from: String::new(),
            to: service_text(&file),
        };
        to.services.push(file);
        return Some(change);
    };
    if *there == file {
        return None;
    }
    let (from, text) = (service_text(there), service_text(&file));
    if creditor == Owner::Pipeline || declared.owner == Owner::Pipeline {
        *there = file;
        return Some(Change {
            field,
            from,
            to: text,
        });
    }
    plan.drift.push(Drift {
        what: what.to_owned(),
        field,
        file: text,
        table: from,
    });
    None
}

fn postal_text(postal: &PostalAccount) -> String {
    format!(
        "{} {} {}",
        postal.iban, postal.account, postal.authorization
    )
}

fn service_text(service: &Service) -> String {
    let kind = match service.kind {
        ServiceKind::Due => "due",
        ServiceKind::Spontaneous => "spontaneous",
    };
    let amount = service
        .amount_cents
        .map_or("free".to_owned(), |amount| amount.decimal());
    format!("{}, {}, {kind}, {amount}", service.name, service.taxonomy)
}

/// The settings of a creditor as the file declares them.
fn settings(creditor: &Creditor, version: u64) -> CreditorSettings {
    let postal = creditor.postal.clone().map(|postal| PostalAccount {
        iban: postal.iban,
        account: postal.account,
        authorization: postal.authorization,
    });
    CreditorSettings {
        fiscal_code: creditor.fiscal_code.clone(),
        name: creditor.name.clone(),
        segregation_code: creditor.segregation_code.clone(),
        former_segregation_codes: Vec::new(),
        broker_fiscal_code: creditor.broker_fiscal_code.clone(),
        station_id: creditor.station_id.clone(),
        iban: creditor.iban.clone(),
        postal,
        cbill: creditor.cbill.clone(),
        office: creditor.office.clone(),
        second_language: creditor.second_language,
        services: creditor.services.iter().map(service_of).collect(),
        listeners: Vec::new(),
        on_demand: creditor.services.iter().filter_map(on_demand_of).collect(),
        retired_at: None,
        version,
    }
}

fn on_demand_of(declared: &tenants::Service) -> Option<OnDemand> {
    let (service, subject) = declared.catalogue.clone()?;
    let code = declared.code.clone();
    Some(OnDemand {
        service,
        subject,
        code,
    })
}

fn service_of(declared: &tenants::Service) -> Service {
    Service {
        code: declared.code.clone(),
        name: declared.name.clone(),
        taxonomy: declared.taxonomy.clone(),
        kind: match declared.kind {
            tenants::ServiceKind::Due => ServiceKind::Due,
            tenants::ServiceKind::Spontaneous => ServiceKind::Spontaneous,
        },
        amount_cents: declared.amount,
    }
}
