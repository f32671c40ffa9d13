//! The page of one import: what it shows depends on how far the import has come.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use platform::objects::PresignedPost;
use platform::web::ui::{Alert, Badge, Field, Progress};
use platform::web::{Htmx, Page, PageError, Panel, Reload};

use super::ImportsDeps;
use super::act::{publishes, reaches};
use super::correction::{Correction, correction};
use super::faults::ImportFault;
use super::list::{HERE, badge};
use super::preview;
use super::terms;
use crate::domain::dues::limits::FILE_BYTES_MAX;
use crate::domain::import::{Import, ImportState};

/// Seconds between two looks of a browser without script.
const REFRESH_S: u32 = 3;

#[derive(Template)]
#[template(path = "routes/imports/upload.html")]
struct UploadPage {
    layout: Panel,
    name: String,
    form: PresignedPost,
    file: Field,
}

/// The file is there, or could not be read: how is it to be read?
#[derive(Template)]
#[template(path = "routes/imports/start.html")]
struct StartPage {
    layout: Panel,
    name: String,
    state: Badge,
    failure: Option<Alert>,
    action: String,
    form: Option<Correction>,
}

#[derive(Template)]
#[template(path = "routes/imports/progress.html")]
struct ProgressPage {
    layout: Panel,
    name: String,
    progress: Progress,
}

/// `GET /panel/payments/imports/{id}`: 1 request, and what its state adds.
pub(super) async fn show(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Htmx(fragment): Htmx,
) -> Result<Response, PageError> {
    let import = deps.import(&actor, &id, Permission::ImportsRead).await?;
    let here = format!("{HERE}/{}", import.id);
    let layout = layout(&actor, &import, &here);
    match import.state {
        ImportState::Checking | ImportState::Publishing => {
            let progress = progress(&deps, &import, &here).await?;
            if fragment {
                return Ok(Page(progress).into_response());
            }
            let (layout, name) = (layout.refresh_s(REFRESH_S), import.file_name);
            Ok(Page(ProgressPage {
                layout,
                name,
                progress,
            })
            .into_response())
        }
        _ if fragment => Ok(Reload.into_response()),
        ImportState::Uploaded if !deps.is_uploaded(&import).await? => {
            upload(&deps, &import, layout, &here).await
        }
        ImportState::Uploaded | ImportState::Failed => start(&deps, &actor, &import, layout).await,
        ImportState::Ready | ImportState::Published => {
            let form = terms::form(deps.clock.now());
            Ok(Page(preview::page(&deps, &actor, import, form).await?).into_response())
        }
    }
}

pub(super) fn layout(actor: &Actor, import: &Import, here: &str) -> Panel {
    panel(actor, here)
        .crumb("Importazioni", HERE)
        .here(import.file_name.as_str())
}

async fn upload(
    deps: &ImportsDeps,
    import: &Import,
    layout: Panel,
    here: &str,
) -> Result<Response, PageError> {
    let back = format!("{}{here}", deps.public_url);
    let form = deps.upload_form(import, Some(back)).await?;
    Ok(Page(upload_page(layout, import, form)).into_response())
}

fn upload_page(layout: Panel, import: &Import, form: PresignedPost) -> UploadPage {
    let file = Field::file("file", "File dei dovuti", ".xlsx,.csv,.txt")
        .help("XLSX o CSV, fino a 50 MB e 200.000 righe.")
        .with("data-size-max", FILE_BYTES_MAX.to_string())
        .required();
    UploadPage {
        layout,
        name: import.file_name.clone(),
        form,
        file,
    }
}

async fn start(
    deps: &ImportsDeps,
    actor: &Actor,
    import: &Import,
    layout: Panel,
) -> Result<Response, PageError> {
    let settings = deps
        .settings
        .get(&actor.tenant)
        .await
        .map_err(ImportFault::from)?;
    let settings = settings.ok_or(ImportFault::NoSettings)?;
    let form = reaches(actor, import, Permission::ImportsWrite)
        .then(|| correction(import, &settings.within(&publishes(actor, import))));
    Ok(Page(start_page(layout, import, form)).into_response())
}

fn start_page(layout: Panel, import: &Import, form: Option<Correction>) -> StartPage {
    let failure = import.failure.as_ref().map(|failure| {
        Alert::danger(failure.reason.as_str())
            .title("Il file non si può importare")
            .link("Carica un altro file", HERE)
    });
    StartPage {
        layout,
        name: import.file_name.clone(),
        state: badge(import),
        failure,
        action: format!("{HERE}/{}/check", import.id),
        form,
    }
}

async fn progress(
    deps: &ImportsDeps,
    import: &Import,
    here: &str,
) -> Result<Progress, ImportFault> {
    if import.state == ImportState::Checking {
        return Ok(Progress::waiting("Controllo delle righe", here));
    }
    let progress = deps.progress(import).await?;
    Ok(Progress::new(
        "Pubblicazione delle posizioni",
        here,
        progress.done,
        progress.of,
    ))
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use platform::web::inspect;

    fn sound(page: &impl Template) {
        assert_eq!(inspect::faults(&page.render().expect("a page")), [""; 0]);
    }

    #[test]
    fn the_upload_page_is_sound() {
        let form = PresignedPost {
            url: "https://files.example.it/sportello".to_owned(),
            fields: [("policy".to_owned(), inspect::HOSTILE.to_owned())].into(),
        };
        sound(&upload_page(samples::layout(), &samples::uploaded(), form));
    }

    #[test]
    fn the_start_page_is_sound_before_and_after_a_failure() {
        for import in [samples::uploaded(), samples::failed()] {
            let form = Some(correction(&import, &samples::settings()));
            sound(&start_page(samples::layout(), &import, form));
        }
        sound(&start_page(samples::layout(), &samples::failed(), None));
    }

    #[test]
    fn the_progress_page_is_sound() {
        let name = samples::uploaded().file_name;
        let progress = Progress::new("Pubblicazione", HERE, 90, 500);
        sound(&ProgressPage {
            layout: samples::layout().refresh_s(3),
            name,
            progress,
        });
    }
}
