//! Slovene, for the Slovene-speaking municipalities of Friuli-Venezia Giulia.

use super::Words;

pub static WORDS: Words = Words {
    kind: "OBVESTILO O PLAČILU",
    creditor: "USTANOVA UPNICA",
    recipient: "NASLOVNIK",
    how_much_and_when: "KOLIKO IN KDAJ PLAČATI?",
    how_much: "KOLIKO PLAČATI?",
    amount: "Znesek",
    by: "do",
    may_change: "Ob plačilu se lahko znesek, če ustanova to predvideva, samodejno posodobi in se zniža \
        (zaradi odpisov, dobropisov) ali zviša (zaradi kazni, obresti itd.).",
    valid_until: "Obvestilo predvidoma velja do",
    where_to_pay: "KJE PLAČATI?",
    go_to: "obiščite ",
    with_app: "PLAČAJTE Z APLIKACIJO IO",
    with_app_ways: "ali na spletni strani ustanove, prek spletne banke, s svojo plačilno aplikacijo ali po \
        drugih omogočenih poteh.",
    around: "PLAČAJTE V SVOJI BLIŽINI",
    around_places: "v bankah in na bankomatih, na poštnih uradih in poštnih točkah, v barih, kioskih, loterijskih \
        mestih, supermarketih, trafikah in pri drugih pooblaščenih trgovcih.",
    data: "PODATKI ZA PLAČILO",
    single: "Enkratno plačilo",
    single_by: "Enkratno plačilo do",
    to: "Naslovnik",
    creditor_name: "Ustanova upnica",
    subject: "Predmet plačila",
    scan: [
        "Skenirajte ",
        "kodo QR",
        " s svojo plačilno aplikacijo ali uporabite podatke ob njej.",
    ],
    instalment: "Obrok",
    instalment_by: "Do",
    whole_or_plan: "Plačate lahko v celoti ali v obrokih:",
    plan: "Plačate lahko v obrokih:",
    instalments: "obrokov",
    or: "ali",
    either: "Plačajte samo enega od teh zneskov, glede na navedene roke.",
    scan_above: [
        "Skenirajte ",
        "kodo QR",
        " s svojo plačilno aplikacijo ali uporabite zgornje podatke",
    ],
    cbill: "Koda CBILL",
    notice_code: "Koda obvestila",
    creditor_code: "Davčna številka ustanove",
};
