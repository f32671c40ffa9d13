//! What a list is asked for: filters in the address, words and people sealed.

use access::Actor;
use access::store::remembered;
use jiff::SignedDuration;
use platform::seal::SealError;
use platform::web::Typed;

use super::PositionsDeps;
use super::list::HERE;
use crate::domain::archive::{Filter, Order};
use crate::routes::sought::Sought;
use crate::store::archive::Place;

/// The name under which a person's filters are remembered.
const LIST: &str = "positions";
/// A search may lie open this long.
const VALID: SignedDuration = SignedDuration::from_hours(12);
/// Letters of the search box.
pub(super) const WORDS_CHARS_MAX: u16 = 100;

#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub filter: Filter,
    pub order: Option<Order>,
    pub sought: Option<Sought>,
    /// The sealed form of `sought`.
    pub seal: String,
    pub place: Option<Place>,
    /// Whether the filters are those of last time.
    pub remembered: bool,
    /// Whether the sealed words can not be opened any more.
    pub expired: bool,
}

impl Asked {
    /// The filters and the order of a form or an address; what is wrong is kept in the form.
    pub(super) fn read(form: &mut Typed) -> Self {
        let (filter, wrong) = Filter::read(|name| form.value(name));
        let order = Order::parse(form.value("order"));
        for (field, sentence) in wrong {
            form.reject(field, sentence);
        }
        Self {
            filter,
            order,
            ..Self::default()
        }
    }

    /// The address of this list, from its beginning or from a place on.
    pub(super) fn href(&self, place: Option<&Place>) -> String {
        let cursor = place.map(|place| place.cursor().as_str().to_owned());
        let seal = Some(self.seal.clone()).filter(|seal| !seal.is_empty());
        let mut fields = self.choice();
        fields.extend(seal.map(|seal| format!("s={seal}")));
        fields.extend(cursor.map(|cursor| format!("at={cursor}")));
        if fields.is_empty() {
            // Without anything the address would mean what is remembered.
            fields.push("order=".to_owned());
        }
        format!("{HERE}?{}", fields.join("&"))
    }

    /// The same list in another order.
    pub(super) fn ordered(&self, order: Order) -> String {
        let asked = Self {
            order: Some(order),
            ..self.clone()
        };
        asked.href(None)
    }

    /// Filters and order: nothing personal, and of closed alphabets that need no escape.
    fn choice(&self) -> Vec<String> {
        let filters = self.filter.fields().into_iter();
        let order = self.order.map(|order| ("order", order.as_str().to_owned()));
        filters
            .chain(order)
            .map(|(name, value)| format!("{name}={value}"))
            .collect()
    }
}

impl PositionsDeps {
    /// What the address of a list asks; where it asks nothing, what was chosen last: 1 request
    /// then.
    pub(super) async fn asked(
        &self,
        actor: &Actor,
        query: Typed,
    ) -> Result<(Asked, Typed), platform::table::TableError> {
        let recalled = remembered::recall(&self.table, actor, LIST, query).await?;
        let (mut query, remembered) = recalled;
        let mut asked = Asked::read(&mut query);
        asked.remembered = remembered;
        asked.seal = query.value("s").to_owned();
        if !asked.seal.is_empty() {
            match self.sealer.open::<Sought>(&asked.seal) {
                Ok(sought) => asked.sought = Some(sought),
                Err(SealError::Expired | SealError::NotValid) => {
                    (asked.expired, asked.seal) = (true, String::new());
                }
            }
        }
        let at = query.value("at");
        if !at.is_empty() {
            asked.place = Some(Place::parse(at)?);
        }
        Ok((asked, query))
    }

    /// Keeps the filters and the order for the next time.
    pub(super) async fn remember(
        &self,
        actor: &Actor,
        asked: &Asked,
    ) -> Result<(), platform::table::TableError> {
        let choice = asked.choice().join("&");
        remembered::write(&self.table, actor, LIST, &choice).await
    }

    pub(super) fn seal(&self, sought: &Sought) -> String {
        self.sealer.seal(sought, self.clock.now() + VALID)
    }
}
