//! What the check found, before the confirmation, and what was published, after it.

use std::sync::Arc;

use access::{Actor, Permission};
use askama::Template;
use kernel::text::italian_count;
use kernel::time::italian_date;
use platform::web::ui::{Alert, Badge, Facts, Table, Value};
use platform::web::{Panel, Typed};

use super::ImportsDeps;
use super::act::{publishes, reaches};
use super::correction::{Correction, correction, written};
use super::faults::{CHECK_AGAIN, ImportFault};
use super::list::{HERE, badge};
use super::page::layout;
use super::refused::refused_table;
use super::terms::{ConfirmForm, confirm_form};
use crate::domain::dues::{Field, MappedBy, RefusedRow, System, Warned};
use crate::domain::import::{Import, ImportState};
use crate::domain::settings::CreditorSettings;
use crate::store::staging;

/// Refused rows on the page itself; the rest is behind a link.
const SHOWN_ROWS: usize = 20;

#[derive(Template)]
#[template(path = "routes/imports/preview.html")]
pub(super) struct PreviewPage {
    layout: Panel,
    name: String,
    state: Badge,
    alert: Option<Alert>,
    /// Another import was confirmed since the check: one press repeats it.
    stale: Option<Alert>,
    difference: String,
    counts: Vec<(&'static str, String)>,
    facts: Facts,
    refused: Option<Table>,
    refused_more: Option<String>,
    warned: Option<Table>,
    /// Where the accepted rows are looked through.
    rows: Option<String>,
    left_out: String,
    confirm: Option<ConfirmForm>,
    action: String,
    form: Option<Correction>,
}

/// 1 request for the settings, 1 at most to the bucket.
pub(super) async fn page(
    deps: &ImportsDeps,
    actor: &Actor,
    import: Import,
    typed: Typed,
) -> Result<PreviewPage, ImportFault> {
    let settings = deps
        .settings
        .get(&actor.tenant)
        .await?
        .ok_or(ImportFault::NoSettings)?;
    let refused = staging::refused(&deps.objects, &import, 0).await?;
    let layout = layout(actor, &import, &format!("{HERE}/{}", import.id));
    let may = reaches(actor, &import, Permission::ImportsWrite);
    let may = may && import.state == ImportState::Ready;
    let settings = match may {
        true => Arc::new(settings.within(&publishes(actor, &import))),
        false => settings,
    };
    let typed = may.then_some(typed);
    Ok(preview(layout, &import, &refused, (&settings, typed)))
}

impl PreviewPage {
    /// The page of somebody who confirmed too late.
    pub(super) fn out_of_date(mut self) -> Self {
        self.stale = Some(Alert::warning(CHECK_AGAIN).title("Il controllo va ripetuto"));
        self
    }
}

fn preview(
    layout: Panel,
    import: &Import,
    refused: &[RefusedRow],
    (settings, typed): (&CreditorSettings, Option<Typed>),
) -> PreviewPage {
    let here = format!("{HERE}/{}", import.id);
    let totals = &import.totals;
    let found = import.findings.as_ref();
    let warned = found.map_or(&[][..], |findings| &findings.warned);
    let form = typed.as_ref().map(|_| correction(import, settings));
    let confirm = typed.filter(|_| totals.accepted > 0);
    let rows = (totals.accepted > 0).then(|| format!("{here}/rows"));
    PreviewPage {
        layout,
        name: import.file_name.clone(),
        state: badge(import),
        alert: alert(import),
        stale: None,
        difference: format!("{here}/difference"),
        counts: vec![
            ("Righe lette", italian_count(totals.rows)),
            ("Righe valide", italian_count(totals.accepted)),
            ("Righe scartate", italian_count(totals.refused)),
            (
                "Importo totale",
                format!("{}\u{a0}€", totals.amount_cents.italian()),
            ),
        ],
        facts: facts(import, settings),
        refused: (!refused.is_empty()).then(|| refused_table(refused.iter().take(SHOWN_ROWS))),
        refused_more: (!refused.is_empty()).then(|| format!("{here}/refused")),
        warned: (!warned.is_empty()).then(|| warned_table(warned)),
        rows,
        left_out: left_out(import),
        confirm: confirm.map(|typed| confirm_form(&typed, import)),
        action: format!("{here}/check"),
        form,
    }
}

/// What a person left out, in words; nothing where nobody did.
fn left_out(import: &Import) -> String {
    let amount = import.excluded.amount_cents.italian();
    match import.excluded.rows.len() {
        0 => String::new(),
        1 => format!("1 riga esclusa, per {amount}\u{a0}€."),
        rows => format!(
            "{} righe escluse, per {amount}\u{a0}€.",
            italian_count(rows as u64)
        ),
    }
}

fn alert(import: &Import) -> Option<Alert> {
    match import.state {
        ImportState::Published => Some(
            Alert::success("Le posizioni sono pubblicate e si possono pagare.").link(
                "Scarica gli avvisi in PDF",
                format!("{HERE}/{}/notices", import.id),
            ),
        ),
        ImportState::Ready if import.totals.accepted == 0 => Some(Alert::warning(
            "Nessuna riga si può pubblicare: correggi il file, o il modo in cui viene letto. I dovuti già \
             in archivio si caricano di nuovo soltanto se lo chiedi qui sotto.",
        )),
        ImportState::Ready if !has_amounts(import) => Some(Alert::warning(
            "Nel file non c'è una colonna dell'importo: vale la tariffa del servizio. Se la \
             colonna c'è ma ha un altro nome, indicala qui sotto e ripeti il controllo.",
        )),
        _ => None,
    }
}

fn has_amounts(import: &Import) -> bool {
    let mapping = import.findings.as_ref().map(|findings| &findings.mapping);
    mapping.is_some_and(|mapping| mapping.contains_key(&Field::Amount))
}

fn facts(import: &Import, settings: &CreditorSettings) -> Facts {
    let Some(findings) = &import.findings else {
        return Facts::new();
    };
    let service = settings
        .service(&findings.service)
        .map(|service| service.name.as_str());
    let columns = findings.mapping.iter().map(|(field, column)| match field {
        Field::Action | Field::NoticeNumber => field.italian().to_owned(),
        _ if written_alike(field.italian(), column) => field.italian().to_owned(),
        _ => format!("{} (colonna «{column}»)", field.italian()),
    });
    let terms = import.terms.as_ref();
    let date = |date: Option<jiff::civil::Date>| date.map(italian_date);
    Facts::new()
        .maybe(
            "Tracciato riconosciuto",
            findings.system.map(System::italian),
        )
        .fact("Come è scritto", written(&findings.dialect))
        .fact(
            "Servizio, dove la riga non lo indica",
            service.unwrap_or(findings.service.as_str()),
        )
        .fact("Colonne lette", columns.collect::<Vec<_>>().join(", "))
        .fact("Come sono state trovate", mapped_by(findings.mapped_by))
        .maybe(
            "Causale, dove la riga non ne ha",
            terms.map(|terms| terms.description.as_str()),
        )
        .maybe(
            "Scadenza, dove la riga non ne ha",
            date(terms.and_then(|terms| terms.due_date)),
        )
        .maybe(
            "Raggruppamento",
            terms
                .filter(|terms| terms.group_by_debtor)
                .map(|_| "Un avviso per persona"),
        )
        .maybe(
            "Posizioni",
            import.publication.map(|publication| {
                let href = format!("/panel/payments/positions?import={}", import.id);
                Value::link(
                    format!("{}: vedi l’elenco", italian_count(publication.positions)),
                    href,
                )
            }),
        )
        .maybe(
            "Fine validità",
            date(terms.and_then(|terms| terms.valid_until)),
        )
}

/// A title that says what the field is called need not be said again.
fn written_alike(name: &str, column: &impl ToString) -> bool {
    name.eq_ignore_ascii_case(&column.to_string())
}

fn mapped_by(by: MappedBy) -> &'static str {
    match by {
        MappedBy::Titles => "Dai titoli",
        MappedBy::Learnt => "Come l’ultima volta, per un file con gli stessi titoli",
        MappedBy::Chosen => {
            "Come le hai indicate: varrà anche per i prossimi file con gli stessi titoli"
        }
    }
}

