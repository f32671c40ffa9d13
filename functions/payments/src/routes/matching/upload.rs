//! Where a browser comes back to after an upload: the file is there, one press reads it.

use access::{Actor, panel};
use askama::Template;
use axum::extract::{Path, Query, State};
use kernel::ids::StatementId;
use platform::objects::PresignedPost;
use platform::web::limits::FLOW_FILE_BYTES_MAX;
use platform::web::{Page, PageError, Panel};
use serde::Deserialize;

use super::MatchingDeps;
use super::faults::MatchingFault;
use super::flow::REFRESH_S;
use super::list::HERE;
use crate::domain::flow::{FlowFile, FlowFileState};
use crate::domain::statement::FILE_BYTES_MAX;
use crate::store::{files, flow_files};

/// What is uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum What {
    Flow,
    Statement,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Statement => "statement",
        }
    }
}

/// A form that sends one file straight to the bucket.
#[derive(Debug, Template)]
#[template(path = "routes/matching/upload_form.html")]
pub(super) struct UploadForm {
    /// Tells the forms of a page apart.
    id: &'static str,
    title: &'static str,
    help: &'static str,
    accept: &'static str,
    size_bytes_max: u64,
    form: PresignedPost,
}

impl askama::filters::HtmlSafe for UploadForm {}

impl UploadForm {
    pub fn new(what: What, form: PresignedPost) -> Self {
        match what {
            What::Flow => Self {
                id: "flow-file",
                title: "Carica un flusso di rendicontazione",
                help: "Il file XML che arriva da pagoPA, fino a 512 MB.",
                accept: ".xml,application/xml,text/xml",
                size_bytes_max: FLOW_FILE_BYTES_MAX as u64,
                form,
            },
            What::Statement => Self {
                id: "statement-file",
                title: "Carica un estratto conto",
                help: "Il file della banca o del tesoriere, fino a 10 MB: CSV, XLSX, XLS, camt.053 e \
                       camt.054, giornale di cassa OPI.",
                accept: ".csv,.txt,.xlsx,.xls,.xml,text/csv,text/xml,application/xml",
                size_bytes_max: FILE_BYTES_MAX as u64,
                form,
            },
        }
    }
}

impl MatchingDeps {
    /// The form for a new upload, with the way back.
    pub(super) async fn upload_form(
        &self,
        actor: &Actor,
        what: What,
    ) -> Result<UploadForm, MatchingFault> {
        let id = StatementId::mint(&*self.clock, &*self.dice);
        let back = format!(
            "{}{HERE}/uploads/{id}?what={}",
            self.public_url,
            what.word()
        );
        let form = match what {
            What::Flow => {
                let key = files::flow_upload(&actor.tenant, &id);
                self.form(key, FLOW_FILE_BYTES_MAX, Some(back)).await?
            }
            What::Statement => self.statement_form(actor, &id, Some(back)).await?,
        };
        Ok(UploadForm::new(what, form))
    }
}

#[derive(Template)]
#[template(path = "routes/matching/uploaded.html")]
pub(super) struct UploadedPage {
    pub layout: Panel,
    pub action: String,
    pub upload: String,
    /// Of a large flow, once somebody has it read.
    pub reading: Option<Reading>,
}

/// Where the reading of a large flow stands.
#[derive(Debug)]
pub(super) enum Reading {
    /// Where to look again.
    Going(String),
    /// The flow's page.
    Loaded(String),
    Refused(Vec<String>),
}

impl Reading {
    fn of(file: FlowFile, here: String) -> Self {
        match file.state {
            FlowFileState::Reading => Self::Going(here),
            FlowFileState::Loaded(flow) => Self::Loaded(format!("{HERE}/flows/{flow}")),
            FlowFileState::Refused(faults) => Self::Refused(faults),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    what: What,
}

/// `GET /panel/payments/matching/uploads/{id}?what=flow|statement`: 1 request to the bucket; of a flow
/// 1 get.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<UploadedPage>, PageError> {
    let id = StatementId::parse(&id).map_err(|_| MatchingFault::UnknownStatement)?;
    let key = match asked.what {
        What::Flow => files::flow_upload(&actor.tenant, &id),
        What::Statement => files::statement_upload(&actor.tenant, &id),
    };
    let size = deps
        .objects
        .size_bytes(&key)
        .await
        .map_err(MatchingFault::from)?;
    if size.is_none() {
        return Err(MatchingFault::UnknownStatement.into());
    }
    let mut layout = panel(&actor, HERE)
        .crumb("Riconciliazione", HERE)
        .here("File caricato");
    let file = match asked.what {
        What::Flow => flow_files::read(&deps.table, &actor.tenant, &id).await,
        What::Statement => Ok(None),
    };
    let here = format!("{HERE}/uploads/{id}?what=flow");
    let reading = file.map_err(MatchingFault::from)?;
    let reading = reading.map(|file| Reading::of(file, here));
    if matches!(reading, Some(Reading::Going(_))) {
        layout = layout.look_again_s(REFRESH_S);
    }
    Ok(Page(UploadedPage {
        layout,
        action: format!("{HERE}/{}s", asked.what.word()),
        upload: id.to_string(),
        reading,
    }))
}
