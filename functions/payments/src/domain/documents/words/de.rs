//! German, for South Tyrol.

use super::Words;

pub static WORDS: Words = Words {
    kind: "ZAHLUNGSMITTEILUNG",
    creditor: "GLÄUBIGERKÖRPERSCHAFT",
    recipient: "EMPFÄNGER",
    how_much_and_when: "WIE VIEL UND WANN ZAHLEN?",
    how_much: "WIE VIEL ZAHLEN?",
    amount: "Betrag",
    by: "innerhalb",
    may_change: "Bei der Zahlung kann der Betrag, sofern von der Körperschaft vorgesehen, automatisch \
        aktualisiert werden und sich verringern (durch Erlasse, Gutschriften) oder erhöhen (durch Strafen, \
        Zinsen usw.).",
    valid_until: "Die Mitteilung gilt voraussichtlich bis",
    where_to_pay: "WO ZAHLEN?",
    go_to: "siehe ",
    with_app: "ZAHLEN SIE MIT DER APP IO",
    with_app_ways: "oder auf der Website der Körperschaft, über Ihr Homebanking, mit Ihrer Zahlungs-App oder \
        über die anderen zugelassenen Kanäle.",
    around: "ZAHLEN SIE VOR ORT",
    around_places: "bei Banken und Geldautomaten, in Postämtern und Postpunkten, in Bars, Zeitungskiosken, \
        Lottoannahmestellen, Supermärkten, Tabaktrafiken und anderen beteiligten Geschäften.",
    data: "ZAHLUNGSDATEN",
    single: "Einmalzahlung",
    single_by: "Einmalzahlung innerhalb",
    to: "Empfänger",
    creditor_name: "Gläubigerkörperschaft",
    subject: "Gegenstand der Zahlung",
    scan: [
        "Scannen Sie den ",
        "QR-Code",
        " mit Ihrer Zahlungs-App oder verwenden Sie die Daten daneben.",
    ],
    instalment: "Rate",
    instalment_by: "Innerhalb",
    whole_or_plan: "Sie können den ganzen Betrag oder in Raten zahlen:",
    plan: "Sie können in Raten zahlen:",
    instalments: "Raten",
    or: "oder",
    either: "Zahlen Sie nur einen dieser Beträge, je nach angegebener Frist.",
    scan_above: [
        "Scannen Sie den ",
        "QR-Code",
        " mit Ihrer Zahlungs-App oder verwenden Sie die Daten oben",
    ],
    cbill: "CBILL-Kodex",
    notice_code: "Kodex der Mitteilung",
    creditor_code: "Steuernummer der Körperschaft",
};
