//! What the demo asks for in several ways.

/// What is asked for in one way: its title, the cents of each part, and the days until the first is due.
pub(super) type Way = (&'static str, &'static [i64], i64);

pub(super) struct Sample {
    pub(super) id: &'static str,
    pub(super) subject: &'static str,
    pub(super) debtor: (&'static str, &'static str),
    pub(super) ways: &'static [Way],
    /// Cents of each part that go to another body.
    pub(super) share: Option<i64>,
    /// Cents of the first part that buy a stamp.
    pub(super) stamp: Option<i64>,
    /// Parts that are paid, of the last way.
    pub(super) paid: usize,
}

pub(super) const SAMPLES: [Sample; 6] = [
    Sample {
        id: "DEMO-RATE-2",
        subject: "Tassa sui rifiuti 2026",
        debtor: ("Rossi Mario", "RSSMRA83S08F205E"),
        ways: &[("Tassa sui rifiuti 2026 in 2 rate", &[9_600, 9_600], 30)],
        share: None,
        stamp: None,
        paid: 1,
    },
    Sample {
        id: "DEMO-INTERO-O-3",
        subject: "Tassa sui rifiuti 2026, saldo e conguaglio",
        debtor: ("Bianchi Anna", "BNCNNA01B67A662Y"),
        ways: &[
            ("In un’unica soluzione", &[24_000], 30),
            ("In 3 rate", &[8_000, 8_000, 8_000], 30),
        ],
        share: None,
        stamp: None,
        paid: 0,
    },
    Sample {
        id: "DEMO-RATE-10",
        subject: "Rateizzazione di avvisi degli anni 2022-2024",
        debtor: ("Esposito Gennaro", "SPSGNR93R08L736X"),
        ways: &[("Rateizzazione in 10 rate", &[12_500; 10], 15)],
        share: None,
        stamp: None,
        paid: 3,
    },
    Sample {
        id: "DEMO-VERBALE",
        subject: "Verbale 1234/2026, sosta vietata",
        debtor: ("Colombo Giulia", "CLMGLI98S49D969N"),
        ways: &[
            ("Entro 5 giorni dalla notifica", &[2_940], 5),
            ("Dal 6° al 60° giorno dalla notifica", &[4_200], 60),
        ],
        share: None,
        stamp: None,
        paid: 0,
    },
    Sample {
        id: "DEMO-QUOTA-PROVINCIA",
        subject: "Tassa sui rifiuti 2026 con tributo provinciale",
        debtor: ("Ferrari Chiara", "FRRCHR90C51A662B"),
        ways: &[("Tassa e tributo", &[15_750], 45)],
        share: Some(750),
        stamp: None,
        paid: 0,
    },
    Sample {
        id: "DEMO-BOLLO",
        subject: "Rilascio di un certificato con marca da bollo",
        debtor: ("Conti Elena", "CNTLNE76L43F839X"),
        ways: &[("Diritti e bollo", &[2_100], 60)],
        share: None,
        stamp: Some(1_600),
        paid: 0,
    },
];
