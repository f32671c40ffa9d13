//! A rule: which route needs what.

use http::Method;

use crate::domain::audit::Act;
use crate::domain::permission::Permission;

/// What a route asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Anybody may come.
    Public,
    /// The pagoPA node alone: `/node` stands on a domain of its own where the API gateway lets
    /// through only the node's client certificate (mutual TLS). Nothing is left to check here.
    Node,
    /// A person who signed in and holds the permission.
    Session(Permission),
    /// A programme with an API key whose role holds the permission.
    ApiKey(Permission),
    /// A programme with any API key that is good, whatever it may do.
    AnyApiKey,
    /// One or the other: the key where one is sent, else the session.
    SessionOrApiKey(Permission),
}

/// What the log of activities hears of a request by somebody who is known. A denial is always told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// Nothing: it only shows.
    Nothing,
    /// That it was done, or failed: 1 request more.
    Act(Act),
    /// That a file was handed out, where the answer is one or leads to one: then 1 request more.
    Download(Act),
    /// The room tells by itself, in the transaction of the act.
    Room,
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// `GET` covers `HEAD`, as in axum.
    pub method: Method,
    /// The axum pattern, letter by letter as the route is registered.
    pub path: &'static str,
    pub need: Need,
    /// The handler asks [`crate::Actor::scope`] and shows no more than that. Without the mark the gate
    /// lets only those pass who hold the permission on everything.
    pub scoped: bool,
    pub log: Log,
}

impl Rule {
    pub const fn get(path: &'static str, need: Need) -> Self {
        Self::of(Method::GET, path, need)
    }

    pub const fn post(path: &'static str, need: Need) -> Self {
        Self::of(Method::POST, path, need)
    }

    pub const fn put(path: &'static str, need: Need) -> Self {
        Self::of(Method::PUT, path, need)
    }

    pub const fn patch(path: &'static str, need: Need) -> Self {
        Self::of(Method::PATCH, path, need)
    }

    pub const fn delete(path: &'static str, need: Need) -> Self {
        Self::of(Method::DELETE, path, need)
    }

    const fn of(method: Method, path: &'static str, need: Need) -> Self {
        Self {
            method,
            path,
            need,
            scoped: false,
            log: Log::Nothing,
        }
    }

    #[must_use]
    pub const fn act(mut self, act: Act) -> Self {
        self.log = Log::Act(act);
        self
    }

    #[must_use]
    pub const fn download(mut self, act: Act) -> Self {
        self.log = Log::Download(act);
        self
    }

    /// The room writes the event itself.
    #[must_use]
    pub const fn told_by_room(mut self) -> Self {
        self.log = Log::Room;
        self
    }

    #[must_use]
    pub const fn scoped(mut self) -> Self {
        self.scoped = true;
        self
    }
}

/// What the table says of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding<'a> {
    Rule(&'a Rule),
    /// The path is known, with these methods and not with the one asked.
    OtherMethod(Vec<Method>),
    Unlisted,
}

/// What the log hears of a route.
pub fn log_of(rules: &[Rule], method: &Method, path: &str) -> Log {
    match find(rules, method, path) {
        Finding::Rule(rule) => rule.log,
        Finding::OtherMethod(_) | Finding::Unlisted => Log::Nothing,
    }
}

pub fn find<'a>(rules: &'a [Rule], method: &Method, path: &str) -> Finding<'a> {
    let asked = if method == Method::HEAD {
        &Method::GET
    } else {
        method
    };
    let of_path = || rules.iter().filter(|rule| rule.path == path);
    if let Some(rule) = of_path().find(|rule| rule.method == asked) {
        return Finding::Rule(rule);
    }
    let methods: Vec<_> = of_path().map(|rule| rule.method.clone()).collect();
    if methods.is_empty() {
        Finding::Unlisted
    } else {
        Finding::OtherMethod(methods)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &[Rule] = &[
        Rule::get("/a/{id}", Need::Public),
        Rule::post("/a/{id}", Need::Session(Permission::PanelOpen)),
    ];

    #[test]
    fn a_route_is_found_by_method_and_pattern() {
        assert_eq!(
            find(RULES, &Method::GET, "/a/{id}"),
            Finding::Rule(&RULES[0])
        );
        assert_eq!(
            find(RULES, &Method::HEAD, "/a/{id}"),
            Finding::Rule(&RULES[0])
        );
        assert_eq!(
            find(RULES, &Method::POST, "/a/{id}"),
            Finding::Rule(&RULES[1])
        );
    }

    #[test]
    fn what_is_not_in_the_table_is_not_let_through() {
        assert_eq!(
            find(RULES, &Method::DELETE, "/a/{id}"),
            Finding::OtherMethod(vec![Method::GET, Method::POST])
        );
        assert_eq!(find(RULES, &Method::GET, "/a/{other}"), Finding::Unlisted);
    }
}
