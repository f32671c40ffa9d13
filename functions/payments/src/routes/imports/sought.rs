//! What the list of imports is asked for: words in the address, the state remembered.

use access::Actor;
use access::store::remembered;
use askama::Template;
use askama::filters::HtmlSafe;
use platform::table::{Cursor, Page, TableError};
use platform::web::ui::{Alert, Choices, Empty, Field};
use platform::web::{Typed, encoded};

use super::ImportsDeps;
use super::faults::ImportFault;
use super::list::{HERE, PAGE_ROWS};
use crate::domain::import::{Import, ImportFilter, ImportState, SOUGHT_CHARS_MAX};

/// The name under which a person's choice is remembered.
const LIST: &str = "imports";

/// What is asked.
#[derive(Debug, Default)]
pub(super) struct Asked {
    words: String,
    state: Option<ImportState>,
    after: Option<Cursor>,
}

#[derive(Debug, Template)]
#[template(path = "routes/imports/sought.html")]
pub(super) struct SearchForm {
    words: Field,
    states: Choices,
    /// The state in words, and the list without it.
    active: Option<(&'static str, String)>,
}

impl HtmlSafe for SearchForm {}

impl Asked {
    /// The list from its beginning.
    pub(super) fn here(&self) -> String {
        if self.is_all() {
            return HERE.to_owned();
        }
        let state = self.state.map_or("", ImportState::as_str);
        let words = encoded(&self.words);
        format!("{HERE}?q={words}&state={state}")
    }

    pub(super) fn is_all(&self) -> bool {
        self.filter().is_empty()
    }

    fn filter(&self) -> ImportFilter {
        ImportFilter::new(&self.words, self.state)
    }

    pub(super) fn form(&self) -> SearchForm {
        let states = ImportState::ALL.into_iter().fold(
            Choices::select("state", "Stato").choice("", "Tutti gli stati"),
            |select, state| select.choice(state.as_str(), state.italian()),
        );
        SearchForm {
            words: Field::search("q", "Nome o descrizione")
                .length_max(SOUGHT_CHARS_MAX)
                .value(self.words.as_str()),
            states: states
                .required()
                .chosen(self.state.map_or("", ImportState::as_str)),
            active: self.state.map(|state| {
                let words = encoded(&self.words);
                (state.italian(), format!("{HERE}?q={words}&state="))
            }),
        }
    }

    /// Said where a page ends before it is full.
    pub(super) fn paused(&self, page: &Page<Import>) -> Option<Alert> {
        let is_full = page.items.len() >= PAGE_ROWS as usize;
        let next = page.next.as_ref().filter(|_| !is_full && !self.is_all())?;
        let joint = format!("{}&after={}", self.here(), next.as_str());
        let text = "La ricerca continua dove questa pagina finisce.";
        let alert = Alert::info(text).title("Ricerca non ancora finita");
        Some(alert.link("Continua la ricerca", joint))
    }

    pub(super) fn empty(&self) -> Empty {
        if self.is_all() {
            return Empty::new(
                "Ancora nessuna importazione",
                "Qui trovi i file di dovuti caricati.",
            );
        }
        Empty::new(
            "Nessuna importazione trovata",
            "Controlla quello che hai cercato, o togli il filtro.",
        )
        .action("Mostra tutte", format!("{HERE}?q=&state="))
    }
}

impl ImportsDeps {
    /// What the address asks; where it asks nothing, the state that was chosen last: 1 request then.
    /// A choice is remembered: 1 request, and 1 more where it is another one than before.
    pub(super) async fn sought(&self, actor: &Actor, query: &Typed) -> Result<Asked, TableError> {
        let after = Some(query.value("after")).filter(|after| !after.is_empty());
        let mut asked = Asked {
            words: query
                .value("q")
                .chars()
                .take(SOUGHT_CHARS_MAX.into())
                .collect(),
            state: ImportState::parse(query.value("state")),
            after: after.map(Cursor::parse).transpose()?,
        };
        let is_chosen = query.prefixed("state").next().is_some();
        if is_chosen && asked.after.is_none() {
            let choice = asked.state.map_or("", ImportState::as_str);
            remembered::write(&self.table, actor, LIST, choice).await?;
        } else if !is_chosen && asked.after.is_none() {
            let choice = remembered::read(&self.table, actor, LIST).await?;
            asked.state = ImportState::parse(&choice.unwrap_or_default());
        }
        Ok(asked)
    }

    /// A page of the list, as far as the actor reaches.
    pub(super) async fn found(
        &self,
        actor: &Actor,
        asked: &Asked,
    ) -> Result<Page<Import>, ImportFault> {
        let part = (asked.after.clone(), PAGE_ROWS);
        self.list(actor, &asked.filter(), part).await
    }
}

#[cfg(test)]
impl Asked {
    pub(super) fn of_test() -> Self {
        Self {
            words: platform::web::inspect::HOSTILE.to_owned(),
            state: Some(ImportState::Ready),
            after: None,
        }
    }
}
