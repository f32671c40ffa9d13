//! An error that a person meets inside the panel keeps the menu around it.

use axum::response::Response;
use http::request::Parts;
use platform::web::Frame;

use crate::domain::actor::{Actor, ActorId};
use crate::panel;

/// Who asks for which page; nothing for programs.
pub(super) struct Framing(Option<(Actor, String)>);

impl Framing {
    pub fn of(asked: &Parts, actor: &Actor) -> Self {
        let path = asked.uri.path();
        let is_person = matches!(actor.id, ActorId::User(_)) && path.starts_with("/panel");
        Self(is_person.then(|| (actor.clone(), path.to_owned())))
    }

    /// Gives the answer, where it is an error, the frame in which it is shown.
    pub fn around(self, mut response: Response) -> Response {
        let status = response.status();
        if let Some((actor, path)) = self.0
            && (status.is_client_error() || status.is_server_error())
        {
            let frame = Frame::new(panel::frame(&actor, &path));
            response.extensions_mut().insert(frame);
        }
        response
    }
}
