use std::io;
use std::sync::{Arc, Mutex};

use http::StatusCode;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::util::SubscriberInitExt;

use super::super::world::World;
use super::{administrator, ask, create, id_of};
use access::domain::api_key::ApiKeySecret;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// All that is written from here on, at every level.
fn listen() -> (Lines, impl Sized) {
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .with_max_level(LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    (lines, subscriber.set_default())
}

#[tokio::test]
async fn no_log_line_at_any_level_holds_a_key_and_the_reason_of_a_denial_stands_there() {
    let world = World::new().await;
    let (lines, listening) = listen();
    let cookie = administrator(&world).await;
    let key = create(&world, &cookie, &["matching_read"]).await;
    let wrong = ApiKeySecret::new(id_of(&key), [9; 32]).reveal();
    let cut = key[..100].to_owned();
    assert_eq!(ask(&world, &key).await.status, StatusCode::OK);
    for key in [&wrong, &cut] {
        assert_eq!(ask(&world, key).await.status, StatusCode::UNAUTHORIZED);
    }
    drop(listening);
    let lines = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    for key in [&key, &wrong, &cut] {
        let secret = key.split('_').nth(3).unwrap();
        assert!(!lines.contains(key.as_str()) && !lines.contains(&secret[..20]));
    }
    let denied = lines
        .lines()
        .find(|line| line.contains("key denied"))
        .unwrap();
    assert!(denied.contains("wrong_secret") && denied.contains(&id_of(&key).to_string()));
}
