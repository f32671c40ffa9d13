//! The one table of route → need. A route that is not here is denied.
//!
//! `{cf}` in a path is the fiscal code of a creditor: any other than the caller's own is answered
//! like an unknown object. `.act` and `.download` say what the log of activities hears. One line a route; a test of each room compares this table with what the
//! room registers.

use super::rule::Need::{AnyApiKey, ApiKey, Node, Public, Session};
use super::rule::Rule;
use crate::domain::audit::Act::{
    AccountingDefaultsChanged, AccountingDownloaded, AccountingRecorded, AuditDownloaded,
    ConnectionChanged, ConnectionRemoved, ConnectionSecretRenewed, ConnectionTested,
    DeliveryResent, DifferenceDownloaded, Downloaded, DuesReceived, ExceptionSettled, ExportAsked,
    ExportDownloaded, FlowDownloaded, FlowLoaded, IbansChanged, ImportChecked, ImportCompared,
    ImportConfirmed, ImportRowsExcluded, ImportStarted, JournalDownloaded, NoticeDownloaded,
    NoticesDownloaded, NoticesOrdered, NotificationFeeChanged, OpenPushed, PaymentRecorded,
    PositionCreated, PositionDeleted, PositionInvalidated, PositionPublished, PositionUpdated,
    PushResent, ReceiptDownloaded, RefusedRowsDownloaded, SignOut, SpecimenShown, StatementChecked,
    StatementRowMatched, StatementStarted, TransferReported,
};
use crate::domain::permission::Permission::{
    AuditRead, ConnectionsManage, ExportsRun, ImportsRead, ImportsWrite, JournalRead, KeysManage,
    MatchingRead, MatchingWrite, MembersManage, MembersRead, NoticesRead, PanelOpen,
    PaymentsRecord, PositionsRead, PositionsWrite, ReceiptsRead,
};

