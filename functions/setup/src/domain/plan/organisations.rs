//! Resellers, providers and customers: all that the file says of them is its own.

use access::store::organisations::{Kind, Organisation};

use super::{Change, Found, Plan, Side, Write};
use crate::domain::tenants::{self, Owner, Tenants};

pub fn plan(tenants: &Tenants, found: &Found, plan: &mut Plan) {
    let lists = [
        (Kind::Reseller, &tenants.resellers),
        (Kind::Provider, &tenants.providers),
        (Kind::Customer, &tenants.customers),
    ];
    for (kind, declared) in lists
        .iter()
        .flat_map(|(k, list)| list.iter().map(move |o| (*k, o)))
    {
        one(kind, declared, found, plan);
    }
    let named = |there: &&Organisation| {
        let same = |(kind, list): &(Kind, &Vec<tenants::Organisation>)| {
            *kind == there.kind && list.iter().any(|o| o.fiscal_code == there.fiscal_code)
        };
        lists.iter().any(same)
    };
    let gone = found.organisations.values().filter(|there| !named(there));
    for there in gone.filter(|there| there.retired_at.is_none()) {
        let what = format!("{} {}", there.kind.name(), there.fiscal_code);
        plan.act(what, Write::RetireOrganisation(there.clone()));
    }
}

fn one(kind: Kind, declared: &tenants::Organisation, found: &Found, plan: &mut Plan) {
    let what = format!("{} {}", kind.name(), declared.fiscal_code);
    let there = found
        .organisations
        .get(&(declared.fiscal_code.clone(), kind));
    let to = Organisation {
        fiscal_code: declared.fiscal_code.clone(),
        kind,
        name: declared.name.clone(),
        code: declared.code.clone(),
        retired_at: None,
        version: there.map_or(1, |there| there.version + 1),
    };
    let Some(from) = there else {
        plan.act(what, Write::CreateOrganisation(to));
        return;
    };
    let side = |field: &str, text: fn(&Organisation) -> &str| Side {
        field: field.to_owned(),
        owner: Owner::Pipeline,
        file: text(&to).to_owned(),
        table: text(from).to_owned(),
    };
    let code: fn(&Organisation) -> &str = |o| o.code.as_deref().unwrap_or_default();
    let mut changes = plan.settle(&what, [side("name", |o| &o.name), side("code", code)]);
    changes.extend(from.retired_at.map(Change::back));
    if !changes.is_empty() {
        plan.act(
            what,
            Write::ChangeOrganisation {
                from: from.clone(),
                to,
                changes,
            },
        );
    }
}
