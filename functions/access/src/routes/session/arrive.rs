//! The end of signing in: a session, or the page to choose a password of one's own.

use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderValue, header};
use kernel::dice;
use kernel::ids::{EventId, UserId};
use platform::table::{TableError, Tx, TxError};
use platform::web::{Fault, PageError};

use super::Deps;
use super::visitor::Visitor;
use crate::domain::actor::ActorId;
use crate::domain::audit::{Act, AuditEvent, Who};
use crate::domain::brake::Lane;
use crate::domain::device::DeviceToken;
use crate::domain::known_browser::{self, KnownBrowser};
use crate::domain::local_path::LocalPath;
use crate::domain::notice;
use crate::domain::recovery::{Recovery, RecoveryLink};
use crate::domain::secret;
use crate::domain::session::{Session, SessionToken};
use crate::domain::user::User;
use crate::gate::cookie;
use crate::store::{recoveries, sign_in as store};

/// Somebody who has proven who they are.
pub struct Arriving<'a> {
    pub user: User,
    /// The digest of what they signed in with.
    pub login: &'a str,
    pub lane: &'a Lane,
    pub visitor: &'a Visitor,
}

#[derive(Debug)]
pub enum Arrival {
    Session {
        token: SessionToken,
        /// Whether an organisation is still to be chosen.
        several: bool,
        browser: KnownBrowser,
    },
    /// The password was somebody else's making.
    OwnPassword(RecoveryLink),
    /// Nobody's member any more, or the attempt was finished elsewhere.
    Nowhere,
}

impl Deps {
    /// Opens the session together with what `tx` brings: 1 request.
    pub(super) async fn arrive(&self, who: Arriving<'_>, tx: Tx) -> Result<Arrival, TableError> {
        let tx = store::forgive(tx, who.login, Some(who.lane));
        if who.user.password_is_temporary {
            return self.choose_own(who, tx).await;
        }
        let now = self.clock.now();
        let User { id, name, .. } = &who.user;
        let Some(membership) = who.user.active().next().cloned() else {
            return Ok(Arrival::Nowhere);
        };
        let token = SessionToken::new(id.clone(), dice::bytes(self.dice.as_ref()));
        let session = Session::start(id.clone(), name.clone(), membership, now);
        let mut session = session.on(who.visitor.name.clone());
        session.notice_due = notice::is_due(who.user.notice.as_ref());
        let tx = store::open(tx, &token, session, who.visitor.before.as_ref());
        let tx = tx.put_new(&self.event(&who.user, Act::SignIn, who.visitor));
        match self.table.commit(tx).await {
            Ok(()) => Ok(Arrival::Session {
                token,
                several: who.user.active().count() > 1,
                browser: self.known_browser(who.login),
            }),
            Err(TxError::Conflict(_)) => Ok(Arrival::Nowhere),
            Err(TxError::Table(error)) => Err(error),
        }
    }

    async fn choose_own(&self, who: Arriving<'_>, tx: Tx) -> Result<Arrival, TableError> {
        let login = who.user.email.digest();
        let recovery = Recovery::new(dice::bytes(self.dice.as_ref()), login, self.clock.now());
        let link = self.new_link(&recovery.id, &who.user.id);
        match self.table.commit(recoveries::put(tx, recovery)).await {
            Ok(()) => Ok(Arrival::OwnPassword(link)),
            Err(TxError::Conflict(_)) => Ok(Arrival::Nowhere),
            Err(TxError::Table(error)) => Err(error),
        }
    }

    fn new_link(&self, recovery: &str, user: &UserId) -> RecoveryLink {
        let id = RecoveryLink::id_of(recovery, user);
        let proof = self.deriver.secret(secret::RECOVERY_LINK, &id);
        RecoveryLink::new(recovery.to_owned(), user.clone(), proof)
    }

    pub(super) fn known_browser(&self, login: &str) -> KnownBrowser {
        let nonce = KnownBrowser::draw(self.dice.as_ref());
        let id = KnownBrowser::id_of(login, &nonce);
        KnownBrowser::new(nonce, self.deriver.secret(known_browser::PURPOSE, &id))
    }

    /// An event of a person, in the organisation where a session starts.
    pub(super) fn event(&self, user: &User, act: Act, visitor: &Visitor) -> AuditEvent {
        let event = self.nobodys_event(act, visitor);
        let event = AuditEvent {
            who: Who::from(&ActorId::User(user.id.clone())),
            ..event
        };
        match user.active().next() {
            Some(membership) => event.of(&membership.tenant),
            None => event,
        }
    }

    pub(super) fn nobodys_event(&self, act: Act, visitor: &Visitor) -> AuditEvent {
        let clock = self.clock.as_ref();
        let minted = (EventId::mint(clock, self.dice.as_ref()), clock.now());
        AuditEvent::new(minted, Who::nobody(), act).during(&visitor.during)
    }
}

impl Arrival {
    /// Where it leads, with the cookies; `device` is one that is trusted from now on.
    pub(super) fn answer(
        &self,
        next: &LocalPath,
        device: Option<&DeviceToken>,
    ) -> Result<Response, PageError> {
        let to = match self {
            Self::Session { several: true, .. } => format!("/panel/organisation?next={next}"),
            Self::Session { .. } => next.to_string(),
            Self::OwnPassword(link) => format!("/panel/recover/{}", link.reveal()),
            Self::Nowhere => "/panel/sign-in".to_owned(),
        };
        let mut cookies = Vec::new();
        if let Self::Session { token, browser, .. } = self {
            cookies.push(cookie::SESSION.set(&token.reveal()));
            cookies.push(cookie::BROWSER.set(&browser.reveal()));
            cookies.extend(device.map(|device| cookie::DEVICE.set(&device.reveal())));
        }
        cookies.push(cookie::ATTEMPT.clear());
        with_cookies(Redirect::to(&to).into_response(), cookies)
    }
}

pub(super) fn with_cookies(
    mut response: Response,
    cookies: impl IntoIterator<Item = Option<HeaderValue>>,
) -> Result<Response, PageError> {
    for cookie in cookies {
        let cookie = cookie.ok_or_else(|| Fault::internal("a cookie is no header value"))?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
