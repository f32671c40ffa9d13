//! What stands around the content of a page: the typed halves of `templates/public.html` and
//! `templates/panel.html`.
//!
//! A page's struct has a field `layout` of one of these types, and its template begins with
//! `{% extends "web/templates/public.html" %}` or `…/panel.html`.

use super::ui::Alert;

/// Around a citizen's page.
#[derive(Debug, Clone, Default)]
pub struct Public {
    /// The creditor institution the page is about: `Comune di Valdorra`.
    pub body: Option<String>,
    /// See [`Panel::refresh_s`].
    pub refresh_s: Option<u32>,
    /// See [`Panel::look_again_s`].
    pub look_again_s: Option<u32>,
}

impl Public {
    /// A page about no body in particular.
    pub fn new() -> Self {
        Self::default()
    }

    /// A page about one creditor institution.
    pub fn of(body: impl Into<String>) -> Self {
        Self {
            body: Some(body.into()),
            ..Self::default()
        }
    }

    /// See [`Panel::look_again_s`].
    #[must_use]
    pub fn look_again_s(mut self, seconds: u32) -> Self {
        self.refresh_s = Some(seconds);
        self.look_again_s = Some(seconds);
        self
    }
}

/// One line of the panel's menu. Whoever knows the permissions passes the ones to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// `Caricamenti`.
    pub label: &'static str,
    /// `/panel/payments/imports`; also marks the pages below it as current.
    pub href: &'static str,
    /// A symbol of the sprite: `it-upload`.
    pub icon: &'static str,
}

/// Lines of the menu that stand together, with their name and whether each is the current one.
pub type MenuGroup<'a> = (Option<&'static str>, Vec<&'a (MenuItem, bool)>);

/// One step of the breadcrumb; the last one, the page itself, has no link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// `Caricamento del 3 marzo`.
    pub label: String,
    /// `/panel/payments/imports`.
    pub href: Option<String>,
}

/// The fold "Come funziona" of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Help {
    /// A few sentences, a paragraph each.
    pub lines: &'static [&'static str],
    /// The section of the help page that goes on: `/aiuto.html#importazioni`.
    pub href: &'static str,
}

/// The frame of the panel for an error page; a layer that knows who asks puts it among the
/// extensions of the answer.
#[derive(Debug, Clone)]
pub struct Frame(pub(super) Box<Panel>);

impl Frame {
    /// The same menu as around the pages that go well.
    pub fn new(panel: Panel) -> Self {
        Self(Box::new(panel))
    }
}

/// Around a page of the panel.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// Who is signed in: a name, or the e-mail.
    pub user: String,
    /// For which organisation.
    pub organisation: String,
    /// Menu lines with whether each is the current one.
    pub menu: Vec<(MenuItem, bool)>,
    /// The way to this page.
    pub crumbs: Vec<Crumb>,
    /// What the page is for.
    pub help: Option<Help>,
    /// What just happened, above the content.
    pub alert: Option<Alert>,
    /// Where scripts don't run, the browser loads the page again after so many seconds.
    pub refresh_s: Option<u32>,
    /// Where scripts run, htmx asks for the page again after so many seconds and swaps `main`,
    /// until the page that comes no longer asks for it.
    pub look_again_s: Option<u32>,
}

impl Panel {
    /// `here` is the path of the request; the menu line with the longest matching address is
    /// current.
    pub fn new(
        user: impl Into<String>,
        organisation: impl Into<String>,
        menu: &[MenuItem],
        here: &str,
    ) -> Self {
        let current = menu
            .iter()
            .filter(|item| is_below(here, item.href))
            .max_by_key(|item| item.href.len())
            .map(|item| item.href);
        let mark = |item: &MenuItem| (item.clone(), current == Some(item.href));
        Self {
            user: user.into(),
            organisation: organisation.into(),
            menu: menu.iter().map(mark).collect(),
            ..Self::default()
        }
    }

    /// The menu in its groups, in order; the first has no name.
    pub fn groups(&self) -> Vec<MenuGroup<'_>> {
        let mut groups: Vec<MenuGroup<'_>> = Vec::new();
        for line in &self.menu {
            let name = group_of(line.0.href);
            match groups.iter_mut().find(|(group, _)| *group == name) {
                Some((_, lines)) => lines.push(line),
                None => groups.push((name, vec![line])),
            }
        }
        groups
    }

    /// At most two letters for the round badge of the user: `AB`.
    pub fn initials(&self) -> String {
        let words: Vec<&str> = self.user.split_whitespace().collect();
        let ends = [words.first(), words.get(1..).and_then(<[_]>::last)];
        let letter = |word: &&str| word.chars().find(|c| c.is_alphabetic());
        let letters = ends.into_iter().flatten().filter_map(letter);
        letters.flat_map(char::to_uppercase).collect()
    }

    /// A step of the breadcrumb above this page.
    #[must_use]
    pub fn crumb(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb {
            label: label.into(),
            href: Some(href.into()),
        });
        self
    }

    /// The last step of the breadcrumb: this page.
    #[must_use]
    pub fn here(mut self, label: impl Into<String>) -> Self {
        self.crumbs.push(Crumb {
            label: label.into(),
            href: None,
        });
        self
    }

    /// What the page is for, if there is something to say.
    #[must_use]
    pub fn help(mut self, help: Option<Help>) -> Self {
        self.help = help;
        self
    }

    /// What just happened.
    #[must_use]
    pub fn alert(mut self, alert: Alert) -> Self {
        self.alert = Some(alert);
        self
    }

    /// For a page with a [`super::ui::Progress`], which asks by itself where scripts run.
    #[must_use]
    pub fn refresh_s(mut self, seconds: u32) -> Self {
        self.refresh_s = Some(seconds);
        self
    }

    /// For a page that waits for something: it looks again by itself, with and without scripts.
    #[must_use]
    pub fn look_again_s(mut self, seconds: u32) -> Self {
        self.refresh_s = Some(seconds);
        self.look_again_s = Some(seconds);
        self
    }
}

/// The rooms of access stand in a group of their own.
fn group_of(href: &str) -> Option<&'static str> {
    is_below(href, "/panel/access").then_some("Amministrazione")
}

fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administration_is_a_group_of_the_menu_wherever_its_lines_stand() {
        let item = |label, href| MenuItem {
            label,
            href,
            icon: "it-list",
        };
        let menu = [
            item("Utenti", "/panel/access/members"),
            item("Inizio", "/panel"),
            item("Registro", "/panel/access/audit"),
        ];
        let panel = Panel::new("Ada Maria Bianchi", "o", &menu, "/panel");
        let groups = panel.groups();
        assert_eq!(groups[0].0, Some("Amministrazione"));
        assert_eq!((groups[0].1.len(), groups[1].1.len()), (2, 1));
        assert_eq!(panel.initials(), "AB");
        assert_eq!(Panel::new("ada", "o", &[], "/").initials(), "A");
    }

    #[test]
    fn the_longest_matching_menu_line_is_current() {
        let item = |label, href| MenuItem {
            label,
            href,
            icon: "it-list",
        };
        let menu = [
            item("Inizio", "/panel"),
            item("Posizioni", "/panel/payments/positions"),
        ];
        let current = |here| {
            let panel = Panel::new("u", "o", &menu, here);
            panel
                .menu
                .into_iter()
                .find(|(_, on)| *on)
                .map(|(item, _)| item.label)
        };
        assert_eq!(current("/panel/payments/positions/1"), Some("Posizioni"));
        assert_eq!(current("/panel/payments/positionsx"), Some("Inizio"));
        assert_eq!(current("/pay"), None);
    }
}
