//! Reading changes nothing: every address that the demo's pages lead to is asked, and the table is what
//! it was.

use std::collections::{BTreeSet, VecDeque};

use access::Role;
use access::gate::Rule;
use http::Method;

use super::site::{Person, Site, changed};
use super::{address, assert_none, is_machine, routes};

/// Addresses asked of one route, so that no list fills the walk.
const OF_ONE_ROUTE_MAX: usize = 4;
/// Routes that the demo's links must reach with things that exist, so that the walk stays one.
const ROUTES_MIN: usize = 25;

#[tokio::test(flavor = "multi_thread")]
async fn no_reading_changes_anything_but_what_a_list_remembers_and_the_log_tells() {
    let site = Site::open(true).await;
    let admin = site.person(Role::Administrator).await;
    let before = site.dump().await;
    let mut walk = Walk::new();
    while let Some(path) = walk.next() {
        walk.read(&path, &text_of(&site, &admin, &path).await);
    }
    for rule in routes().filter(|rule| rule.method == Method::GET && is_machine(rule)) {
        let request = site.as_programme(&Method::GET, &address(rule));
        request.send().await.unwrap();
    }
    let touched = changed(&before, &site.dump().await);
    site.close().await;
    let reached = walk.reached();
    assert!(
        reached >= ROUTES_MIN,
        "only {reached} routes: {:?}",
        walk.seen
    );
    let owns = format!("USER#{} LIST#", admin.id);
    let told = |key: &String| key.starts_with("AUDIT#") || key.starts_with("J#");
    let unseen = |key: &String| !key.starts_with(&owns) && !told(key);
    assert_none(&touched.into_iter().filter(unseen).collect::<Vec<_>>());
}

async fn text_of(site: &Site, person: &Person, path: &str) -> String {
    let request = site.as_person(person, &Method::GET, path);
    let answer = request.send().await.unwrap();
    assert!(
        answer.status().as_u16() < 500,
        "{path}: {}",
        answer.status()
    );
    let kind = answer.headers().get("content-type");
    let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match is_page {
        true => answer.text().await.unwrap(),
        false => String::new(),
    }
}

struct Walk {
    waiting: VecDeque<String>,
    asked: BTreeSet<String>,
    /// Pattern of a route, and an address of it.
    seen: BTreeSet<(&'static str, String)>,
}

impl Walk {
    fn new() -> Self {
        let plain = routes().filter(|rule| rule.method == Method::GET && !is_machine(rule));
        Self {
            waiting: plain.map(address).collect(),
            asked: BTreeSet::new(),
            seen: BTreeSet::new(),
        }
    }

    fn next(&mut self) -> Option<String> {
        self.waiting.pop_front()
    }

    /// Takes up the links of a page that lead to routes of ours.
    fn read(&mut self, from: &str, page: &str) {
        self.asked.insert(from.to_owned());
        for link in page
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            let link = link
                .split('#')
                .next()
                .unwrap_or_default()
                .replace("&amp;", "&");
            let Some(rule) = rule_of(&link) else { continue };
            let known = self
                .seen
                .iter()
                .filter(|(path, _)| *path == rule.path)
                .count();
            if known < OF_ONE_ROUTE_MAX && self.asked.insert(link.clone()) {
                self.seen.insert((rule.path, link.clone()));
                self.waiting.push_back(link);
            }
        }
    }

    fn reached(&self) -> usize {
        self.seen
            .iter()
            .map(|(path, _)| path)
            .collect::<BTreeSet<_>>()
            .len()
    }
}

/// The route of an address, where it reads.
fn rule_of(link: &str) -> Option<&'static Rule> {
    let path: Vec<_> = link.split('?').next()?.split('/').collect();
    let fits = |rule: &&Rule| {
        let pattern: Vec<_> = rule.path.split('/').collect();
        let same = |(p, a): (&&str, &&str)| p == a || (p.starts_with('{') && !a.is_empty());
        pattern.len() == path.len() && pattern.iter().zip(&path).all(same)
    };
    let readable = routes().filter(|rule| rule.method == Method::GET && fits(rule));
    // A word of a pattern comes before its hole: `/keys/new` is not the key called `new`.
    readable.min_by_key(|rule| rule.path.matches('{').count())
}
