//! The notices of an import as files, for programs.

use access::gate::HandsOut;
use access::{Actor, Permission};
use axum::extract::{Path, State};
use axum::response::Response;
use axum::{Extension, Json};
use http::StatusCode;
use jiff::Timestamp;
use platform::web::ApiError;
use serde::Serialize;

use super::{Files, file_name};
use crate::domain::bundle::BundleState;
use crate::routes::imports::ImportsDeps;
use crate::routes::imports::faults::ImportFault;
use crate::routes::imports::view::Progress;
use crate::routes::machine::{Ask, answer, done, earlier};
use crate::store::saved::Saved;

#[derive(Serialize)]
struct Accepted<'a> {
    id: &'a str,
    state: BundleState,
}

/// `POST …/imports/{id}/notices` → 202. Files that are there and have not expired are not made again unless
/// `again` is true.
pub async fn prepare(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    mut ask: Ask,
) -> Result<Response, ApiError> {
    let again: bool = ask.optional("again").unwrap_or_default();
    let ask = ask.finish()?;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let import = deps.import(&actor, &id, Permission::ImportsWrite).await?;
    let files = deps.files(&import).await?;
    let now = deps.clock.now();
    let good = files
        .as_ref()
        .filter(|files| !again && !files.bundle.has_expired(now));
    let run = good.map(|files| files.bundle.run);
    let body = Accepted {
        id: import.id.as_str(),
        state: BundleState::Preparing,
    };
    let done = done(&ask, &actor.tenant, (StatusCode::ACCEPTED, &body), now)?;
    match deps.prepare((&actor, &import), run, Some(&done)).await? {
        Saved::Done => Ok(answer(&done)),
        Saved::KeyUsed | Saved::Overtaken => {
            let earlier = earlier(&deps.table, &actor.tenant, &ask).await?;
            earlier.ok_or_else(|| ImportFault::Busy.into())
        }
    }
}

#[derive(Serialize)]
pub struct View {
    state: BundleState,
    /// Files made, of the files to make.
    progress: Progress,
    expires_at: Option<Timestamp>,
    files: Vec<FileView>,
}

#[derive(Serialize)]
struct FileView {
    name: String,
    notices: u64,
    size_bytes: u64,
    /// Good for a quarter of an hour.
    url: String,
}

/// `GET …/imports/{id}/notices`: 2 requests and 1 query.
pub async fn show(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
) -> Result<(Option<Extension<HandsOut>>, Json<View>), ApiError> {
    let import = deps.import(&actor, &id, Permission::NoticesRead).await?;
    let found = deps.files(&import).await?.ok_or(ImportFault::NoFile)?;
    let Files { bundle, parts } = found;
    let gone = bundle.has_expired(deps.clock.now());
    let mut files = Vec::with_capacity(parts.len());
    for part in parts.iter().filter(|_| !gone) {
        files.push(FileView {
            name: file_name(part, bundle.parts),
            notices: part.notices,
            size_bytes: part.size_bytes,
            url: deps.address(part, bundle.parts).await?,
        });
    }
    let handed = (!files.is_empty()).then_some(Extension(HandsOut));
    let view = View {
        state: bundle.state,
        progress: Progress {
            done: parts.len() as u64,
            of: bundle.parts,
        },
        expires_at: bundle.expires_at(),
        files,
    };
    Ok((handed, Json(view)))
}
