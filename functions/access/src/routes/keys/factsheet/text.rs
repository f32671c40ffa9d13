//! What the factsheet says, for this installation and this organisation.

use crate::domain::api_key::{LIFE_YEARS, OVERLAP_DAYS_MAX, PREFIX, REMIND_DAYS};

/// A heading and what stands below it.
pub(super) struct Section {
    pub title: &'static str,
    pub lines: Vec<Line>,
}

pub(super) enum Line {
    Words(String),
    /// Letter by letter, in letters of one width.
    Code(String),
}

fn words(text: impl Into<String>) -> Line {
    Line::Words(text.into())
}

fn code(text: impl Into<String>) -> Line {
    Line::Code(text.into())
}

pub(super) fn sheet(url: &str, organisation: &str, fiscal_code: &str) -> Vec<Section> {
    vec![
        getting(organisation),
        sending(url, fiscal_code),
        shape(),
        errors(),
        renewing(),
        keeping(),
    ]
}

fn getting(organisation: &str) -> Section {
    Section {
        title: "Come si ottiene",
        lines: vec![
            words(format!(
                "Un amministratore di {organisation} crea la chiave nel pannello, alla voce «Chiavi API»: \
                 sceglie il titolare (una persona o un’applicazione) e i permessi. La chiave può al massimo \
                 ciò che può il titolare, in ogni momento: se il titolare perde un permesso, lo perde anche lei."
            )),
            words(
                "La chiave è mostrata una volta sola, alla creazione. Sportello ne conserva un’impronta \
                 da cui non si ricava: se va persa, se ne crea un’altra.",
            ),
        ],
    }
}

fn sending(url: &str, fiscal_code: &str) -> Section {
    Section {
        title: "Come si invia",
        lines: vec![
            words(
                "In ogni richiesta, in una di queste due intestazioni; mai nell’indirizzo, che finisce \
                 nei registri di chi sta nel mezzo:",
            ),
            code("X-Api-Key: <chiave>"),
            code("Ocp-Apim-Subscription-Key: <chiave>"),
            words("Indirizzi di questa installazione, e la loro descrizione (OpenAPI):"),
            code(format!("{url}/api/creditors/{fiscal_code}/…")),
            code(format!("{url}/api/")),
            code(format!("{url}/api/openapi.json")),
        ],
    }
}

fn shape() -> Section {
    Section {
        title: "Com’è fatta",
        lines: vec![
            code(format!(
                "{PREFIX}<codice pubblico, 33>_<segreto, 52>_<controllo, 8>"
            )),
            words(format!(
                "Lettere minuscole e cifre, 103 caratteri. Il controllo è il CRC-32 di tutto ciò che lo \
                 precede. Chi cerca segreti nel codice la riconosce da {PREFIX}"
            )),
        ],
    }
}

fn errors() -> Section {
    Section {
        title: "Errori",
        lines: vec![
            words(
                "Ogni errore è un documento application/problem+json (RFC 9457) con il campo code:",
            ),
            words("401 key_missing: manca la chiave."),
            words(
                "401 key_invalid: la chiave è scritta male, sconosciuta, scaduta o revocata. La risposta \
                 è la stessa per tutte: non si riprova, si controlla la configurazione.",
            ),
            words("403 forbidden: la chiave è buona, ma non ha questo permesso."),
            words("404 not_found: non esiste, o è di un altro ente."),
            words(
                "429 e 503: si aspetta quanto dice Retry-After e si riprova, con la stessa \
                 Idempotency-Key nelle richieste che scrivono.",
            ),
        ],
    }
}

fn renewing() -> Section {
    let days = REMIND_DAYS.iter().map(|days| match days {
        1 => "il giorno".to_owned(),
        days => format!("{days} giorni"),
    });
    let days = days.collect::<Vec<_>>().join(", ");
    Section {
        title: "Durata e rinnovo",
        lines: vec![
            words(format!(
                "Vale {LIFE_YEARS} anni. Un’e-mail, senza la chiave, avvisa titolare e amministratori {days} \
                 prima della fine."
            )),
            words(format!(
                "«Rinnova» crea la chiave nuova; quella di prima vale ancora fino al giorno scelto, al \
                 massimo {OVERLAP_DAYS_MAX} giorni: il tempo di cambiare la configurazione senza fermarsi."
            )),
            words("«Revoca» vale dalla richiesta successiva, e per sempre."),
        ],
    }
}

fn keeping() -> Section {
    Section {
        title: "Come si custodisce",
        lines: vec![
            words(
                "Va messa direttamente nel software che la usa, in un deposito di segreti se c’è: non nel \
                 codice, non in cartelle condivise.",
            ),
            words(
                "Non si invia per e-mail o in chat. Non si dà a terzi: un fornitore ha una chiave sua.",
            ),
            words(
                "Una chiave per ogni programma, con i soli permessi che usa: così si revoca senza \
                 fermare gli altri, e il registro delle attività dice chi ha fatto che cosa.",
            ),
            words("Se qualcuno può averla vista, si revoca subito e se ne crea un’altra."),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_names_the_addresses_of_this_installation_and_no_key() {
        let sheet = sheet("https://s.example", "Comune di Valdorra", "80047110152");
        let all: Vec<String> = sheet
            .into_iter()
            .flat_map(|section| section.lines)
            .map(|line| match line {
                Line::Words(text) | Line::Code(text) => text,
            })
            .collect();
        let all = all.join("\n");
        assert!(all.contains("https://s.example/api/creditors/80047110152/"));
        assert!(
            all.contains("30 giorni, 14 giorni, 3 giorni, il giorno prima")
                && all.contains("Comune di Valdorra")
        );
        assert!(!all.contains("sp_live_m") && !all.contains("sp_live_s"));
    }
}
