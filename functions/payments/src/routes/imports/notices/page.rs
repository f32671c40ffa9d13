//! The page where the notices of an import are prepared and downloaded.

use access::{Actor, Permission};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use kernel::time::italian_datetime;
use platform::web::ui::{Alert, Progress, Table, Value};
use platform::web::{Htmx, Page, PageError, Panel, Reload, Typed};

use super::{Files, file_name};
use crate::domain::bundle::{BundleState, next_run};
use crate::domain::import::{Import, ImportState};
use crate::routes::imports::ImportsDeps;
use crate::routes::imports::act::reaches;
use crate::routes::imports::faults::ImportFault;
use crate::routes::imports::list::HERE;
use crate::store::bundles::BundlePart;

/// Seconds between two looks of a browser without script.
const REFRESH_S: u32 = 3;

#[derive(Template)]
#[template(path = "routes/imports/notices/page.html")]
struct NoticesPage {
    layout: Panel,
    name: String,
    alert: Option<Alert>,
    progress: Option<Progress>,
    files: Option<Table>,
    /// The form that begins a run, where somebody may.
    form: Option<Form>,
}

struct Form {
    action: String,
    run: u32,
    label: &'static str,
    note: &'static str,
}

/// `GET …/notices`: 2 requests, and 1 query where there are files.
pub async fn show(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Htmx(fragment): Htmx,
) -> Result<Response, PageError> {
    let import = deps.import(&actor, &id, Permission::NoticesRead).await?;
    let files = deps.files(&import).await?;
    let here = here(&import);
    if fragment {
        return Ok(
            match files.as_ref().and_then(|files| progress(files, &here)) {
                Some(progress) => Page(progress).into_response(),
                None => Reload.into_response(),
            },
        );
    }
    let above = format!("{HERE}/{}", import.id);
    let layout = access::panel(&actor, &here)
        .crumb("Importazioni", HERE)
        .crumb(import.file_name.as_str(), above)
        .here("Avvisi");
    let may = reaches(&actor, &import, Permission::ImportsWrite);
    Ok(Page(page(
        layout,
        &import,
        files.as_ref(),
        (may, deps.clock.now()),
    ))
    .into_response())
}

/// `POST …/notices`: begins the run that the form names; the same form again begins nothing.
pub async fn prepare(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    form: Typed,
) -> Result<Response, PageError> {
    let import = deps.import(&actor, &id, Permission::ImportsWrite).await?;
    let run = form.value("run").parse().unwrap_or(1);
    deps.prepare((&actor, &import), Some(run), None).await?;
    Ok(Redirect::to(&here(&import)).into_response())
}

/// `GET …/notices/{part}`: to the file in the bucket, by an address that is good for some minutes.
pub async fn download(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path((id, part)): Path<(String, u64)>,
) -> Result<Response, PageError> {
    let import = deps.import(&actor, &id, Permission::NoticesRead).await?;
    let files = deps.files(&import).await?.ok_or(ImportFault::NoFile)?;
    let found = files.parts.iter().find(|file| file.part == part);
    let gone = files.bundle.has_expired(deps.clock.now());
    let file = found.filter(|_| !gone).ok_or(ImportFault::NoFile)?;
    let address = deps.address(file, files.bundle.parts).await?;
    Ok(Redirect::to(&address).into_response())
}

fn here(import: &Import) -> String {
    format!("{HERE}/{}/notices", import.id)
}

fn page(
    layout: Panel,
    import: &Import,
    files: Option<&Files>,
    (may, now): (bool, Timestamp),
) -> NoticesPage {
    let here = here(import);
    let published = import.state == ImportState::Published;
    let preparing = files.is_some_and(|files| files.bundle.state == BundleState::Preparing);
    let gone = files.is_some_and(|files| files.bundle.has_expired(now));
    let shown = files.filter(|_| !gone);
    NoticesPage {
        layout: if preparing {
            layout.refresh_s(REFRESH_S)
        } else {
            layout
        },
        name: import.file_name.clone(),
        alert: alert(published, files, gone),
        progress: files.and_then(|files| progress(files, &here)),
        files: shown
            .filter(|files| !files.parts.is_empty())
            .map(|files| table(files, &here)),
        form: (may && published && !preparing).then(|| form(&here, files)),
    }
}

