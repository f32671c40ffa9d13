//! The treasurer's journal (OPI, giornale di cassa 1.4 to 1.8): of its movements the provisional
//! entries (`SOSPESO ENTRATA`), executed or taken back.

use kernel::money::Cents;

use super::super::movement::{MovementText, UnreadCode};
use super::super::provisional::ProvisionalEntry;
use super::{Found, cents, date};

const MOVEMENT: &str =
    "flusso_giornale_di_cassa/informazioni_conto_evidenza/movimento_conto_evidenza";

#[derive(Default)]
pub struct Journal {
    pub found: Found,
    year: Option<i16>,
    movement: Movement,
}

#[derive(Default)]
struct Movement {
    direction: String,
    document: String,
    operation: String,
    amount: String,
    number: String,
    reversed_number: String,
    date: String,
    value_date: String,
    end_to_end: String,
    text: String,
    payer: String,
}

impl Journal {
    pub fn leaf(&mut self, path: &str, text: &str) {
        if path == "flusso_giornale_di_cassa/esercizio" {
            self.year = text.parse().ok();
        }
        let Some(place) = path.strip_prefix(MOVEMENT) else {
            return;
        };
        let movement = &mut self.movement;
        let slot = match place {
            "/tipo_movimento" => &mut movement.direction,
            "/tipo_documento" => &mut movement.document,
            "/tipo_operazione" => &mut movement.operation,
            "/importo" => &mut movement.amount,
            "/numero_bolletta_quietanza" => &mut movement.number,
            "/numero_bolletta_quietanza_storno" => &mut movement.reversed_number,
            "/data_movimento" => &mut movement.date,
            "/data_valuta_ente" => &mut movement.value_date,
            "/end_to_end_id" | "/dati_a_disposizione_BT/identificativo_end_to_end" => {
                &mut movement.end_to_end
            }
            "/causale" => &mut movement.text,
            "/cliente/anagrafica_cliente" => &mut movement.payer,
            _ => return,
        };
        if slot.is_empty() {
            text.clone_into(slot);
        }
    }

    pub fn close(&mut self, path: &str) {
        if path != MOVEMENT {
            return;
        }
        let movement = std::mem::take(&mut self.movement);
        let is_entry = movement.direction == "ENTRATA" && movement.document == "SOSPESO ENTRATA";
        let is_reversal = match movement.operation.as_str() {
            "ESEGUITO" => false,
            "STORNATO" => true,
            _ => return,
        };
        if is_entry {
            self.found.add(movement.read(self.year, is_reversal));
        }
    }
}

impl Movement {
    fn read(self, year: Option<i16>, is_reversal: bool) -> Result<MovementText, UnreadCode> {
        let accounting_date = date(&self.date).ok_or(UnreadCode::DateInvalid)?;
        let amount = cents(&self.amount).ok_or(UnreadCode::AmountInvalid)?;
        // What is taken back may be told by its own number.
        let numbers = if is_reversal {
            [&self.reversed_number, &self.number]
        } else {
            [&self.number, &self.reversed_number]
        };
        let provisional = numbers
            .into_iter()
            .find_map(|number| ProvisionalEntry::parse(number, year));
        let amount = if is_reversal {
            Cents::new(-amount.get())
        } else {
            amount
        };
        let texts = [self.text, self.payer];
        Ok(MovementText {
            value_date: date(&self.value_date),
            is_reversal,
            provisional,
            end_to_end: (!self.end_to_end.is_empty()).then_some(self.end_to_end),
            texts: texts.into_iter().filter(|text| !text.is_empty()).collect(),
            ..MovementText::new(0, accounting_date, amount)
        })
    }
}