#[rustfmt::skip]
pub const ROUTES: &[Rule] = &[
    // access: the door of the panel
    Rule::get("/panel/sign-in", Public),
    Rule::post("/panel/sign-in", Public).told_by_room(),
    Rule::get("/panel/sign-in/code", Public),
    Rule::post("/panel/sign-in/code", Public).told_by_room(),
    Rule::post("/panel/sign-in/code/again", Public).told_by_room(),
    Rule::get("/panel/recover", Public),
    Rule::post("/panel/recover", Public).told_by_room(),
    Rule::get("/panel/recover/{token}", Public),
    Rule::post("/panel/recover/{token}", Public).told_by_room(),
    Rule::post("/panel/recover/{token}/again", Public).told_by_room(),
    Rule::get("/panel/organisation", Session(PanelOpen)),
    Rule::post("/panel/organisation", Session(PanelOpen)).told_by_room(),
    Rule::get("/panel/profile/security", Session(PanelOpen)),
    Rule::post("/panel/profile/security/password", Session(PanelOpen)).told_by_room(),
    Rule::post("/panel/profile/security/sessions", Session(PanelOpen)).told_by_room(),
    Rule::post("/panel/profile/security/devices", Session(PanelOpen)).told_by_room(),
    Rule::post("/panel/sign-out", Session(PanelOpen)).act(SignOut),

    // access: the first page
    Rule::get("/panel", Session(PanelOpen)),
    Rule::get("/panel/", Public),
    Rule::post("/panel/dashboard", Session(PanelOpen)),

    // access/keys
    Rule::get("/panel/access/keys", Session(KeysManage)),
    Rule::post("/panel/access/keys", Session(KeysManage)).told_by_room(),
    Rule::get("/panel/access/keys/new", Session(KeysManage)),
    Rule::get("/panel/access/keys/factsheet", Session(KeysManage)).download(Downloaded),
    Rule::get("/panel/access/keys/accounts", Session(KeysManage)),
    Rule::post("/panel/access/keys/accounts", Session(KeysManage)).told_by_room(),
    Rule::post("/panel/access/keys/accounts/{id}/close", Session(KeysManage)).told_by_room(),
    Rule::get("/panel/access/keys/{id}", Session(KeysManage)),
    Rule::post("/panel/access/keys/{id}/rename", Session(KeysManage)).told_by_room(),
    Rule::post("/panel/access/keys/{id}/rotate", Session(KeysManage)).told_by_room(),
    Rule::post("/panel/access/keys/{id}/revoke", Session(KeysManage)).told_by_room(),

    // access/audit
    Rule::get("/panel/access/audit", Session(AuditRead)),
    Rule::post("/panel/access/audit", Session(AuditRead)),
    Rule::get("/panel/access/audit/export", Session(AuditRead)).download(AuditDownloaded),

    // access: permissions
    Rule::get("/panel/profile/permissions", Session(PanelOpen)),
    Rule::get("/panel/access/permissions", Session(MembersRead)),
    Rule::get("/panel/access/permissions/{id}", Session(MembersRead)),
    Rule::get("/panel/access/permissions/{id}/new", Session(MembersManage)),
    Rule::post("/panel/access/permissions/{id}/new", Session(MembersManage)).told_by_room(),
    Rule::get("/panel/access/permissions/{id}/grants/{grant}", Session(MembersManage)),
    Rule::post("/panel/access/permissions/{id}/grants/{grant}", Session(MembersManage)).told_by_room(),
    Rule::post("/panel/access/permissions/{id}/grants/{grant}/remove", Session(MembersManage)).told_by_room(),
    Rule::get("/panel/access/permissions/{id}/copy", Session(MembersManage)),
    Rule::post("/panel/access/permissions/{id}/copy", Session(MembersManage)).told_by_room(),
    Rule::get("/panel/access/permissions/{id}/profile", Session(MembersManage)),
    Rule::post("/panel/access/permissions/{id}/profile", Session(MembersManage)).told_by_room(),

    // access: people
    Rule::get("/panel/access/members", Session(MembersRead)),
    Rule::post("/panel/access/members", Session(MembersRead)),
    Rule::get("/panel/access/members/{id}", Session(MembersRead)),
    Rule::get("/panel/access/members/{id}/picture", Session(MembersRead)),
    Rule::post("/panel/access/members/{id}/role", Session(MembersManage)).told_by_room(),
    Rule::post("/panel/access/members/{id}/suspend", Session(MembersManage)).told_by_room(),
    Rule::post("/panel/access/members/{id}/reactivate", Session(MembersManage)).told_by_room(),
    Rule::post("/panel/access/members/{id}/remove", Session(MembersManage)).told_by_room(),
    Rule::get("/panel/access/invitations", Session(MembersManage)),
    Rule::post("/panel/access/invitations", Session(MembersManage)).told_by_room(),
    Rule::post("/panel/access/invitations/{id}/send", Session(MembersManage)).told_by_room(),
    Rule::post("/panel/access/invitations/{id}/withdraw", Session(MembersManage)).told_by_room(),

    // access: the first access of an invited person
    Rule::get("/panel/welcome/{token}", Public),
    Rule::post("/panel/welcome/{token}", Public).told_by_room(),
    Rule::post("/panel/welcome/{token}/renew", Public).told_by_room(),

    // access: one's own profile
    Rule::get("/panel/profile", Session(PanelOpen)),
    Rule::post("/panel/profile", Session(PanelOpen)).told_by_room(),
    Rule::get("/panel/profile/picture", Session(PanelOpen)),
    Rule::post("/panel/profile/picture", Session(PanelOpen)).told_by_room(),
    Rule::post("/panel/profile/picture/remove", Session(PanelOpen)).told_by_room(),
    Rule::get("/panel/profile/notice", Session(PanelOpen)),
    Rule::post("/panel/profile/notice", Session(PanelOpen)).told_by_room(),
    Rule::get("/panel/profile/join/{token}", Session(PanelOpen)),
    Rule::post("/panel/profile/join/{token}", Session(PanelOpen)).told_by_room(),

    // payments/imports
    Rule::get("/panel/payments/imports", Session(ImportsRead)).scoped(),
    Rule::post("/panel/payments/imports", Session(ImportsWrite)).scoped().act(ImportStarted),
    Rule::get("/panel/payments/imports/template", Session(ImportsRead)).scoped().download(Downloaded),
    Rule::get("/panel/payments/imports/widget", Session(ImportsRead)).scoped(),
    Rule::get("/panel/payments/imports/{id}", Session(ImportsRead)).scoped(),
    Rule::post("/panel/payments/imports/{id}/check", Session(ImportsWrite)).scoped().act(ImportChecked),
    Rule::post("/panel/payments/imports/{id}/confirm", Session(ImportsWrite)).scoped().act(ImportConfirmed),
    Rule::get("/panel/payments/imports/{id}/refused", Session(ImportsRead)).scoped().download(RefusedRowsDownloaded),
    Rule::get("/panel/payments/imports/{id}/rows", Session(ImportsRead)).scoped(),
    Rule::post("/panel/payments/imports/{id}/rows", Session(ImportsRead)).scoped(),
    Rule::post("/panel/payments/imports/{id}/exclude", Session(ImportsWrite)).scoped().act(ImportRowsExcluded),
    Rule::get("/panel/payments/imports/{id}/specimen", Session(ImportsRead)).scoped().download(SpecimenShown),
    Rule::get("/panel/payments/imports/{id}/difference", Session(ImportsRead)).scoped().download(DifferenceDownloaded),
    Rule::post("/panel/payments/imports/{id}/difference", Session(ImportsWrite)).scoped().act(ImportCompared),
    Rule::post("/api/creditors/{cf}/imports", ApiKey(ImportsWrite)).scoped().act(ImportStarted),
    Rule::post("/api/creditors/{cf}/register/dues", ApiKey(ImportsWrite)).scoped().act(DuesReceived),
    Rule::get("/api/creditors/{cf}/imports/{id}", ApiKey(ImportsRead)).scoped(),
    Rule::post("/api/creditors/{cf}/imports/{id}/check", ApiKey(ImportsWrite)).scoped().act(ImportChecked),
    Rule::post("/api/creditors/{cf}/imports/{id}/confirm", ApiKey(ImportsWrite)).scoped().act(ImportConfirmed),
    Rule::get("/api/creditors/{cf}/imports/{id}/refused", ApiKey(ImportsRead)).scoped().download(RefusedRowsDownloaded),
    Rule::get("/api/creditors/{cf}/imports/{id}/specimen", ApiKey(ImportsRead)).scoped().download(SpecimenShown),
    Rule::get("/api/creditors/{cf}/imports/{id}/difference", ApiKey(ImportsRead)).scoped().download(DifferenceDownloaded),
    Rule::post("/api/creditors/{cf}/imports/{id}/difference", ApiKey(ImportsWrite)).scoped().act(ImportCompared),
    Rule::get("/panel/payments/imports/{id}/notices", Session(NoticesRead)).scoped(),
    Rule::post("/panel/payments/imports/{id}/notices", Session(ImportsWrite)).scoped().act(NoticesOrdered),
    Rule::get("/panel/payments/imports/{id}/notices/{part}", Session(NoticesRead)).scoped().download(NoticesDownloaded),
    Rule::get("/api/creditors/{cf}/imports/{id}/notices", ApiKey(NoticesRead)).scoped().download(NoticesDownloaded),
    Rule::post("/api/creditors/{cf}/imports/{id}/notices", ApiKey(ImportsWrite)).scoped().act(NoticesOrdered),
    Rule::get("/api/creditors/{cf}/imports/{id}/rows", ApiKey(ImportsRead)).scoped(),
    Rule::get("/api/creditors/{cf}/imports/{id}/positions", ApiKey(PositionsRead)).scoped(),

    // payments/connections
    Rule::get("/panel/payments/connections", Session(ConnectionsManage)),
    Rule::post("/panel/payments/connections", Session(ConnectionsManage)).act(ConnectionChanged),
    Rule::post("/panel/payments/connections/secret", Session(ConnectionsManage)).act(ConnectionSecretRenewed),
    Rule::post("/panel/payments/connections/remove", Session(ConnectionsManage)).act(ConnectionRemoved),
    Rule::post("/panel/payments/connections/test", Session(ConnectionsManage)).act(ConnectionTested),
    Rule::post("/panel/payments/connections/deliveries/{id}/resend", Session(ConnectionsManage)).act(DeliveryResent),
    Rule::get("/panel/payments/connections/amounts", Session(ConnectionsManage)),
    Rule::post("/panel/payments/connections/amounts", Session(ConnectionsManage)).act(ConnectionChanged),
    Rule::post("/panel/payments/connections/amounts/secret", Session(ConnectionsManage)).act(ConnectionSecretRenewed),
    Rule::post("/panel/payments/connections/amounts/remove", Session(ConnectionsManage)).act(ConnectionRemoved),
    Rule::post("/panel/payments/connections/amounts/test", Session(ConnectionsManage)).act(ConnectionTested),
    Rule::get("/panel/payments/connections/pagopa", Session(ConnectionsManage)),
    Rule::post("/panel/payments/connections/pagopa", Session(ConnectionsManage)).act(ConnectionChanged),
    Rule::post("/panel/payments/connections/pagopa/resend", Session(ConnectionsManage)).act(PushResent),
    Rule::post("/panel/payments/connections/pagopa/open", Session(ConnectionsManage)).act(OpenPushed),
    Rule::get("/panel/payments/connections/io", Session(ConnectionsManage)),
    Rule::post("/panel/payments/connections/io", Session(ConnectionsManage)).act(ConnectionChanged),
    Rule::post("/panel/payments/connections/io/resend", Session(ConnectionsManage)).act(PushResent),
    Rule::post("/panel/payments/connections/io/open", Session(ConnectionsManage)).act(OpenPushed),

    // payments/journal
    Rule::get("/panel/payments/journal", Session(JournalRead)),
    Rule::post("/panel/payments/journal", Session(JournalRead)),
    Rule::get("/panel/payments/journal/export", Session(JournalRead)).download(JournalDownloaded),
    Rule::get("/panel/payments/journal/{id}", Session(JournalRead)),

    // payments/positions, notices, receipts
    Rule::get("/panel/payments/positions", Session(PositionsRead)).scoped(),
    Rule::post("/panel/payments/positions", Session(PositionsRead)).scoped(),
    Rule::get("/panel/payments/positions/widget", Session(PositionsRead)).scoped(),
    Rule::get("/panel/payments/positions/{nav}", Session(PositionsRead)).scoped(),
    Rule::post("/panel/payments/positions/{nav}/publish", Session(PositionsWrite)).scoped().act(PositionPublished),
    Rule::post("/panel/payments/positions/{nav}/withdraw", Session(PositionsWrite)).scoped().act(PositionInvalidated),
    Rule::post("/panel/payments/positions/{nav}/delete", Session(PositionsWrite)).scoped().act(PositionDeleted),
    Rule::post("/panel/payments/positions/{nav}/paid", Session(PaymentsRecord)).scoped().act(PaymentRecorded),
    Rule::get("/panel/payments/positions/{nav}/notice", Session(NoticesRead)).scoped().download(NoticeDownloaded),
    Rule::get("/panel/payments/positions/{nav}/receipts/{receipt_id}", Session(ReceiptsRead)).scoped().download(ReceiptDownloaded),
    Rule::get("/panel/payments/positions/{nav}/receipts/{receipt_id}/stamps/{transfer}", Session(ReceiptsRead)).scoped().download(ReceiptDownloaded),
    Rule::get("/panel/payments/receipts", Session(ReceiptsRead)).scoped(),
    Rule::post("/panel/payments/receipts", Session(ReceiptsRead)).scoped(),
    Rule::get("/panel/payments/receipts/{nav}/{receipt_id}", Session(ReceiptsRead)).scoped(),
    Rule::get("/panel/payments/receipts/{nav}/{receipt_id}/pdf", Session(ReceiptsRead)).scoped().download(ReceiptDownloaded),
    Rule::get("/panel/payments/receipts/{nav}/{receipt_id}/stamps/{transfer}", Session(ReceiptsRead)).scoped().download(ReceiptDownloaded),
    Rule::get("/api/creditors/{cf}/positions", ApiKey(PositionsRead)).scoped(),
    Rule::post("/payment-options/organizations/{cf}/notices/{nav}", ApiKey(PositionsRead)).scoped(),
    Rule::get("/api/creditors/{cf}/positions/{nav}", ApiKey(PositionsRead)).scoped(),
    Rule::post("/api/creditors/{cf}/positions/{nav}/pushes/{target}/resend", ApiKey(PositionsWrite)).scoped().act(PushResent),
    Rule::get("/api/creditors/{cf}/notices/{nav}", ApiKey(NoticesRead)).scoped().download(NoticeDownloaded),
    Rule::get("/api/creditors/{cf}/receipts", ApiKey(ReceiptsRead)).scoped(),

    // payments/gpd: GPD external v1
    Rule::get("/gpd/debt-positions-service/v1/info", AnyApiKey),
    Rule::get("/gpd/debt-positions-service/v1/organizations/{cf}/debtpositions", ApiKey(PositionsRead)).scoped(),
    Rule::post("/gpd/debt-positions-service/v1/organizations/{cf}/debtpositions", ApiKey(PositionsWrite)).scoped().act(PositionCreated),
    Rule::patch("/gpd/debt-positions-service/v1/organizations/{cf}/debtpositions/transfers", ApiKey(PositionsWrite)).scoped().act(IbansChanged),
    Rule::get("/gpd/debt-positions-service/v1/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsRead)).scoped(),
    Rule::put("/gpd/debt-positions-service/v1/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsWrite)).scoped().act(PositionUpdated),
    Rule::delete("/gpd/debt-positions-service/v1/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsWrite)).scoped().act(PositionDeleted),
    Rule::post("/gpd/debt-positions-service/v1/organizations/{cf}/debtpositions/{iupd}/publish", ApiKey(PositionsWrite)).scoped().act(PositionPublished),
    Rule::post("/gpd/debt-positions-service/v1/organizations/{cf}/debtpositions/{iupd}/invalidate", ApiKey(PositionsWrite)).scoped().act(PositionInvalidated),
    Rule::post("/gpd/debt-positions-service/v1/organizations/{cf}/paymentoptions/paids/{nav}", ApiKey(PaymentsRecord)).scoped().act(PaymentRecorded),

    // payments/gpd: GPD external v3
    Rule::get("/gpd/debt-positions-service/v3/organizations/{cf}/debtpositions", ApiKey(PositionsRead)).scoped(),
    Rule::post("/gpd/debt-positions-service/v3/organizations/{cf}/debtpositions", ApiKey(PositionsWrite)).scoped().act(PositionCreated),
    Rule::get("/gpd/debt-positions-service/v3/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsRead)).scoped(),
    Rule::put("/gpd/debt-positions-service/v3/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsWrite)).scoped().act(PositionUpdated),
    Rule::delete("/gpd/debt-positions-service/v3/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsWrite)).scoped().act(PositionDeleted),
    Rule::post("/gpd/debt-positions-service/v3/organizations/{cf}/debtpositions/{iupd}/publish", ApiKey(PositionsWrite)).scoped().act(PositionPublished),

    // payments/gpd: GPD internal v1
    Rule::get("/gpd/api/v1/info", AnyApiKey),
    Rule::get("/gpd/api/v1/organizations/{cf}/debtpositions", ApiKey(PositionsRead)).scoped(),
    Rule::post("/gpd/api/v1/organizations/{cf}/debtpositions", ApiKey(PositionsWrite)).scoped().act(PositionCreated),
    Rule::patch("/gpd/api/v1/organizations/{cf}/debtpositions/transfers", ApiKey(PositionsWrite)).scoped().act(IbansChanged),
    Rule::get("/gpd/api/v1/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsRead)).scoped(),
    Rule::put("/gpd/api/v1/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsWrite)).scoped().act(PositionUpdated),
    Rule::delete("/gpd/api/v1/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsWrite)).scoped().act(PositionDeleted),
    Rule::post("/gpd/api/v1/organizations/{cf}/debtpositions/{iupd}/publish", ApiKey(PositionsWrite)).scoped().act(PositionPublished),
    Rule::post("/gpd/api/v1/organizations/{cf}/debtpositions/{iupd}/invalidate", ApiKey(PositionsWrite)).scoped().act(PositionInvalidated),
    Rule::post("/gpd/api/v1/organizations/{cf}/paymentoptions/paids/{nav}", ApiKey(PaymentsRecord)).scoped().act(PaymentRecorded),
    Rule::get("/gpd/api/v1/organizations/{cf}/paymentoptions/{nav}", ApiKey(PositionsRead)).scoped(),
    Rule::get("/gpd/api/v1/organizations/{cf}/paymentoptions/{nav}/debtposition", ApiKey(PositionsRead)).scoped(),
    Rule::post("/gpd/api/v1/organizations/{cf}/paymentoptions/{nav}/pay", ApiKey(PaymentsRecord)).scoped().act(PaymentRecorded),
    Rule::put("/gpd/api/v1/organizations/{cf}/paymentoptions/{nav}/notificationfee", ApiKey(PositionsWrite)).scoped().act(NotificationFeeChanged),
    Rule::post("/gpd/api/v1/organizations/{cf}/paymentoptions/{nav}/transfers/{transfer}/report", ApiKey(PaymentsRecord)).scoped().act(TransferReported),
    Rule::post("/gpd/api/v1/payment-options/organizations/{cf}/notices/{nav}", ApiKey(PositionsRead)).scoped(),

    // payments/gpd: GPD v2, several positions in one call
    Rule::get("/gpd/debt-positions-service/v2/info", AnyApiKey),
    Rule::post("/gpd/debt-positions-service/v2/organizations/{cf}/debtpositions", ApiKey(PositionsWrite)).scoped().act(PositionCreated),
    Rule::put("/gpd/debt-positions-service/v2/organizations/{cf}/debtpositions", ApiKey(PositionsWrite)).scoped().act(PositionUpdated),
    Rule::delete("/gpd/debt-positions-service/v2/organizations/{cf}/debtpositions", ApiKey(PositionsWrite)).scoped().act(PositionDeleted),
    Rule::post("/gpd/debt-positions-service/v2/organizations/{cf}/paymentoptions/paids/{nav}", ApiKey(PaymentsRecord)).scoped().act(PaymentRecorded),
    Rule::post("/gpd/api/v2/organizations/{cf}/debtpositions", ApiKey(PositionsWrite)).scoped().act(PositionCreated),
    Rule::put("/gpd/api/v2/organizations/{cf}/debtpositions", ApiKey(PositionsWrite)).scoped().act(PositionUpdated),
    Rule::delete("/gpd/api/v2/organizations/{cf}/debtpositions", ApiKey(PositionsWrite)).scoped().act(PositionDeleted),

    // payments/gpd: GPD internal v2, position by position
    Rule::get("/gpd/api/v2/info", AnyApiKey),
    Rule::get("/gpd/api/v2/organizations/{cf}/debtpositions", ApiKey(PositionsRead)).scoped(),
    Rule::patch("/gpd/api/v2/organizations/{cf}/debtpositions/transfers", ApiKey(PositionsWrite)).scoped().act(IbansChanged),
    Rule::get("/gpd/api/v2/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsRead)).scoped(),
    Rule::put("/gpd/api/v2/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsWrite)).scoped().act(PositionUpdated),
    Rule::delete("/gpd/api/v2/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsWrite)).scoped().act(PositionDeleted),
    Rule::post("/gpd/api/v2/organizations/{cf}/debtpositions/{iupd}/publish", ApiKey(PositionsWrite)).scoped().act(PositionPublished),
    Rule::post("/gpd/api/v2/organizations/{cf}/debtpositions/{iupd}/invalidate", ApiKey(PositionsWrite)).scoped().act(PositionInvalidated),
    Rule::post("/gpd/api/v2/organizations/{cf}/paymentoptions/paids/{nav}", ApiKey(PaymentsRecord)).scoped().act(PaymentRecorded),
    Rule::get("/gpd/api/v2/organizations/{cf}/paymentoptions/{nav}", ApiKey(PositionsRead)).scoped(),
    Rule::get("/gpd/api/v2/organizations/{cf}/paymentoptions/{nav}/debtposition", ApiKey(PositionsRead)).scoped(),
    Rule::post("/gpd/api/v2/organizations/{cf}/paymentoptions/{nav}/pay", ApiKey(PaymentsRecord)).scoped().act(PaymentRecorded),
    Rule::put("/gpd/api/v2/organizations/{cf}/paymentoptions/{nav}/notificationfee", ApiKey(PositionsWrite)).scoped().act(NotificationFeeChanged),
    Rule::post("/gpd/api/v2/organizations/{cf}/paymentoptions/{nav}/transfers/{transfer}/report", ApiKey(PaymentsRecord)).scoped().act(TransferReported),
    Rule::post("/gpd/api/v2/payment-options/organizations/{cf}/notices/{nav}", ApiKey(PositionsRead)).scoped(),

    // payments/gpd: ACA v1
    Rule::get("/aca/debt-positions-service/v1/info", AnyApiKey),
    Rule::get("/aca/debt-positions-service/v1/organizations/{cf}/debtpositions", ApiKey(PositionsRead)).scoped(),
    Rule::post("/aca/debt-positions-service/v1/organizations/{cf}/debtpositions", ApiKey(PositionsWrite)).scoped().act(PositionCreated),
    Rule::get("/aca/debt-positions-service/v1/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsRead)).scoped(),
    Rule::put("/aca/debt-positions-service/v1/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsWrite)).scoped().act(PositionUpdated),
    Rule::delete("/aca/debt-positions-service/v1/organizations/{cf}/debtpositions/{iupd}", ApiKey(PositionsWrite)).scoped().act(PositionDeleted),
    Rule::post("/aca/debt-positions-service/v1/organizations/{cf}/debtpositions/{iupd}/publish", ApiKey(PositionsWrite)).scoped().act(PositionPublished),
    Rule::post("/aca/debt-positions-service/v1/organizations/{cf}/debtpositions/{iupd}/invalidate", ApiKey(PositionsWrite)).scoped().act(PositionInvalidated),
    Rule::post("/aca/debt-positions-service/v1/organizations/{cf}/paymentoptions/paids/{nav}", ApiKey(PaymentsRecord)).scoped().act(PaymentRecorded),

    // payments/exports
    Rule::get("/panel/payments/exports", Session(ExportsRun)).scoped(),
    Rule::post("/panel/payments/exports", Session(ExportsRun)).scoped().act(ExportAsked),
    Rule::get("/panel/payments/exports/{id}/file", Session(ExportsRun)).scoped().download(ExportDownloaded),
    Rule::get("/api/creditors/{cf}/exports", ApiKey(ExportsRun)).scoped(),
    Rule::post("/api/creditors/{cf}/exports", ApiKey(ExportsRun)).scoped().act(ExportAsked),
    Rule::get("/api/creditors/{cf}/exports/{id}", ApiKey(ExportsRun)).scoped().download(ExportDownloaded),

    // payments/matching
    Rule::get("/panel/payments/matching", Session(MatchingRead)),
    Rule::get("/panel/payments/matching/widget", Session(MatchingRead)),
    Rule::get("/panel/payments/matching/uploads/{id}", Session(MatchingWrite)),
    Rule::get("/panel/payments/matching/flows/{flow_id}", Session(MatchingRead)),
    Rule::get("/panel/payments/matching/flows/{flow_id}/rows", Session(MatchingRead)).download(FlowDownloaded),
    Rule::get("/panel/payments/matching/search", Session(MatchingRead)),
    Rule::post("/panel/payments/matching/search", Session(MatchingRead)),
    Rule::post("/panel/payments/matching/flows", Session(MatchingWrite)).act(FlowLoaded),
    Rule::get("/panel/payments/matching/statements", Session(MatchingRead)),
    Rule::post("/panel/payments/matching/statements", Session(MatchingWrite)).act(StatementStarted),
    Rule::get("/panel/payments/matching/statements/{id}", Session(MatchingRead)),
    Rule::post("/panel/payments/matching/statements/{id}/check", Session(MatchingWrite)).act(StatementChecked),
    Rule::get("/panel/payments/matching/statements/{id}/rows", Session(MatchingWrite)),
    Rule::post("/panel/payments/matching/statements/{id}/rows", Session(MatchingWrite)).act(StatementRowMatched),
    Rule::post("/api/creditors/{cf}/statements/{id}/rows", ApiKey(MatchingWrite)).act(StatementRowMatched),
    Rule::post("/api/creditors/{cf}/statements", ApiKey(MatchingWrite)).act(StatementStarted),
    Rule::post("/api/creditors/{cf}/statements/{id}/check", ApiKey(MatchingWrite)).act(StatementChecked),
    Rule::get("/api/creditors/{cf}/statements/{id}", ApiKey(MatchingRead)),
    Rule::post("/api/creditors/{cf}/flows", ApiKey(MatchingWrite)).act(FlowLoaded),
    Rule::get("/api/creditors/{cf}/flows", ApiKey(MatchingRead)),
    Rule::get("/api/creditors/{cf}/flows/{id}", ApiKey(MatchingRead)),

    // payments/matching: accounting
    Rule::get("/panel/payments/matching/accounting", Session(MatchingRead)),
    Rule::post("/panel/payments/matching/accounting", Session(MatchingRead)),
    Rule::get("/panel/payments/matching/accounting/export", Session(MatchingRead)).download(AccountingDownloaded),
    Rule::get("/panel/payments/matching/accounting/defaults", Session(MatchingWrite)),
    Rule::post("/panel/payments/matching/accounting/defaults", Session(MatchingWrite)).act(AccountingDefaultsChanged),
    Rule::get("/panel/payments/matching/accounting/flows/{flow_id}", Session(MatchingRead)),
    Rule::post("/panel/payments/matching/accounting/flows/{flow_id}", Session(MatchingWrite)).act(AccountingRecorded),
    Rule::get("/panel/payments/matching/accounting/statements/{id}", Session(MatchingRead)),
    Rule::post("/panel/payments/matching/accounting/statements/{id}", Session(MatchingWrite)).act(AccountingRecorded),
    Rule::get("/api/creditors/{cf}/accounting", ApiKey(MatchingRead)),
    Rule::post("/api/creditors/{cf}/flows/{id}/accounting", ApiKey(MatchingWrite)).act(AccountingRecorded),

    // payments/exceptions
    Rule::get("/panel/payments/exceptions", Session(MatchingRead)),
    Rule::get("/panel/payments/exceptions/widget", Session(MatchingRead)),
    Rule::post("/panel/payments/exceptions/settle", Session(MatchingWrite)).act(ExceptionSettled),
    Rule::get("/api/creditors/{cf}/exceptions", ApiKey(MatchingRead)),

    // payments/citizen
    Rule::get("/pay", Public),
    Rule::get("/pay/", Public),
    Rule::post("/pay/notice", Public),
    Rule::post("/pay/notice/pdf", Public),
    Rule::post("/pay/notice/checkout", Public),
    Rule::get("/pay/return/{token}", Public),
    Rule::post("/pay/receipt", Public),

    // payments/node
    Rule::post("/node", Node),
    Rule::post("/node/payment-options/organizations/{pa}/notices/{nav}", Node),

    // the description of the machine API
    Rule::get("/api", Public),
    Rule::get("/api/", Public),
    Rule::get("/api/openapi.json", Public),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_is_unique() {
        let mut seen = BTreeSet::new();
        for rule in ROUTES {
            let key = (rule.method.as_str(), rule.path);
            assert!(seen.insert(key), "{key:?} is in the table twice");
        }
    }

    #[test]
    fn the_machine_api_and_the_panel_are_never_public() {
        let open = ["/panel/", "/api/", "/api/openapi.json"];
        let doors = ["/panel/sign-in", "/panel/recover", "/panel/welcome/"];
        let is_open =
            |path: &str| open.contains(&path) || doors.iter().any(|door| path.starts_with(door));
        for rule in ROUTES.iter().filter(|rule| !is_open(rule.path)) {
            let closed = rule.path.starts_with("/api/") || rule.path.starts_with("/panel");
            assert!(!(closed && rule.need == Public), "{}", rule.path);
        }
    }
}