/// One line for each thing to look at, with the first of its rows.
fn warned_table(warned: &[Warned]) -> Table {
    let line = |warned: &Warned| {
        vec![
            Value::from(warned.warning.column.as_str()),
            Value::from(warned.warning.message.as_str()),
            Value::from(first_rows(warned)),
        ]
    };
    Table::new("Da verificare", ["Colonna", "Avvertenza", "Righe"]).rows(warned.iter().map(line))
}

/// `2, 3, 4 e altre 27`.
fn first_rows(warned: &Warned) -> String {
    let first: Vec<String> = warned.first_rows.iter().map(u32::to_string).collect();
    match warned.rows.saturating_sub(first.len() as u64) {
        0 => first.join(", "),
        more => format!("{} e altre {more}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use platform::web::inspect;

    #[test]
    fn the_preview_is_a_sound_page_in_each_state() {
        let refused = samples::refused();
        let settings = samples::settings();
        let mut typed = Typed::new();
        typed.reject("description", inspect::HOSTILE);
        for (import, typed) in [
            (samples::ready(), Some(Typed::new())),
            (samples::ready(), Some(typed)),
            (samples::ready(), None),
            (samples::published(), None),
        ] {
            let page = preview(samples::layout(), &import, &refused, (&settings, typed));
            assert_eq!(inspect::faults(&page.render().expect("a page")), [""; 0]);
        }
    }

    #[test]
    fn a_warning_on_many_rows_is_one_line() {
        let html = warned_table(&samples::warned()).render().expect("a table");
        assert_eq!(html.matches("<tr>").count(), 2, "the head and a line");
        assert!(html.contains("2, 3, 4, 5, 6, 7, 8, 9, 10, 11 e altre 20"));
    }

    #[test]
    fn nothing_is_confirmed_where_nothing_is_good() {
        let mut import = samples::ready();
        import.totals.accepted = 0;
        let typed = (&samples::settings(), Some(Typed::new()));
        let page = preview(samples::layout(), &import, &[], typed);
        assert!(page.confirm.is_none() && page.form.is_some());
        let html = page.render().expect("a page");
        assert!(html.contains("Nessuna riga si può pubblicare"));
        assert_eq!(inspect::faults(&html), [""; 0]);
    }
}
