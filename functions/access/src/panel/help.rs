//! What the fold "Come funziona" of each page says: a few sentences, and where the help page goes on.
//! The most precise address wins; a page without a line here has no fold.

use platform::web::Help;

/// Where pages begin, and what is said on them.
const PAGES: [(&str, Help); 15] = [
    (
        "/panel",
        Help {
            lines: &[
                "Questa pagina è tua: con «Aggiungi» scegli i riquadri, poi li sposti e ne cambi la larghezza. Resta com’è anche la prossima volta, per ogni ente di cui fai parte.",
                "Senza mouse: apri «Disponi» nel riquadro e usa i pulsanti.",
            ],
            href: "/aiuto.html#bacheca",
        },
    ),
    (
        "/panel/payments/imports",
        Help {
            lines: &[
                "Dai un nome all’importazione, carica il file dei dovuti e controlla l’anteprima: le righe scartate hanno il motivo e si possono scaricare, correggere e ricaricare.",
                "Finché non confermi, nessun avviso è pubblicato. Ripetere una conferma non raddoppia niente.",
            ],
            href: "/aiuto.html#importazioni",
        },
    ),
    (
        "/panel/payments/positions",
        Help {
            lines: &[
                "Cerca per codice avviso, IUV, codice fiscale o inizio del nome; stringi con i filtri, che restano attivi alla prossima visita finché non li azzeri.",
                "Apri una posizione per scaricare avviso e ricevuta e vedere a che punto è il denaro.",
            ],
            href: "/aiuto.html#posizioni",
        },
    ),
    (
        "/panel/payments/receipts",
        Help {
            lines: &[
                "Ogni pagamento che pagoPA comunica, nell’ordine in cui è stato fatto: quelli che saldano un avviso, quelli arrivati in più o senza una posizione, e le quote che spettano all’ente su avvisi di altri enti.",
                "«Stand-in» vuol dire che pagoPA ha incassato senza chiedere all’ente, perché non rispondeva: la ricevuta vale come le altre.",
            ],
            href: "/aiuto.html#ricevute",
        },
    ),
    (
        "/panel/payments/matching",
        Help {
            lines: &[
                "I flussi di rendicontazione dicono quali pagamenti pagoPA ha riversato, l’estratto conto dice se il denaro è arrivato: qui si abbinano da soli, al centesimo.",
                "Quello che non torna va in «Da sistemare».",
            ],
            href: "/aiuto.html#riconciliazione",
        },
    ),
    (
        "/panel/payments/matching/statements",
        Help {
            lines: &[
                "Carica l’estratto conto della banca o il giornale di cassa del tesoriere. Se le colonne non sono chiare le indichi una volta e restano ricordate.",
            ],
            href: "/aiuto.html#estratti",
        },
    ),
    (
        "/panel/payments/matching/accounting",
        Help {
            lines: &[
                "Registra gli incassi per data contabile, da un estratto conto o da un flusso alla volta, e scaricali in CSV per la contabilità.",
            ],
            href: "/aiuto.html#incassi",
        },
    ),
    (
        "/panel/payments/exceptions",
        Help {
            lines: &[
                "Ogni riquadro dice che cosa non torna e propone come chiuderlo. Quello che si risolve da solo, per esempio con una ricevuta arrivata tardi, esce dall’elenco da solo.",
                "Quello che chiudi resta tra «Già chiusi», con chi, quando e la nota.",
            ],
            href: "/aiuto.html#da-sistemare",
        },
    ),
    (
        "/panel/payments/exports",
        Help {
            lines: &[
                "Un’esportazione si prepara da sola, anche se chiudi la pagina. Per esportare solo alcune posizioni, cercale in «Posizioni debitorie» e premi «Esporta in CSV».",
            ],
            href: "/aiuto.html#esportazioni",
        },
    ),
    (
        "/panel/payments/connections/pagopa",
        Help {
            lines: &[
                "Scegli l’archivio a cui comunicare le posizioni e scrivi la chiave che pagoPA ti ha dato: dopo non sarà più mostrata.",
                "Se l’archivio non risponde Sportello riprova da solo, con pause sempre più lunghe. Quello che rifiuta resta qui con il motivo: correggi la posizione o invia di nuovo.",
            ],
            href: "/aiuto.html#collegamenti",
        },
    ),
    (
        "/panel/payments/connections/io",
        Help {
            lines: &[
                "Ogni servizio dell’ente ha la sua chiave su App IO. Chi non è sull’app, o non vuole messaggi, non riceve nulla: lo vedi nella posizione.",
            ],
            href: "/aiuto.html#collegamenti",
        },
    ),
    (
        "/panel/payments/connections",
        Help {
            lines: &[
                "Indica l’indirizzo del software dell’ente: riceve un messaggio firmato per ogni pagamento e, se lo scegli, per ogni posizione che cambia. Un messaggio non consegnato viene ripetuto.",
            ],
            href: "/aiuto.html#collegamenti",
        },
    ),
    (
        "/panel/payments/journal",
        Help {
            lines: &[
                "Cerca un codice avviso per rivedere tutto quello che pagoPA ha chiesto e ricevuto su quell’avviso, o stringi con i filtri per operazione, esito e periodo.",
                "I dati personali sono mascherati. Le chiamate restano per tredici mesi, poi si cancellano da sole.",
            ],
            href: "/aiuto.html#giornale",
        },
    ),
    (
        "/panel/access",
        Help {
            lines: &[
                "Le persone entrano solo su invito. Un diritto tolto non vale più dalla richiesta successiva.",
                "Quello che viene fatto resta nel registro delle attività.",
            ],
            href: "/aiuto.html#amministrazione",
        },
    ),
    (
        "/panel/profile",
        Help {
            lines: &[
                "Qui cambi i tuoi dati e la password, e vedi da quali dispositivi sei entrato: se non ne riconosci uno, toglilo.",
            ],
            href: "/aiuto.html#profilo",
        },
    ),
];

/// What is said on the page at `path`.
pub(super) fn of(path: &str) -> Option<Help> {
    let below = |root: &str| {
        path.strip_prefix(root)
            .is_some_and(|rest| rest.is_empty() || (rest.starts_with('/') && root != "/panel"))
    };
    let found = PAGES.iter().filter(|(root, _)| below(root));
    found
        .max_by_key(|(root, _)| root.len())
        .map(|(_, help)| *help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_precise_page_wins_and_the_first_page_speaks_for_itself_alone() {
        let href = |path| of(path).map(|help| help.href);
        assert_eq!(href("/panel"), Some("/aiuto.html#bacheca"));
        assert_eq!(href("/panel/elsewhere"), None);
        assert_eq!(
            href("/panel/payments/matching/flows/x"),
            Some("/aiuto.html#riconciliazione")
        );
        assert_eq!(
            href("/panel/payments/matching/statements/x"),
            Some("/aiuto.html#estratti")
        );
    }

    #[test]
    fn every_link_leads_to_a_section_of_the_help_page() {
        let page = include_str!("../../../../site/src/pages/aiuto.html");
        for (path, help) in PAGES {
            let id = help.href.strip_prefix("/aiuto.html#").expect("a section");
            assert!(page.contains(&format!("id=\"{id}\"")), "{path}: {id}");
        }
    }
}
