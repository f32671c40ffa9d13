//! Who may ask each route: said here by hand, beside the gate's table, so that a slip in one shows.

/// Those who may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody, without signing in.
    Anybody,
    /// The pagoPA node alone, let in by its certificate before the gate.
    Node,
    /// Whoever has signed in.
    People,
    /// Whoever reads the archive, in whole or of one service.
    Readers,
    /// Whoever publishes, for everything or for one service.
    Publishers,
    /// Whoever takes the archive away, in whole or of one service.
    Exporters,
    /// Whoever reads flows and statements, which are of the whole body.
    Matchers,
    /// Whoever matches and books.
    Bookers,
    /// Whoever connects the body's software.
    Connectors,
    /// Who runs the organisation.
    Administrators,
    /// Programmes with a key.
    Programmes,
}

impl Who {
    /// By the names that [`super::callers`] have.
    pub fn has(self, caller: &str) -> bool {
        let these: &[&str] = match self {
            Self::Anybody => return true,
            Self::Node => return false,
            Self::People => return !matches!(caller, "nobody" | "key"),
            Self::Readers => &[
                "administrator",
                "secretary",
                "accountant",
                "viewer",
                "limited",
            ],
            Self::Publishers => &["administrator", "secretary", "limited"],
            Self::Exporters => &["administrator", "secretary", "accountant", "limited"],
            Self::Matchers => &["administrator", "secretary", "accountant", "viewer"],
            Self::Bookers => &["administrator", "secretary", "accountant"],
            Self::Connectors => &["administrator", "secretary"],
            Self::Administrators => &["administrator"],
            Self::Programmes => &["key"],
        };
        these.contains(&caller)
    }
}

/// Of a route as the gate writes it, `GET /panel`; `None`: nobody has said.
pub fn who(route: &str) -> Option<Who> {
    let mut groups = EXPECTED.iter();
    let group = groups.find(|(_, routes)| routes.contains(&route))?;
    Some(group.0)
}

