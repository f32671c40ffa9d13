//! The three services that are called, each as its official OpenAPI file says.

use http::Method;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::config::Secret;
use serde_json::{Value, json};

use super::caller::{About, Answered, Asked, Caller, failed};
use crate::domain::journal::Operation;
use crate::domain::outwards::{
    AcaPosition, Answer, Call, GpdCall, GpdPosition, IoMessage, Trouble,
};
use crate::store::journal::Journal;

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

/// For whom a call is made: with which key, about which notice where the call itself names none.
#[derive(Clone, Copy)]
pub(super) struct Errand<'a> {
    pub creditor: &'a OrgFiscalCode,
    pub notice: &'a NoticeNumber,
    pub key: &'a Secret,
}

impl<'a> Errand<'a> {
    fn about(self, operation: Operation) -> About<'a> {
        About {
            operation,
            creditor: self.creditor,
            notice: self.notice,
        }
    }

    fn of(self, notice: &'a NoticeNumber) -> Self {
        Self { notice, ..self }
    }
}

impl Clients {
    pub(super) fn new(urls: &PushUrls, journal: &Journal) -> Self {
        let [aca, gpd, io] = [&urls.aca, &urls.gpd, &urls.io].map(|url| Caller::new(url, journal));
        Self { aca, gpd, io }
    }

    /// One or two requests. A call that had its effect before is answered as one that has it now.
    pub(super) async fn call(&self, call: &Call, who: Errand<'_>) -> Called {
        match call {
            Call::Aca(position) => self.aca(position, who.of(&position.nav)).await,
            Call::Gpd(call) => self.gpd(call, who).await,
            Call::Io(message) => self.io(message, who.of(&message.told.nav)).await,
        }
    }

    async fn aca(&self, position: &AcaPosition, who: Errand<'_>) -> Called {
        let body = json!(position);
        let asked = Asked::post(&["paCreatePosition"], Some(&body));
        let about = who.about(Operation::PushAca);
        match self.aca.call(about, asked, who.key).await {
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

    async fn gpd(&self, call: &GpdCall, who: Errand<'_>) -> Called {
        let creditor = who.creditor.as_str();
        let positions = ["organizations", creditor, "debtpositions"];
        match call {
            GpdCall::Put(document) => self.put(document, &positions, who).await,
            GpdCall::Invalidate(iupd) => {
                let path = [&positions[..], &[iupd.as_str(), "invalidate"]].concat();
                let answered = self.ask_gpd(Asked::post(&path, None), who).await;
                over(answered, ("iupd", iupd.as_str()), &[404, 409])
            }
            GpdCall::Delete(iupd) => {
                let path = [&positions[..], &[iupd.as_str()]].concat();
                let asked = Asked {
                    method: Method::DELETE,
                    ..Asked::post(&path, None)
                };
                let answered = self.ask_gpd(asked, who).await;
                over(answered, ("iupd", iupd.as_str()), &[404])
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
                let asked = Asked::post(&path, Some(&body));
                let answered = self.ask_gpd(asked, who.of(nav)).await;
                over(answered, ("nav", nav.as_str()), &[409])
            }
        }
    }

    async fn ask_gpd(&self, asked: Asked<'_>, who: Errand<'_>) -> Result<Answered, Trouble> {
        let about = who.about(Operation::PushGpd);
        self.gpd.call(about, asked, who.key).await
    }

    /// Creates what is unknown and updates what is known, and the other way round where that turns
    /// out wrong: an answer may have been lost.
    async fn put(&self, document: &GpdPosition, path: &[&str], who: Errand<'_>) -> Called {
        let first = self.write(document, (path, document.known), who).await;
        let (lost, other) = match document.known {
            true => (404, false),
            false => (409, true),
        };
        match first {
            Err(Trouble::Refused { status, reason }) if status == lost => {
                let second = self.write(document, (path, other), who).await;
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
        (path, is_update): (&[&str], bool),
        who: Errand<'_>,
    ) -> Called {
        let iupd = document.iupd.as_str();
        let (method, path) = match is_update {
            true => (Method::PUT, [path, &[iupd]].concat()),
            false => (Method::POST, path.to_vec()),
        };
        let asked = Asked {
            method,
            query: &[("toPublish", "true")],
            ..Asked::post(&path, Some(&document.body))
        };
        let answered = self.ask_gpd(asked, who).await?;
        named(&answered, "iupd", iupd)
    }

    /// The profile first: who is not there or wants nothing is left in peace.
    async fn io(&self, message: &IoMessage, who: Errand<'_>) -> Called {
        if let Some(why) = self.declined(message, who).await? {
            return Ok(Answer::NotWanted(why));
        }
        let asked = Asked::post(&["messages"], Some(&message.body));
        let about = who.about(Operation::IoMessage);
        let answered = self.io.call(about, asked, who.key).await?;
        // It was taken, whatever the answer says: sending it again would tell the debtor twice.
        let id = answered
            .body
            .and_then(|it| it["id"].as_str().map(str::to_owned));
        Ok(Answer::Message(id))
    }

    /// Why the debtor gets no message; none: it may be sent.
    async fn declined(
        &self,
        message: &IoMessage,
        who: Errand<'_>,
    ) -> Result<Option<&'static str>, Trouble> {
        let body = json!({ "fiscal_code": message.body["fiscal_code"] });
        let asked = Asked::post(&["profiles"], Some(&body));
        let about = who.about(Operation::IoProfile);
        let allowed = match self.io.call(about, asked, who.key).await {
            Ok(answered) => answered.body.and_then(|it| it["sender_allowed"].as_bool()),
            Err(Trouble::Refused { status: 404, .. }) => {
                return Ok(Some("il debitore non è su App IO"));
            }
            Err(trouble) => return Err(trouble.of_a_question()),
        };
        match allowed {
            Some(true) => Ok(None),
            Some(false) => Ok(Some("il debitore non vuole messaggi di questo servizio")),
            None => Err(failed("la risposta non si può leggere")),
        }
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

/// These statuses say that it is over already. A good answer may be words; where it is a document it
/// is about what was sent.
fn over(
    called: Result<Answered, Trouble>,
    (name, value): (&str, &str),
    statuses: &[u16],
) -> Called {
    match called {
        Ok(answered) if answered.body.as_ref().is_some_and(Value::is_object) => {
            named(&answered, name, value)
        }
        Ok(_) => Ok(Answer::Taken),
        Err(Trouble::Refused { status, .. }) if statuses.contains(&status) => Ok(Answer::Taken),
        Err(trouble) => Err(trouble),
    }
}
