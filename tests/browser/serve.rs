//! The static site and sample pages behind the layers of every function, on a free port.

use std::sync::Arc;

use axum::Router;
use kernel::dice::SeededDice;
use platform::web::{House, Origins};
use tower_http::services::ServeDir;

/// Serves until the test ends; `http://127.0.0.1:…`.
pub async fn serve(pages: Router) -> String {
    let site = concat!(env!("CARGO_MANIFEST_DIR"), "/../site/dist");
    let house = House {
        origins: Origins::default(),
        dice: Arc::new(SeededDice::new(1)),
    };
    let router = house.around(pages.fallback_service(ServeDir::new(site)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}