fn alert(published: bool, files: Option<&Files>, gone: bool) -> Option<Alert> {
    if !published {
        let text = "Gli avvisi si preparano quando l’importazione è pubblicata.";
        return Some(Alert::info(text));
    }
    let files = files?;
    if gone {
        let text = "I file preparati sono scaduti e non si possono più scaricare.";
        return Some(Alert::warning(text));
    }
    let until = files.bundle.expires_at().map(italian_datetime)?;
    let count: u64 = files.parts.iter().map(|part| part.notices).sum();
    let closed: u64 = files.parts.iter().map(|part| part.closed).sum();
    let left_out = match closed {
        0 => String::new(),
        1 => " Una posizione non è più da pagare: il suo avviso non c’è.".to_owned(),
        more => format!(" {more} posizioni non sono più da pagare: i loro avvisi non ci sono."),
    };
    let text = format!("Avvisi pronti: {count}. Si possono scaricare fino al {until}.{left_out}");
    Some(Alert::success(text))
}

fn progress(files: &Files, here: &str) -> Option<Progress> {
    let (done, of) = (files.parts.len() as u64, files.bundle.parts);
    let preparing = files.bundle.state == BundleState::Preparing;
    preparing.then(|| match done {
        0 => Progress::waiting("Preparazione degli avvisi", here),
        _ => Progress::new("File pronti", here, done, of),
    })
}

fn table(files: &Files, here: &str) -> Table {
    let of = files.bundle.parts;
    let row = |part: &BundlePart| {
        let href = format!("{here}/{}", part.part);
        vec![
            Value::link(file_name(part, of), href),
            Value::from(part.notices.to_string()),
            Value::from(megabytes(part.size_bytes)),
            Value::from(italian_datetime(part.at)),
        ]
    };
    Table::new(
        "File da scaricare",
        ["File (ZIP)", "Avvisi", "Dimensione", "Preparato il"],
    )
    .rows(files.parts.iter().map(row))
}

/// `12,3 MB`
fn megabytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{},{} MB", tenths / 10, tenths % 10)
}

fn form(here: &str, files: Option<&Files>) -> Form {
    let bundle = files.map(|files| &files.bundle);
    let (label, note) = match bundle {
        None => (
            "Prepara gli avvisi",
            "Prepariamo un PDF per ogni posizione da pagare, con il nome \
             CodiceFiscale_Anno_IUV.pdf, in file ZIP da scaricare.",
        ),
        Some(_) => (
            "Prepara di nuovo",
            "I file si rifanno con i dati di oggi: chi ha già pagato non c’è più.",
        ),
    };
    Form {
        action: here.to_owned(),
        run: next_run(bundle),
        label,
        note,
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use platform::web::inspect;

    use super::*;
    use crate::domain::bundle::{Bundle, Start};
    use crate::domain::import::Publication;
    use crate::routes::imports::samples;

    fn now() -> Timestamp {
        "2026-11-21T10:00:00Z".parse().expect("a time")
    }

    fn import() -> Import {
        let mut import = samples::published();
        import.publication = Some(Publication {
            rows: 2_000,
            chunks: 23,
            ..Publication::default()
        });
        import
    }

    fn files(state: BundleState, parts: u64) -> Files {
        let Start::Begin(bundle) = Bundle::start(None, 1, &import(), ("user:x", now())) else {
            panic!("published");
        };
        let part = |part| BundlePart {
            creditor: bundle.creditor.clone(),
            import: bundle.import.clone(),
            run: 1,
            part,
            notices: 1_980,
            closed: part,
            size_bytes: 53_123_456,
            at: now(),
        };
        let parts = (0..parts).map(part).collect();
        let bundle = Bundle { state, ..*bundle };
        Files { bundle, parts }
    }

    fn html(import: &Import, files: Option<&Files>, now: Timestamp) -> String {
        let page = page(samples::layout(), import, files, (true, now));
        let html = page.render().expect("a page");
        assert_eq!(inspect::faults(&html), [""; 0]);
        html
    }

    #[test]
    fn every_state_of_the_files_is_a_sound_page() {
        assert!(html(&import(), None, now()).contains("Prepara gli avvisi"));
        let unpublished = samples::ready();
        assert!(!html(&unpublished, None, now()).contains("<form class=\"sp-box\""));
        for parts in 0..2 {
            let working = files(BundleState::Preparing, parts);
            let html = html(&import(), Some(&working), now());
            assert!(!html.contains("Prepara di nuovo"), "it is on its way");
        }
        let ready = files(BundleState::Ready, 2);
        let shown = html(&import(), Some(&ready), now());
        assert!(shown.contains("53,2 MB") && shown.contains("Una posizione non è più da pagare"));
        assert!(shown.contains("name=\"run\" value=\"2\""));
        let later = now() + SignedDuration::from_hours(24 * 8);
        assert!(!html(&import(), Some(&ready), later).contains("53,2 MB"));
    }
}
