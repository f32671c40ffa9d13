//! How a payment is made and told: by the book, or with one of the mishaps that happen.

use std::time::Duration;

use kernel::dice::Dice;

/// Most deliveries of one receipt at once.
pub const TIMES_MAX: usize = 200;
/// Longest wait for a late receipt.
pub const LATE_MAX: Duration = Duration::from_secs(600);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// verify, getPayment, receipt.
    Regular,
    /// The receipt comes later.
    Late { after: Duration },
    /// The receipt is never sent: it must be asked for.
    LostReceipt,
    /// The answer to the receipt is lost: it is sent again.
    LostAnswer,
    /// The receipt arrives this many times at once.
    Doubled { times: usize },
    /// One euro more than asked was paid.
    WrongAmount,
    /// The same notice is told paid a second time with another `receiptId`.
    Reissued,
    /// A receipt that no call announced (stand-in).
    Unannounced,
    /// A receipt for a notice that the creditor never issued.
    Unknown,
}

/// Words of the machine API and of the practice page, with their Italian label.
pub const WORDS: [(&str, &str); 9] = [
    ("regular", "Regolare"),
    ("late", "Ricevuta in ritardo"),
    ("lost_receipt", "Ricevuta perduta, mai consegnata"),
    ("lost_answer", "Risposta perduta, ricevuta ripetuta"),
    ("doubled", "Ricevuta consegnata più volte insieme"),
    ("wrong_amount", "Importo diverso da quello dell’avviso"),
    ("reissued", "Seconda ricevuta per lo stesso avviso"),
    ("unannounced", "Ricevuta senza chiamate precedenti"),
    ("unknown", "Ricevuta per un avviso sconosciuto"),
];

impl Mode {
    /// Reads a word of [`WORDS`]; `times` and `delay_ms` matter to the modes that use them.
    pub fn parse(word: &str, times: Option<usize>, delay_ms: Option<u64>) -> Option<Self> {
        let after = Duration::from_millis(delay_ms.unwrap_or(3_000)).min(LATE_MAX);
        Some(match word {
            "regular" => Mode::Regular,
            "late" => Mode::Late { after },
            "lost_receipt" => Mode::LostReceipt,
            "lost_answer" => Mode::LostAnswer,
            "doubled" => Mode::Doubled {
                times: times.unwrap_or(3).clamp(2, TIMES_MAX),
            },
            "wrong_amount" => Mode::WrongAmount,
            "reissued" => Mode::Reissued,
            "unannounced" => Mode::Unannounced,
            "unknown" => Mode::Unknown,
            _ => return None,
        })
    }

    /// Draws a mode: half of the payments are regular, and every receipt is sent at some time.
    pub fn draw(dice: &dyn Dice) -> Self {
        let mut bytes = [0; 2];
        dice.fill(&mut bytes);
        let [pick, times] = bytes;
        match pick % 14 {
            7 => Mode::Late {
                after: Duration::from_millis(u64::from(times) * 4),
            },
            8 => Mode::LostAnswer,
            9 => Mode::Doubled {
                times: usize::from(times % 7) + 2,
            },
            10 => Mode::WrongAmount,
            11 => Mode::Reissued,
            12 => Mode::Unannounced,
            13 => Mode::Unknown,
            _ => Mode::Regular,
        }
    }

    /// The deliveries that the mode makes, in order.
    pub(super) fn deliveries(self) -> Vec<Delivery> {
        let once = Delivery {
            receipt: 0,
            times: 1,
            together: false,
            refusal: None,
        };
        match self {
            Mode::Regular | Mode::Late { .. } | Mode::WrongAmount | Mode::Unannounced => vec![once],
            Mode::LostReceipt => Vec::new(),
            Mode::LostAnswer => vec![Delivery { times: 2, ..once }],
            Mode::Doubled { times } => vec![Delivery {
                times,
                together: true,
                ..once
            }],
            Mode::Reissued => {
                let refusal = Some("PAA_RECEIPT_DUPLICATA");
                vec![
                    once,
                    Delivery {
                        receipt: 1,
                        refusal,
                        ..once
                    },
                ]
            }
            Mode::Unknown => {
                vec![Delivery {
                    refusal: Some("PAA_PAGAMENTO_SCONOSCIUTO"),
                    ..once
                }]
            }
        }
    }
}

/// One receipt sent some times, and the answer that the rules ask for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Delivery {
    /// Index in the receipts of the payment.
    pub receipt: usize,
    pub times: usize,
    pub together: bool,
    /// Fault code of the right answer; none when the receipt must be accepted.
    pub refusal: Option<&'static str>,
}

#[cfg(test)]
mod tests {
    use kernel::dice::SeededDice;

    use super::*;

    #[test]
    fn every_word_is_a_mode_and_a_seed_draws_them_all() {
        assert!(
            WORDS
                .iter()
                .all(|(word, _)| Mode::parse(word, None, None).is_some())
        );
        assert_eq!(Mode::parse("Regular", None, None), None);
        let dice = SeededDice::new(7);
        let drawn: Vec<_> = (0..300).map(|_| Mode::draw(&dice)).collect();
        for wanted in WORDS
            .iter()
            .filter_map(|(word, _)| Mode::parse(word, None, None))
            .filter(|mode| *mode != Mode::LostReceipt)
        {
            let same =
                |mode: &Mode| std::mem::discriminant(mode) == std::mem::discriminant(&wanted);
            assert!(drawn.iter().any(same), "{wanted:?}");
        }
    }

    #[test]
    fn times_and_delays_are_bounded() {
        assert_eq!(
            Mode::parse("doubled", Some(9_999), None),
            Some(Mode::Doubled { times: 200 })
        );
        assert_eq!(
            Mode::parse("late", None, Some(u64::MAX)),
            Some(Mode::Late { after: LATE_MAX })
        );
    }
}
