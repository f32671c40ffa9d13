//! Examples that run as they stand on the page: a test takes them from there.

/// Lines for a shell with `curl`. They need `SPORTELLO`, `CF` and `KEY`, and go on from one another.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    pub id: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    pub shell: &'static str,
    /// What stands in the answer, among other things.
    pub shows: &'static str,
}

pub const EXAMPLES: &[Example] = &[
    Example {
        id: "positions",
        title: "Leggere l’archivio",
        about: "Le posizioni da pagare, una pagina alla volta. Dove c’è altro, «next» è il segnaposto da rimandare in «cursor».",
        shell: r#"curl -sS --fail-with-body "$SPORTELLO/api/creditors/$CF/positions?state=VALID" \
  -H "X-Api-Key: $KEY""#,
        shows: r#""positions":["#,
    },
    Example {
        id: "send",
        title: "Inviare dovuti",
        about: "Ogni dovuto ha l’identificativo del software dell’ente. La chiave di idempotenza è nuova per ogni invio: con la stessa \
            chiave e lo stesso contenuto la risposta è la stessa e non si crea niente due volte.",
        shell: r#"SENT=$(curl -sS --fail-with-body -X POST "$SPORTELLO/api/creditors/$CF/register/dues" \
  -H "X-Api-Key: $KEY" -H "Idempotency-Key: esempio-invio-1" -H "Content-Type: application/json" \
  -d '{ "register": "Esempio della documentazione", "dues": [ {
        "external_id": "ESEMPIO-0001", "tax_code": "RSSMRA85T10A562S", "name": "Mario Rossi",
        "amount_cents": 2500, "description": "Quota di esempio", "due_date": "2030-12-31" } ] }')
echo "$SENT"
IMPORT=$(echo "$SENT" | grep -o '"id": *"[^"]*"' | head -n 1 | cut -d '"' -f 4)"#,
        shows: r#""accepted":1"#,
    },
    Example {
        id: "again",
        title: "Ripetere senza raddoppiare",
        about: "La stessa chiave di idempotenza con un altro contenuto è un errore, che nomina il campo diverso.",
        shell: r#"curl -sS -X POST "$SPORTELLO/api/creditors/$CF/register/dues" \
  -H "X-Api-Key: $KEY" -H "Idempotency-Key: esempio-invio-1" -H "Content-Type: application/json" \
  -d '{ "register": "Un altro nome", "dues": [ {
        "external_id": "ESEMPIO-0002", "tax_code": "RSSMRA85T10A562S", "name": "Mario Rossi", "amount_cents": 1000 } ] }'"#,
        shows: r#""code":"idempotency_key_used""#,
    },
    Example {
        id: "ready",
        title: "Aspettare il controllo",
        about: "Il controllo dura qualche istante. Si chiede di nuovo finché lo stato non è «ready».",
        shell: r#"for TRY in $(seq 60); do
  STATE=$(curl -sS --fail-with-body "$SPORTELLO/api/creditors/$CF/imports/$IMPORT" -H "X-Api-Key: $KEY")
  echo "$STATE" | grep -q '"state": *"ready"' && break
  sleep 1
done
echo "$STATE""#,
        shows: r#""state":"ready""#,
    },
    Example {
        id: "publish",
        title: "Pubblicare",
        about: "Dopo la conferma le righe accettate diventano posizioni che si possono pagare.",
        shell: r#"curl -sS --fail-with-body -X POST "$SPORTELLO/api/creditors/$CF/imports/$IMPORT/confirm" \
  -H "X-Api-Key: $KEY" -H "Idempotency-Key: esempio-conferma-1" -H "Content-Type: application/json" \
  -d '{ "description": "Quota di esempio" }'
for TRY in $(seq 60); do
  STATE=$(curl -sS --fail-with-body "$SPORTELLO/api/creditors/$CF/imports/$IMPORT" -H "X-Api-Key: $KEY")
  echo "$STATE" | grep -q '"state": *"published"' && break
  sleep 1
done
echo "$STATE""#,
        shows: r#""state":"published""#,
    },
    Example {
        id: "notice",
        title: "Scaricare l’avviso",
        about: "Il codice avviso è nella posizione; l’avviso è un PDF.",
        shell: r#"FOUND=$(curl -sS --fail-with-body "$SPORTELLO/api/creditors/$CF/imports/$IMPORT/positions" -H "X-Api-Key: $KEY")
NOTICE=$(echo "$FOUND" | grep -o '"notice_number": *"[0-9]*"' | head -n 1 | cut -d '"' -f 4)
curl -sS --fail-with-body "$SPORTELLO/api/creditors/$CF/notices/$NOTICE" -H "X-Api-Key: $KEY" -o avviso.pdf
head -c 5 avviso.pdf"#,
        shows: "%PDF-",
    },
    Example {
        id: "refused",
        title: "Un errore",
        about: "Gli errori sono JSON (RFC 9457): «code» è di una lista chiusa, «detail» una frase per le persone, «reference» il codice da \
            comunicare all’assistenza.",
        shell: r#"curl -sS "$SPORTELLO/api/creditors/$CF/positions" -H "X-Api-Key: sbagliata""#,
        shows: r#""code":"key_invalid""#,
    },
];
