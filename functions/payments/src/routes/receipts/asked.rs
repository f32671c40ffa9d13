//! What the list is asked for.

use access::Actor;
use access::store::remembered;
use jiff::civil::Date;
use kernel::notice::NoticeNumber;
use kernel::time::italian_date;
use platform::table::TableError;
use platform::web::Typed;

use super::HERE;
use crate::domain::archive::{DAYS_TURNED, Days};
use crate::domain::receipt::ReceiptKind;
use crate::routes::positions::PositionsDeps;
use crate::store::archive::Place;

/// The name under which a person's filters are remembered.
const LIST: &str = "receipts";

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Asked {
    pub kind: Option<ReceiptKind>,
    pub paid: Days,
    /// All receipts of one notice, ours or another body's.
    pub notice: Option<NoticeNumber>,
    pub place: Option<Place>,
    /// Whether the filters are those of last time.
    pub remembered: bool,
}

impl Asked {
    /// Of a form or an address; what is wrong is kept in the form.
    pub fn read(form: &mut Typed) -> Self {
        let wrong = "Scrivi una data, per esempio 31/12/2026.";
        let mut day = |name| {
            let day = form.parse_optional(name, |text| text.parse::<Date>().map_err(|_| wrong));
            day.flatten()
        };
        let paid = Days {
            from: day("paid_from"),
            to: day("paid_to"),
        };
        let notice = form.parse_optional("notice", |text| {
            let digits: String = text.split_whitespace().collect();
            NoticeNumber::parse(&digits).map_err(|_| "Scrivi le 18 cifre di un codice avviso.")
        });
        if paid.from.zip(paid.to).is_some_and(|(from, to)| to < from) {
            form.reject("paid_to", DAYS_TURNED);
        }
        Self {
            kind: ReceiptKind::parse(form.value("kind")),
            paid,
            notice: notice.flatten(),
            ..Self::default()
        }
    }

    /// The address of this list, from its beginning or from a place on.
    pub fn href(&self, place: Option<&Place>) -> String {
        let mut fields = self.choice();
        fields.extend(self.notice.as_ref().map(|nav| format!("notice={nav}")));
        fields.extend(place.map(|place| format!("at={}", place.cursor().as_str())));
        if fields.is_empty() {
            // Without anything the address would mean what is remembered.
            fields.push("kind=".to_owned());
        }
        format!("{HERE}?{}", fields.join("&"))
    }

    /// What is remembered: of closed alphabets that need no escape, and no notice.
    fn choice(&self) -> Vec<String> {
        let day = |name: &str, day: Option<Date>| day.map(|day| format!("{name}={day}"));
        let all = [
            self.kind.map(|kind| format!("kind={}", kind.as_str())),
            day("paid_from", self.paid.from),
            day("paid_to", self.paid.to),
        ];
        all.into_iter().flatten().collect()
    }

    /// What is filtered, in words.
    pub fn active(&self) -> Vec<String> {
        let day =
            |word: &str, day: Option<Date>| day.map(|day| format!("{word} {}", italian_date(day)));
        let notice = self.notice.as_ref();
        let all = [
            self.kind.map(|kind| kind.italian().to_owned()),
            day("Pagate dal", self.paid.from),
            day("Pagate fino al", self.paid.to),
            notice.map(|nav| format!("Avviso {}", nav.grouped())),
        ];
        all.into_iter().flatten().collect()
    }
}

impl PositionsDeps {
    /// What the address of the list asks; where it asks nothing, what was chosen last: 1 request then.
    pub(super) async fn receipts_asked(
        &self,
        actor: &Actor,
        query: Typed,
    ) -> Result<(Asked, Typed), TableError> {
        let recalled = remembered::recall(&self.table, actor, LIST, query).await?;
        let (mut form, remembered) = recalled;
        let mut asked = Asked {
            remembered,
            ..Asked::read(&mut form)
        };
        let at = form.value("at");
        if !at.is_empty() {
            asked.place = Some(Place::parse(at)?);
        }
        Ok((asked, form))
    }

    /// Keeps the filters for the next time.
    pub(super) async fn keep_receipts_asked(
        &self,
        actor: &Actor,
        asked: &Asked,
    ) -> Result<(), TableError> {
        remembered::write(&self.table, actor, LIST, &asked.choice().join("&")).await
    }
}
