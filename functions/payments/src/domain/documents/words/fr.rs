//! French, for the Aosta Valley.

use super::Words;

pub static WORDS: Words = Words {
    kind: "AVIS DE PAIEMENT",
    creditor: "ORGANISME CRÉANCIER",
    recipient: "DESTINATAIRE",
    how_much_and_when: "COMBIEN ET QUAND PAYER ?",
    how_much: "COMBIEN PAYER ?",
    amount: "Montant",
    by: "avant le",
    may_change: "Au moment du paiement, si l’organisme le prévoit, le montant peut être mis à jour \
        automatiquement, à la baisse (dégrèvements, notes de crédit) ou à la hausse (sanctions, intérêts, etc.).",
    valid_until: "L’avis est valable, à titre indicatif, jusqu’au",
    where_to_pay: "OÙ PAYER ?",
    go_to: "voir ",
    with_app: "PAYEZ AVEC L’APPLI IO",
    with_app_ways: "ou sur le site de l’organisme, depuis votre banque en ligne, avec votre application de \
        paiement ou par les autres canaux autorisés.",
    around: "PAYEZ PRÈS DE CHEZ VOUS",
    around_places: "dans les banques et aux distributeurs automatiques, dans les bureaux et points de poste, les \
        bars, kiosques, points de loterie, supermarchés, bureaux de tabac et autres commerces conventionnés.",
    data: "DONNÉES POUR LE PAIEMENT",
    single: "Versement unique",
    single_by: "Versement unique avant le",
    to: "Destinataire",
    creditor_name: "Organisme créancier",
    subject: "Objet du paiement",
    scan: [
        "Scannez le ",
        "code QR",
        " avec votre application de paiement ou utilisez les données ci-contre.",
    ],
    instalment: "Versement",
    instalment_by: "Avant le",
    whole_or_plan: "Vous pouvez payer en une fois ou en",
    plan: "Vous pouvez payer en",
    instalments: "versements",
    or: "ou",
    either: "Payez un seul de ces montants, selon les délais indiqués.",
    scan_above: [
        "Scannez le ",
        "code QR",
        " avec votre application de paiement ou utilisez les données ci-dessus",
    ],
    cbill: "Code CBILL",
    notice_code: "Code de l’avis",
    creditor_code: "Code fiscal de l’organisme",
};
