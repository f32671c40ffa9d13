//! What the real AWS SDKs are told, so that they talk to this process.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::Builder as HttpClientBuilder;

/// The region that the local cloud plays: Milan, as in production.
pub const REGION: &str = "eu-south-1";
/// The account that it plays, as seen in names and queue URLs.
pub(crate) const ACCOUNT: &str = "000000000000";
/// Fixed, worthless credentials; the object store checks signatures made with them.
pub const ACCESS_KEY: &str = "test";
pub const SECRET_KEY: &str = "test";

/// Configuration of an SDK client for one local service. Nothing is read from the environment.
#[must_use]
pub fn sdk_config(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "local");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(REGION))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(endpoint)
        .http_client(HttpClientBuilder::new().build_http())
        .build()
}
