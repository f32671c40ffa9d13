use askama::Template;
use askama::filters::HtmlSafe;

use super::value::Value;

/// How a list is ordered by a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Greatest first.
    Descending,
    /// By another column.
    None,
}

impl Order {
    fn aria(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
            Self::None => "none",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::Ascending => "it-arrow-up-triangle",
            Self::Descending => "it-arrow-down-triangle",
            Self::None => "",
        }
    }
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    label: String,
    is_number: bool,
    sort: Option<(String, Order)>,
}

impl Column {
    /// Words, to the left.
    pub fn text(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            is_number: false,
            sort: None,
        }
    }

    /// Amounts and counts, to the right.
    pub fn number(label: impl Into<String>) -> Self {
        Self {
            is_number: true,
            ..Self::text(label)
        }
    }

    /// The head is a link that orders the list by this column.
    #[must_use]
    pub fn sorted_by(mut self, href: impl Into<String>, order: Order) -> Self {
        self.sort = Some((href.into(), order));
        self
    }
}

impl<T: Into<String>> From<T> for Column {
    fn from(label: T) -> Self {
        Self::text(label)
    }
}

/// A list of records; on a telephone each row becomes a card with the column's name before each
/// value. The first cell of a row is its heading.
#[derive(Debug, Clone, Template)]
#[template(path = "web/templates/ui/table.html")]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

impl HtmlSafe for Table {}

impl Table {
    /// `caption` tells screen readers what the table is about.
    pub fn new(
        caption: impl Into<String>,
        columns: impl IntoIterator<Item = impl Into<Column>>,
    ) -> Self {
        let columns = columns.into_iter().map(Into::into).collect();
        Self {
            caption: caption.into(),
            columns,
            rows: Vec::new(),
        }
    }

    /// One more row, a value for each column.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = Value>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }

    /// More rows.
    #[must_use]
    pub fn rows(mut self, more: impl IntoIterator<Item = Vec<Value>>) -> Self {
        self.rows.extend(more);
        self
    }

    /// Cells with the head of their column.
    fn cells<'a>(&'a self, row: &'a [Value]) -> impl Iterator<Item = (&'a Column, &'a Value)> {
        self.columns.iter().zip(row)
    }
}
