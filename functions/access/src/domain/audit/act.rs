//! What may be done: the closed list of the log of activities.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! acts {
    ($($act:ident $name:literal $italian:literal;)*) => {
        /// An act by its name in the table and in sealed files, which never changes, and in the words
        /// that people read. A new one is a line here; an old one stays, since old events name it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Act {
            $(#[doc = $italian] $act,)*
        }

        impl Act {
            pub const ALL: &[Self] = &[$(Self::$act),*];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$act => $name,)* }
            }

            pub const fn italian(self) -> &'static str {
                match self { $(Self::$act => $italian,)* }
            }
        }
    };
}

acts! {
    SignIn "sign_in" "Accesso";
    SignInRefused "sign_in_refused" "Accesso rifiutato";
    CodeSent "code_sent" "Codice di accesso inviato";
    CodeRefused "code_refused" "Codice di accesso rifiutato";
    DeviceTrusted "device_trusted" "Dispositivo riconosciuto";
    DeviceRemoved "device_removed" "Dispositivo tolto";
    SessionEnded "session_ended" "Sessione chiusa";
    SignOut "sign_out" "Uscita";
    RecoveryAsked "recovery_asked" "Recupero della password richiesto";
    PasswordChanged "password_changed" "Password cambiata";
    OrganisationChosen "organisation_chosen" "Ente scelto";
    ProfileChanged "profile_changed" "Profilo modificato";
    Invited "invited" "Persona invitata";
    InvitationSentAgain "invitation_sent_again" "Invito inviato di nuovo";
    InvitationWithdrawn "invitation_withdrawn" "Invito ritirato";
    Joined "joined" "Invito accettato";
    RoleChanged "role_changed" "Ruolo cambiato";
    Suspended "suspended" "Persona sospesa";
    Reactivated "reactivated" "Persona riattivata";
    Removed "removed" "Persona tolta dall’ente";
    PermissionGranted "permission_granted" "Permesso concesso";
    PermissionChanged "permission_changed" "Permesso cambiato";
    PermissionRemoved "permission_removed" "Permesso tolto";
    PermissionsCopied "permissions_copied" "Permessi copiati";
    KeyCreated "key_created" "Chiave API creata";
    KeyChanged "key_changed" "Chiave API modificata";
    KeyRotated "key_rotated" "Chiave API rinnovata";
    KeyRevoked "key_revoked" "Chiave API revocata";
    KeyRefused "key_refused" "Chiave API rifiutata";
    ServiceAccountCreated "service_account_created" "Applicazione creata";
    ServiceAccountClosed "service_account_closed" "Applicazione chiusa";
    TenantCreated "tenant_created" "Ente creato";
    TenantChanged "tenant_changed" "Ente modificato";
    TenantRetired "tenant_retired" "Ente ritirato";
    TenantReturned "tenant_returned" "Ente riattivato";
    PersonDeclared "person_declared" "Persona inserita dal file degli enti";
    PersonChanged "person_changed" "Persona modificata dal file degli enti";
    SettingsChanged "settings_changed" "Impostazioni modificate";
    Denied "denied" "Accesso negato";
    ImportStarted "import_started" "Importazione iniziata";
    ImportChecked "import_checked" "Importazione controllata";
    ImportRowsExcluded "import_rows_excluded" "Righe escluse dall’importazione";
    ImportCompared "import_compared" "Importazione confrontata";
    ImportConfirmed "import_confirmed" "Importazione pubblicata";
    DuesReceived "dues_received" "Dovuti ricevuti da un registro";
    PositionCreated "position_created" "Posizione debitoria creata";
    PositionUpdated "position_updated" "Posizione debitoria modificata";
    PositionPublished "position_published" "Posizione debitoria pubblicata";
    PositionInvalidated "position_invalidated" "Posizione debitoria annullata";
    PositionDeleted "position_deleted" "Posizione debitoria eliminata";
    IbansChanged "ibans_changed" "IBAN delle posizioni debitorie cambiato";
    PaymentRecorded "payment_recorded" "Pagamento registrato";
    NotificationFeeChanged "notification_fee_changed" "Spese di notifica modificate";
    TransferReported "transfer_reported" "Versamento rendicontato";
    NoticesOrdered "notices_ordered" "File degli avvisi richiesti";
    ConnectionChanged "connection_changed" "Collegamento modificato";
    ConnectionSecretRenewed "connection_secret_renewed" "Segreto del collegamento rinnovato";
    ConnectionRemoved "connection_removed" "Collegamento tolto";
    ConnectionTested "connection_tested" "Collegamento provato";
    DeliveryResent "delivery_resent" "Consegna ripetuta";
    OpenPushed "open_positions_pushed" "Posizioni aperte comunicate";
    PushResent "push_resent" "Posizione inviata di nuovo";
    ExportAsked "export_asked" "Esportazione richiesta";
    FlowLoaded "flow_loaded" "Flusso di rendicontazione caricato";
    StatementStarted "statement_started" "Estratto conto caricato";
    StatementChecked "statement_checked" "Estratto conto controllato";
    StatementRowMatched "statement_row_matched" "Movimento abbinato";
    AccountingDefaultsChanged "accounting_defaults_changed" "Dati contabili predefiniti modificati";
    AccountingRecorded "accounting_recorded" "Incasso registrato";
    ExceptionSettled "exception_settled" "Caso da sistemare chiuso";
    Downloaded "downloaded" "File scaricato";
    NoticeDownloaded "notice_downloaded" "Avviso scaricato";
    NoticesDownloaded "notices_downloaded" "File degli avvisi scaricato";
    ReceiptDownloaded "receipt_downloaded" "Ricevuta scaricata";
    ExportDownloaded "export_downloaded" "Esportazione scaricata";
    SpecimenShown "specimen_shown" "Fac-simile dell’avviso mostrato";
    RefusedRowsDownloaded "refused_rows_downloaded" "Righe scartate scaricate";
    DifferenceDownloaded "difference_downloaded" "Differenze scaricate";
    FlowDownloaded "flow_downloaded" "Righe del flusso scaricate";
    AccountingDownloaded "accounting_downloaded" "Incassi scaricati";
    JournalDownloaded "journal_downloaded" "Giornale delle chiamate scaricato";
    AuditDownloaded "audit_downloaded" "Registro delle attività scaricato";
    AuditVerified "audit_verified" "Registro delle attività verificato";
    Acted "act" "Operazione";
}

impl Act {
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|act| act.name() == name)
    }
}

impl Serialize for Act {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Act {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| de::Error::custom("not an act of the list"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_act_has_a_name_and_words_of_its_own_and_is_read_back() {
        let names: BTreeSet<_> = Act::ALL.iter().map(|act| act.name()).collect();
        let words: BTreeSet<_> = Act::ALL.iter().map(|act| act.italian()).collect();
        assert_eq!((names.len(), words.len()), (Act::ALL.len(), Act::ALL.len()));
        for act in Act::ALL {
            assert_eq!(Act::parse(act.name()), Some(*act));
            let json = serde_json::to_string(act).unwrap();
            assert_eq!(serde_json::from_str::<Act>(&json).unwrap(), *act);
        }
        assert!(serde_json::from_str::<Act>("\"sung\"").is_err());
    }
}
