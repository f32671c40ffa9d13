//! One POST to an address that a body chose: nothing about it is trusted.

use std::net::SocketAddr;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::redirect::Policy;

use crate::domain::webhook::{Delivery, Endpoint, HEADERS, Reach, WebhookUrl, is_public, sign};

/// Name look-up, connection and answer each; the function itself has 30 seconds.
const LOOK_UP_MAX: Duration = Duration::from_secs(3);
const CONNECT_MAX: Duration = Duration::from_secs(4);
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// The status of the answer, whose body is not read; or an Italian sentence.
pub(super) async fn send(
    endpoint: &Endpoint,
    delivery: &Delivery,
    reach: Reach,
    now: Timestamp,
) -> Result<u16, String> {
    // Read again with what may be reached here: the rules may have become stricter.
    let url = WebhookUrl::parse(endpoint.url.as_str(), reach).map_err(|error| error.to_string())?;
    let addresses = addresses(&url).await?;
    let client = client(&url, &addresses, (CONNECT_MAX, ANSWER_MAX))
        .map_err(|_| "La connessione non è riuscita.".to_owned())?;
    let [event, id, timestamp, signature] = HEADERS;
    let request = client
        .post(url.as_str())
        .header("content-type", "application/json")
        .header(event, &delivery.kind)
        .header(id, delivery.id.as_str())
        .header(timestamp, now.as_second().to_string())
        .header(signature, sign(&endpoint.secret, now, &delivery.body))
        .body(delivery.body.clone());
    match request.send().await {
        Ok(answer) => Ok(answer.status().as_u16()),
        Err(error) if error.is_timeout() => Err("Il server non ha risposto in tempo.".to_owned()),
        Err(_) => Err("La connessione non è riuscita.".to_owned()),
    }
}

/// All the addresses of the name, every one of which must be public: one that is not is enough to
/// refuse. The connection goes to these and asks no name again.
pub(crate) async fn addresses(url: &WebhookUrl) -> Result<Vec<SocketAddr>, String> {
    let unknown = || "Il nome del server non si trova.".to_owned();
    let found = tokio::net::lookup_host((url.host(), url.port()));
    let found = tokio::time::timeout(LOOK_UP_MAX, found).await;
    let found: Vec<SocketAddr> = found
        .map_err(|_| unknown())?
        .map_err(|_| unknown())?
        .collect();
    allowed(url, &found)?;
    Ok(found)
}

/// Whether all that a name leads to may be called.
fn allowed(url: &WebhookUrl, found: &[SocketAddr]) -> Result<(), String> {
    if found.is_empty() {
        return Err("Il nome del server non si trova.".to_owned());
    }
    if url.is_secure() && !found.iter().all(|address| is_public(address.ip())) {
        return Err("Il nome del server porta a una rete privata.".to_owned());
    }
    Ok(())
}

/// A client that connects to these addresses alone, whatever the name leads to later.
pub(crate) fn client(
    url: &WebhookUrl,
    addresses: &[SocketAddr],
    (connect_max, answer_max): (Duration, Duration),
) -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .https_only(url.is_secure())
        .resolve_to_addrs(url.host(), addresses)
        .connect_timeout(connect_max)
        .timeout(answer_max)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(all: &[&str]) -> Vec<SocketAddr> {
        all.iter().map(|one| one.parse().unwrap()).collect()
    }

    #[test]
    fn one_address_that_is_not_public_is_enough_to_refuse_a_name() {
        let url = WebhookUrl::parse("https://albo.example/x", Reach::Public).unwrap();
        assert!(allowed(&url, &found(&["8.8.8.8:443", "[2a00:1450::1]:443"])).is_ok());
        for inner in [
            "127.0.0.1:443",
            "10.0.0.8:443",
            "169.254.169.254:443",
            "[::1]:443",
        ] {
            assert!(
                allowed(&url, &found(&["8.8.8.8:443", inner])).is_err(),
                "{inner}"
            );
        }
        assert!(allowed(&url, &[]).is_err());
    }

    #[tokio::test]
    async fn the_local_stack_reaches_its_own_machine() {
        let url = WebhookUrl::parse("http://localhost:9/x", Reach::Loopback).unwrap();
        assert!(addresses(&url).await.is_ok());
    }
}
