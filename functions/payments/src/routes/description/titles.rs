//! What each operation does, in Italian; a test asks for all of them.

/// The tags of the document, in the order of the page.
pub(super) const GROUPS: &[(&str, &str)] = &[
    ("imports", "Importazioni di dovuti"),
    ("positions", "Posizioni debitorie"),
    ("receipts", "Ricevute"),
    ("notices", "Avvisi"),
    ("matching", "Riconciliazione"),
    ("exports", "Esportazioni"),
    ("description", "Questa descrizione"),
];

pub(super) fn title(operation: &str) -> Option<&'static str> {
    let mut all = TITLES.iter();
    all.find(|(id, _)| *id == operation)
        .map(|(_, title)| *title)
}

#[rustfmt::skip]
const TITLES: &[(&str, &str)] = &[
    ("createImport", "Inizia un’importazione di dovuti"),
    ("getImport", "A che punto è un’importazione"),
    ("checkImport", "Controlla il file caricato"),
    ("getRefusedRows", "Le righe scartate, con il motivo"),
    ("getImportSpecimen", "Come sarà un avviso: una prova che non si può pagare"),
    ("getImportDifference", "Che cosa è cambiato rispetto a un’importazione precedente"),
    ("compareImport", "Confronta con un’importazione precedente"),
    ("getAcceptedRows", "Le righe che verrebbero pubblicate"),
    ("confirmImport", "Pubblica le righe accettate"),
    ("getNotices", "Gli avvisi di un’importazione, in file ZIP"),
    ("prepareNotices", "Prepara gli avvisi in file ZIP"),
    ("getImportPositions", "Le posizioni pubblicate da un’importazione"),
    ("listPositions", "Le posizioni dell’archivio"),
    ("getPosition", "Una posizione, le sue parti e la sua storia"),
    ("resendPush", "Comunica di nuovo una posizione ad ACA, GPD o App IO"),
    ("getNotice", "L’avviso di pagamento in PDF"),
    ("getReceipts", "Tutte le ricevute di uno IUV"),
    ("listExports", "Le esportazioni, dalla più recente"),
    ("createExport", "Chiedi un file CSV"),
    ("getExport", "A che punto è un’esportazione, e dov’è il file"),
    ("createStatement", "Inizia a caricare un estratto conto"),
    ("getStatement", "A che punto è un estratto conto, con le sue righe"),
    ("checkStatement", "Leggi l’estratto conto caricato"),
    ("nameStatementRow", "Indica quale flusso accredita una riga"),
    ("listAccounting", "Gli incassi registrati, per data contabile"),
    ("loadFlow", "Carica un flusso di rendicontazione"),
    ("getFlows", "I flussi caricati"),
    ("getFlow", "Un flusso e le sue righe"),
    ("bookFlow", "Registra l’incasso di un flusso"),
    ("getOpenApi", "Il documento OpenAPI"),
    ("listExceptions", "Quello che non torna e aspetta una persona"),
    ("sendRegisterDues", "Invia i dovuti da un registro, senza file"),
];
