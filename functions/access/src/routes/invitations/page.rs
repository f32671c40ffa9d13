//! The page of the invitations.

use askama::Template;
use platform::web::Panel;
use platform::web::ui::{Alert, Badge, Choices, Empty, Field, Pager, Summary};

use crate::routes::tabs::Tabs;

#[derive(Template)]
#[template(path = "routes/invitations/page.html")]
pub(super) struct InvitationsPage {
    pub layout: Panel,
    pub tabs: Tabs,
    pub summary: Summary,
    pub alert: Option<Alert>,
    pub email: Field,
    pub role: Choices,
    pub warning: Alert,
    /// Asked before somebody becomes an administrator.
    pub sure: Option<Choices>,
    pub lines: Vec<Line>,
    pub empty: Empty,
    pub pager: Pager,
}

/// One invitation in the list.
pub(super) struct Line {
    pub id: String,
    pub email: String,
    pub role: &'static str,
    pub state: Badge,
    pub sent: String,
    /// Nothing where it is over.
    pub expires: String,
    /// Whether it can be sent again or withdrawn.
    pub open: bool,
}
