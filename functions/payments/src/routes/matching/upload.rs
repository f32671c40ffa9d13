//! Where a browser comes back to after an upload: the file is there, one press reads it.

use access::{Actor, panel};
use askama::Template;
use axum::extract::{Path, Query, State};
use kernel::ids::StatementId;
use platform::objects::PresignedPost;
use platform::web::limits::FLOW_BYTES_MAX;
use platform::web::{Page, PageError, Panel};
use serde::Deserialize;

use super::MatchingDeps;
use super::faults::MatchingFault;
use super::list::HERE;
use crate::store::files;

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
    form: PresignedPost,
}

impl askama::filters::HtmlSafe for UploadForm {}

impl UploadForm {
    pub fn new(what: What, form: PresignedPost) -> Self {
        match what {
            What::Flow => Self {
                id: "flow-file",
                title: "Carica un flusso di rendicontazione",
                help: "Il file XML che arriva da pagoPA, fino a 5 MB.",
                accept: ".xml,application/xml,text/xml",
                form,
            },
            What::Statement => Self {
                id: "statement-file",
                title: "Carica un estratto conto",
                help: "Il file della banca o del tesoriere, fino a 10 MB: CSV, XLSX, XLS, camt.053 e \
                       camt.054, giornale di cassa OPI.",
                accept: ".csv,.txt,.xlsx,.xls,.xml,text/csv,text/xml,application/xml",
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
                self.form(key, FLOW_BYTES_MAX, Some(back)).await?
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
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    what: What,
}

/// `GET /panel/payments/matching/uploads/{id}?what=flow|statement`: 1 request to the bucket.
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
    let layout = panel(&actor, HERE)
        .crumb("Riconciliazione", HERE)
        .here("File caricato");
    Ok(Page(UploadedPage {
        layout,
        action: format!("{HERE}/{}s", asked.what.word()),
        upload: id.to_string(),
    }))
}
