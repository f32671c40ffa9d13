//! API keys that stand in the file: only where they are honoured.

use access::Role;
use access::domain::declared_key::DeclaredKey;

use super::{ApiKeys, Found, Plan, Side, Write};
use crate::domain::tenants::{Creditor, Owner, Tenants};

pub fn plan(tenants: &Tenants, found: &Found, keys: ApiKeys, plan: &mut Plan) {
    for creditor in &tenants.creditors {
        match keys {
            ApiKeys::Honour => one(creditor, found, plan),
            ApiKeys::Ignore if creditor.api_key.is_some() => {
                let code = &creditor.fiscal_code;
                let note = format!("creditor {code}: api_key is for the local stack only");
                plan.notes.push(note);
            }
            ApiKeys::Ignore => {}
        }
    }
}

fn one(creditor: &Creditor, found: &Found, plan: &mut Plan) {
    let Some(secret) = &creditor.api_key else {
        return;
    };
    let digest = secret.digest();
    let to = DeclaredKey {
        tenant: creditor.fiscal_code.clone(),
        tenant_name: creditor.name.clone(),
        label: "Chiave del file degli enti".to_owned(),
        role: Role::Machine,
    };
    let what = format!("API key {} of {}", digest.short(), to.tenant);
    let Some(from) = found.keys.get(&digest) else {
        plan.act(what, Write::CreateKey { digest, key: to });
        return;
    };
    let side = |field: &str, file: &str, table: &str| Side {
        field: field.to_owned(),
        owner: Owner::Pipeline,
        file: file.to_owned(),
        table: table.to_owned(),
    };
    let there = &from.key;
    let sides = [
        side("creditor", to.tenant.as_str(), there.tenant.as_str()),
        side("name", &to.tenant_name, &there.tenant_name),
        side("role", to.role.name(), there.role.name()),
    ];
    let changes = plan.settle(&what, sides);
    if !changes.is_empty() {
        let from = from.clone();
        plan.act(
            what,
            Write::ChangeKey {
                digest,
                from,
                to,
                changes,
            },
        );
    }
}
