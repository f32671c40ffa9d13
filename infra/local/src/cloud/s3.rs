//! S3: s3s-fs in a folder, with the CORS answers that a bucket's configuration gives in production.

use std::path::Path;

use anyhow::Context;
use aws_config::SdkConfig;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderName, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use tower_http::cors::{Any, CorsLayer};

use super::sdk::{ACCESS_KEY, SECRET_KEY};

/// The one bucket of the local stack.
pub const BUCKET: &str = "sportello";

pub(crate) fn router(folder: &Path) -> anyhow::Result<Router> {
    let files = s3s_fs::FileSystem::new(folder)
        .map_err(|error| anyhow::anyhow!("the object store cannot open its folder: {error:?}"))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
    let service = builder.build();
    // Browsers post files here from the stack's own origin, whose port is not known beforehand.
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::PUT, Method::POST])
        .allow_headers(Any)
        .expose_headers([HeaderName::from_static("etag")]);
    let router = Router::new().fallback(move |request: Request| call(service.clone(), request));
    Ok(router.layer(cors))
}

async fn call(service: S3Service, request: Request) -> Response {
    match service.call(request.map(s3s::Body::http_body_unsync)).await {
        Ok(response) => response.map(Body::new),
        Err(error) => {
            tracing::error!(?error, "the object store failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Makes the bucket where it is missing.
pub(crate) async fn create_bucket(config: &SdkConfig) -> anyhow::Result<()> {
    let s3 = aws_sdk_s3::Client::new(config);
    if s3.head_bucket().bucket(BUCKET).send().await.is_ok() {
        return Ok(());
    }
    s3.create_bucket()
        .bucket(BUCKET)
        .send()
        .await
        .context("the bucket cannot be made")?;
    Ok(())
}
