//! Pages as GPD asks for and describes them.

use serde::Serialize;

use super::problem::Problem;

/// `limit` where none is asked for, and at most.
pub const LIMIT_DEFAULT: usize = 10;
pub const LIMIT_MAX: usize = 50;
/// A page beyond is none that anybody turns to: a million positions, ten a page.
const PAGE_MAX: usize = 100_000;

/// What an address asks after `?`, in the order in which it was asked.
#[derive(Clone, Debug, Default)]
pub struct Parameters(Vec<(String, String)>);

/// The page that is asked for, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    pub page: usize,
    pub limit: usize,
}

/// GPD's `PageInfo`. `items_found` are those of this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PageInfo {
    pub page: usize,
    pub limit: usize,
    pub items_found: usize,
    pub total_pages: usize,
}

impl Parameters {
    pub fn new(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The first value under this name; an empty one is none.
    pub fn get(&self, name: &str) -> Option<&str> {
        let named = self.0.iter().find(|(key, _)| key == name);
        named
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// A value that is read by `parse`; of another form it is a problem.
    pub fn read<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.get(name) else {
            return Ok(None);
        };
        let value = parse(text).ok_or_else(|| Problem::parameter(name, text))?;
        Ok(Some(value))
    }

    /// `true` or `false`, in any case, as GPD's own clients write it.
    pub fn flag(&self, name: &str) -> Result<bool, Problem> {
        let parse = |text: &str| match text.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        Ok(self.read(name, parse)?.unwrap_or(false))
    }
}

impl Paging {
    pub fn read(asked: &Parameters) -> Result<Self, Problem> {
        let number = |text: &str| text.parse::<usize>().ok();
        let limit = |text: &str| number(text).filter(|limit| (1..=LIMIT_MAX).contains(limit));
        let page = |text: &str| number(text).filter(|page| *page <= PAGE_MAX);
        Ok(Self {
            limit: asked.read("limit", limit)?.unwrap_or(LIMIT_DEFAULT),
            page: asked.read("page", page)?.unwrap_or(0),
        })
    }

    /// Positions before this page.
    pub fn before(self) -> usize {
        self.page * self.limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Parameters {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Parameters::new(pairs.iter().map(pair).collect())
    }

    #[test]
    fn a_page_has_ten_positions_where_nobody_says_otherwise_and_never_more_than_fifty() {
        let first = Paging { page: 0, limit: 10 };
        assert_eq!(Paging::read(&asked(&[])).unwrap(), first);
        let paging = Paging::read(&asked(&[("limit", "50"), ("page", "3")])).unwrap();
        assert_eq!(paging.before(), 150);
        for (name, value) in [
            ("limit", "51"),
            ("limit", "0"),
            ("page", "-1"),
            ("page", "x"),
        ] {
            let problem = Paging::read(&asked(&[(name, value)])).unwrap_err();
            assert_eq!(
                problem.detail,
                format!("Invalid value {value} for property {name}")
            );
        }
    }

    #[test]
    fn a_flag_is_true_in_any_case() {
        assert!(asked(&[("toPublish", "True")]).flag("toPublish").unwrap());
        assert!(!asked(&[]).flag("toPublish").unwrap());
        assert!(asked(&[("toPublish", "yes")]).flag("toPublish").is_err());
    }
}
