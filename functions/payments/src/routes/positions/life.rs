//! "Dov'è il mio denaro?": the steps as people read them.

use askama::Template;
use askama::filters::HtmlSafe;
use kernel::time::italian_date;

use crate::domain::life::{Reached, Step, StepKind};

/// One step on the page.
pub(super) struct StepView {
    name: &'static str,
    /// `done`, `late`, `next` or `open`: how it looks; the words say the same.
    look: &'static str,
    /// `Fatto`, `In ritardo`…: for the ear.
    state: &'static str,
    text: String,
    link: Option<(&'static str, String)>,
}

/// The life of one payable part.
#[derive(Template)]
#[template(path = "routes/positions/life.html")]
pub(super) struct LifeLine {
    /// Which part, where there are several.
    pub title: Option<String>,
    pub steps: Vec<StepView>,
}

impl HtmlSafe for LifeLine {}

impl LifeLine {
    pub(super) fn new(title: Option<String>, steps: &[Step]) -> Self {
        Self {
            title,
            steps: steps.iter().map(view).collect(),
        }
    }
}

fn view(step: &Step) -> StepView {
    let (look, state) = match step.reached {
        Reached::On(_) if step.differs => ("late", "Da controllare"),
        Reached::On(_) => ("done", "Fatto"),
        Reached::Late(_) => ("late", "In ritardo"),
        Reached::Awaited(_) => ("next", "In attesa"),
        Reached::Later => ("open", "Più avanti"),
        Reached::Untold => ("open", "Non noto"),
        Reached::Never => ("open", "Non previsto"),
    };
    StepView {
        name: name(step.kind),
        look,
        state,
        text: text(step),
        link: link(step),
    }
}

fn name(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Created => "Creata",
        StepKind::Notified => "Avvisato",
        StepKind::Paid => "Pagata",
        StepKind::Receipt => "Ricevuta",
        StepKind::Flow => "Rendicontata",
        StepKind::Bank => "In banca",
    }
}

fn text(step: &Step) -> String {
    let by = |what: &str, day: &jiff::civil::Date| format!("{what} {}", italian_date(*day));
    match (&step.reached, step.kind) {
        (Reached::On(day), _) if step.differs => by("Accredito di altro importo o doppio, il", day),
        (Reached::On(day), _) => italian_date(*day),
        (Reached::Late(day), StepKind::Paid) => by("Non pagata, scaduta il", day),
        (Reached::Late(day), StepKind::Flow) => by("Il flusso manca: atteso entro il", day),
        (Reached::Late(day), StepKind::Bank) => by("L’accredito non risulta: atteso entro il", day),
        (Reached::Late(day), _) => by("Atteso entro il", day),
        (Reached::Awaited(Some(day)), StepKind::Paid) => by("Da pagare entro il", day),
        (Reached::Awaited(None), StepKind::Paid) => "Da pagare, senza scadenza".to_owned(),
        (Reached::Awaited(Some(day)), StepKind::Flow) => by("Il flusso arriva entro il", day),
        (Reached::Awaited(Some(day)), StepKind::Bank) => by("L’accredito arriva entro il", day),
        (Reached::Awaited(_), _) => "In attesa".to_owned(),
        (Reached::Later, _) => "Dopo il pagamento".to_owned(),
        (Reached::Untold, StepKind::Notified) => "Nessun invio registrato".to_owned(),
        (Reached::Untold, StepKind::Receipt) => "La ricevuta non è stata trovata".to_owned(),
        (Reached::Untold, _) => "Non noto".to_owned(),
        (Reached::Never, _) => "La posizione è annullata".to_owned(),
    }
}

fn link(step: &Step) -> Option<(&'static str, String)> {
    let here = "/panel/payments/matching";
    match (&step.statement, &step.flow, step.kind) {
        (Some((statement, _)), ..) => Some((
            "Vedi l’estratto conto",
            format!("{here}/statements/{statement}"),
        )),
        (None, Some(flow), StepKind::Flow) => {
            Some(("Vedi il flusso", format!("{here}/flows/{flow}")))
        }
        _ => None,
    }
}
