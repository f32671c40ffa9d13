//! The three services that are called, each as its official OpenAPI file says.

use http::Method;
use platform::config::Secret;
use serde_json::{Value, json};

use super::caller::{Answered, Caller, failed};
use crate::domain::outwards::{
    AcaPosition, Answer, Call, GpdCall, GpdPosition, IoMessage, Trouble,
};

/// Titles of ACA's refusals that are no conflict with the position's state.
const NOT_ALLOWED: &str = "Unauthorized";

/// Addresses of the services, without the paths of their OpenAPI files: pagoPA's
/// `https://api.platform.pagopa.it/aca/v1`, `…/gpd/debt-positions-service/v1` and
/// `https://api.io.pagopa.it/api/v1`.
#[derive(Clone, Debug)]
pub struct PushUrls {
    pub aca: String,
    pub gpd: String,
    pub io: String,
}

#[derive(Clone)]
pub(super) struct Clients {
    aca: Caller,
    gpd: Caller,
    io: Caller,
}

type Called = Result<Answer, Trouble>;

impl Clients {
    pub(super) fn new(urls: &PushUrls) -> Self {
        let [aca, gpd, io] = [&urls.aca, &urls.gpd, &urls.io].map(|url| Caller::new(url));
        Self { aca, gpd, io }
    }

    /// One or two requests. A call that had its effect before is answered as one that has it now.
    pub(super) async fn call(&self, call: &Call, key: &Secret, creditor: &str) -> Called {
        match call {
            Call::Aca(position) => self.aca(position, key).await,
            Call::Gpd(call) => self.gpd(call, key, creditor).await,
            Call::Io(message) => self.io(message, key).await,
        }
    }

    async fn aca(&self, position: &AcaPosition, key: &Secret) -> Called {
        let body = json!(position);
        let path = (Method::POST, ["paCreatePosition"].as_slice());
        let answered = self.aca.call(path, key, (&[], Some(&body))).await;
        match answered {
            Ok(answered) => named(&answered, "iuv", position.iuv.as_str()),
            // What cannot be paid there any more needs no closing.
            Err(Trouble::Refused { status, reason })
                if position.closes()
                    && matches!(status, 404 | 409 | 422)
                    && !reason.contains(NOT_ALLOWED) =>
            {
                Ok(Answer::Taken)
            }
            Err(trouble) => Err(trouble),
        }
    }

    async fn gpd(&self, call: &GpdCall, key: &Secret, creditor: &str) -> Called {
        let positions = ["organizations", creditor, "debtpositions"];
        match call {
            GpdCall::Put(document) => self.put(document, key, &positions).await,
            GpdCall::Invalidate(iupd) => {
                let path = [&positions[..], &[iupd.as_str(), "invalidate"]].concat();
                let called = self.gpd.call((Method::POST, &path), key, (&[], None)).await;
                over(called, &[404, 409])
            }
            GpdCall::Delete(iupd) => {
                let path = [&positions[..], &[iupd.as_str()]].concat();
                let called = self
                    .gpd
                    .call((Method::DELETE, &path), key, (&[], None))
                    .await;
                over(called, &[404])
            }
            GpdCall::Paid { nav, at } => {
                let path = [
                    "organizations",
                    creditor,
                    "paymentoptions",
                    "paids",
                    nav.as_str(),
                ];
                let body = json!({ "paymentDate": at });
                let request = (Method::POST, path.as_slice());
                let called = self.gpd.call(request, key, (&[], Some(&body))).await;
                over(called, &[409])
            }
        }
    }

    /// Creates what is unknown and updates what is known, and the other way round where that turns
    /// out wrong: an answer may have been lost.
    async fn put(&self, document: &GpdPosition, key: &Secret, path: &[&str]) -> Called {
        let first = self.write(document, key, (path, document.known)).await;
        let (lost, other) = match document.known {
            true => (404, false),
            false => (409, true),
        };
        match first {
            Err(Trouble::Refused { status, reason }) if status == lost => {
                let second = self.write(document, key, (path, other)).await;
                match second {
                    // Neither there nor free: the number belongs to another position.
                    Err(Trouble::Refused { status: 404, .. }) => {
                        Err(Trouble::Refused { status, reason })
                    }
                    second => second,
                }
            }
            first => first,
        }
    }

    async fn write(
        &self,
        document: &GpdPosition,
        key: &Secret,
        (path, is_update): (&[&str], bool),
    ) -> Called {
        let iupd = document.iupd.as_str();
        let (method, path) = match is_update {
            true => (Method::PUT, [path, &[iupd]].concat()),
            false => (Method::POST, path.to_vec()),
        };
        let query = [("toPublish", "true")];
        let body = (query.as_slice(), Some(&document.body));
        let answered = self.gpd.call((method, &path), key, body).await?;
        named(&answered, "iupd", iupd)
    }

    /// The profile first: who is not there or wants nothing is left in peace.
    async fn io(&self, message: &IoMessage, key: &Secret) -> Called {
        let who = json!({ "fiscal_code": message.body["fiscal_code"] });
        let path = (Method::POST, ["profiles"].as_slice());
        let profile = match self.io.call(path, key, (&[], Some(&who))).await {
            Ok(answered) => answered.body.and_then(|it| it["sender_allowed"].as_bool()),
            Err(Trouble::Refused { status: 404, .. }) => {
                return Ok(Answer::NotWanted("il debitore non è su App IO"));
            }
            Err(trouble) => return Err(trouble),
        };
        match profile {
            Some(true) => {}
            Some(false) => {
                let why = "il debitore non vuole messaggi di questo servizio";
                return Ok(Answer::NotWanted(why));
            }
            None => return Err(failed("la risposta non si può leggere")),
        }
        let path = (Method::POST, ["messages"].as_slice());
        let answered = self.io.call(path, key, (&[], Some(&message.body))).await?;
        // It was taken, whatever the answer says: sending it again would tell the debtor twice.
        let id = answered
            .body
            .and_then(|it| it["id"].as_str().map(str::to_owned));
        Ok(Answer::Message(id))
    }
}

/// A good answer is about what was sent.
fn named(answered: &Answered, name: &str, value: &str) -> Called {
    let body = answered.body.as_ref().filter(|body| body.is_object());
    let is_ours = |body: &Value| match &body[name] {
        Value::Null => true,
        told => told.as_str() == Some(value),
    };
    match body.is_some_and(is_ours) {
        true => Ok(Answer::Taken),
        false => Err(failed("la risposta non si può leggere")),
    }
}

/// These statuses say that it is over already.
fn over(called: Result<Answered, Trouble>, statuses: &[u16]) -> Called {
    match called {
        Ok(_) => Ok(Answer::Taken),
        Err(Trouble::Refused { status, .. }) if statuses.contains(&status) => Ok(Answer::Taken),
        Err(trouble) => Err(trouble),
    }
}