#[rustfmt::skip]
const EXPECTED: &[(Who, &[&str])] = &[
    (Who::Anybody, &[
        "GET /panel/sign-in",
        "POST /panel/sign-in",
        "GET /panel/",
        "GET /pay",
        "GET /pay/",
        "POST /pay/notice",
        "POST /pay/notice/pdf",
        "POST /pay/notice/checkout",
        "GET /pay/return/{token}",
        "POST /pay/receipt",
        "GET /api/openapi.json",
        "GET /panel/welcome/{token}",
        "POST /panel/welcome/{token}",
        "POST /panel/welcome/{token}/renew",
        "GET /panel/sign-in/code",
        "POST /panel/sign-in/code",
        "POST /panel/sign-in/code/again",
        "GET /panel/recover",
        "POST /panel/recover",
        "GET /panel/recover/{token}",
        "POST /panel/recover/{token}",
        "POST /panel/recover/{token}/again",
    ]),
    (Who::Node, &[
        "POST /node",
    ]),
    (Who::People, &[
        "POST /panel/sign-out",
        "GET /panel",
        "GET /panel/profile/permissions",
        "GET /panel/profile",
        "POST /panel/profile",
        "GET /panel/profile/picture",
        "POST /panel/profile/picture",
        "POST /panel/profile/picture/remove",
        "GET /panel/profile/notice",
        "POST /panel/profile/notice",
        "GET /panel/profile/join/{token}",
        "POST /panel/profile/join/{token}",
        "GET /panel/organisation",
        "POST /panel/organisation",
        "GET /panel/profile/security",
        "POST /panel/profile/security/password",
        "POST /panel/profile/security/sessions",
        "POST /panel/profile/security/devices",
    ]),
    (Who::Readers, &[
        "GET /panel/payments/imports",
        "GET /panel/payments/imports/template",
        "GET /panel/payments/imports/{id}",
        "GET /panel/payments/imports/{id}/refused",
        "GET /panel/payments/imports/{id}/rows",
        "POST /panel/payments/imports/{id}/rows",
        "GET /panel/payments/imports/{id}/specimen",
        "GET /panel/payments/imports/{id}/difference",
        "GET /panel/payments/imports/{id}/notices",
        "GET /panel/payments/imports/{id}/notices/{part}",
        "GET /panel/payments/positions",
        "POST /panel/payments/positions",
        "GET /panel/payments/positions/{nav}",
        "GET /panel/payments/positions/{nav}/notice",
        "GET /panel/payments/positions/{nav}/receipts/{receipt_id}",
    ]),
    (Who::Publishers, &[
        "POST /panel/payments/imports",
        "POST /panel/payments/imports/{id}/check",
        "POST /panel/payments/imports/{id}/confirm",
        "POST /panel/payments/imports/{id}/exclude",
        "POST /panel/payments/imports/{id}/difference",
        "POST /panel/payments/imports/{id}/notices",
    ]),
    (Who::Exporters, &[
        "GET /panel/payments/exports",
        "POST /panel/payments/exports",
        "GET /panel/payments/exports/{id}/file",
    ]),
    (Who::Matchers, &[
        "GET /panel/payments/matching",
        "GET /panel/payments/matching/flows/{flow_id}",
        "GET /panel/payments/matching/flows/{flow_id}/rows",
        "GET /panel/payments/matching/search",
        "POST /panel/payments/matching/search",
        "GET /panel/payments/matching/statements",
        "GET /panel/payments/matching/statements/{id}",
        "GET /panel/payments/matching/accounting",
        "GET /panel/payments/matching/accounting/export",
        "GET /panel/payments/matching/accounting/flows/{flow_id}",
        "GET /panel/payments/matching/accounting/statements/{id}",
        "GET /panel/payments/exceptions",
    ]),
    (Who::Bookers, &[
        "GET /panel/payments/matching/uploads/{id}",
        "POST /panel/payments/matching/flows",
        "POST /panel/payments/matching/statements",
        "POST /panel/payments/matching/statements/{id}/check",
        "GET /panel/payments/matching/statements/{id}/rows",
        "POST /panel/payments/matching/statements/{id}/rows",
        "GET /panel/payments/matching/accounting/defaults",
        "POST /panel/payments/matching/accounting/defaults",
        "POST /panel/payments/matching/accounting/flows/{flow_id}",
        "POST /panel/payments/matching/accounting/statements/{id}",
        "POST /panel/payments/exceptions/settle",
    ]),
    (Who::Connectors, &[
        "GET /panel/payments/connections",
        "POST /panel/payments/connections",
        "POST /panel/payments/connections/secret",
        "POST /panel/payments/connections/remove",
        "POST /panel/payments/connections/test",
        "POST /panel/payments/connections/deliveries/{id}/resend",
    ]),
    (Who::Administrators, &[
        "GET /panel/access/keys",
        "POST /panel/access/keys",
        "GET /panel/access/keys/new",
        "GET /panel/access/keys/factsheet",
        "GET /panel/access/keys/accounts",
        "POST /panel/access/keys/accounts",
        "POST /panel/access/keys/accounts/{id}/close",
        "GET /panel/access/keys/{id}",
        "POST /panel/access/keys/{id}/rename",
        "POST /panel/access/keys/{id}/rotate",
        "POST /panel/access/keys/{id}/revoke",
        "GET /panel/access/permissions",
        "GET /panel/access/permissions/{id}",
        "GET /panel/access/permissions/{id}/new",
        "POST /panel/access/permissions/{id}/new",
        "GET /panel/access/permissions/{id}/grants/{grant}",
        "POST /panel/access/permissions/{id}/grants/{grant}",
        "POST /panel/access/permissions/{id}/grants/{grant}/remove",
        "GET /panel/access/permissions/{id}/copy",
        "POST /panel/access/permissions/{id}/copy",
        "GET /panel/access/permissions/{id}/profile",
        "POST /panel/access/permissions/{id}/profile",
        "GET /panel/access/members",
        "POST /panel/access/members",
        "GET /panel/access/members/{id}",
        "GET /panel/access/members/{id}/picture",
        "POST /panel/access/members/{id}/role",
        "POST /panel/access/members/{id}/suspend",
        "POST /panel/access/members/{id}/reactivate",
        "POST /panel/access/members/{id}/remove",
        "GET /panel/access/invitations",
        "POST /panel/access/invitations",
        "POST /panel/access/invitations/{id}/send",
        "POST /panel/access/invitations/{id}/withdraw",
        "GET /panel/access/audit",
        "POST /panel/access/audit",
        "GET /panel/access/audit/export",
    ]),
    (Who::Programmes, &[
        "POST /api/creditors/{cf}/imports",
        "POST /api/creditors/{cf}/register/dues",
        "GET /api/creditors/{cf}/imports/{id}",
        "POST /api/creditors/{cf}/imports/{id}/check",
        "POST /api/creditors/{cf}/imports/{id}/confirm",
        "GET /api/creditors/{cf}/imports/{id}/refused",
        "GET /api/creditors/{cf}/imports/{id}/specimen",
        "GET /api/creditors/{cf}/imports/{id}/difference",
        "POST /api/creditors/{cf}/imports/{id}/difference",
        "GET /api/creditors/{cf}/imports/{id}/notices",
        "POST /api/creditors/{cf}/imports/{id}/notices",
        "GET /api/creditors/{cf}/imports/{id}/rows",
        "GET /api/creditors/{cf}/imports/{id}/positions",
        "GET /api/creditors/{cf}/positions",
        "GET /api/creditors/{cf}/positions/{nav}",
        "GET /api/creditors/{cf}/notices/{nav}",
        "GET /api/creditors/{cf}/receipts",
        "GET /api/creditors/{cf}/exports",
        "POST /api/creditors/{cf}/exports",
        "GET /api/creditors/{cf}/exports/{id}",
        "POST /api/creditors/{cf}/statements/{id}/rows",
        "POST /api/creditors/{cf}/statements",
        "POST /api/creditors/{cf}/statements/{id}/check",
        "GET /api/creditors/{cf}/statements/{id}",
        "POST /api/creditors/{cf}/flows",
        "GET /api/creditors/{cf}/flows",
        "GET /api/creditors/{cf}/flows/{id}",
        "GET /api/creditors/{cf}/accounting",
        "POST /api/creditors/{cf}/flows/{id}/accounting",
        "GET /api/creditors/{cf}/exceptions",
    ]),
];
