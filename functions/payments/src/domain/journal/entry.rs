//! One call, as it is kept.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::EventId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::{Found, Operation, mask};

/// How long entries are kept: 1 to 3,650 days, 396 (thirteen months) where the installation says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptDays(u16);

impl KeptDays {
    pub const MAX: u16 = 3_650;

    pub fn parse(text: &str) -> Option<Self> {
        let days = text.parse().ok()?;
        (1..=Self::MAX).contains(&days).then_some(Self(days))
    }

    pub fn from(self, at: Timestamp) -> Timestamp {
        let kept = SignedDuration::from_hours(24 * i64::from(self.0));
        at.checked_add(kept).unwrap_or(Timestamp::MAX)
    }

    pub fn days(self) -> u16 {
        self.0
    }
}

impl Default for KeptDays {
    fn default() -> Self {
        Self(396)
    }
}

/// What a call was, before it is masked.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    pub operation: Operation,
    /// Where the caller of this knows it; else it is looked for in the words.
    pub creditor: Option<&'a OrgFiscalCode>,
    pub notice: Option<&'a NoticeNumber>,
    /// `GET /organizations/80047110152/fdrs`; the pattern of the path where it holds something personal.
    /// Empty for SOAP.
    pub what: &'a str,
    pub started: Timestamp,
    pub ended: Timestamp,
    /// Absent where no answer came.
    pub status: Option<u16>,
    /// Why no answer came; an Italian sentence.
    pub trouble: Option<&'a str>,
    pub request: &'a [u8],
    pub answer: &'a [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Done,
    /// KO, or a status of the 400s.
    Refused,
    /// No answer, or a status of the 500s.
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Done, Self::Refused, Self::Failed];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }

    pub const fn italian(self) -> &'static str {
        match self {
            Self::Done => "Riuscita",
            Self::Refused => "Rifiutata",
            Self::Failed => "Non riuscita",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    fn of(status: Option<u16>, found: &Found) -> Self {
        match status {
            None | Some(500..) => Self::Failed,
            Some(400..) => Self::Refused,
            Some(_) if found.is_refusal() => Self::Refused,
            Some(_) => Self::Done,
        }
    }
}

/// What was said, masked, and cut where it was long.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// XML or JSON, indented. Empty where there was nothing, or nothing that can be masked by its names.
    #[serde(default)]
    pub text: String,
    /// Of what was really sent.
    pub size_bytes: u64,
    /// Whether `text` ends before the message did.
    #[serde(default)]
    pub is_cut: bool,
}

impl Body {
    /// Something was said that is neither XML nor JSON: of that only the size is kept.
    pub fn is_unreadable(&self) -> bool {
        self.text.is_empty() && self.size_bytes > 0
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub id: EventId,
    /// Absent where the call named no organisation.
    pub creditor: Option<OrgFiscalCode>,
    pub operation: Operation,
    pub what: String,
    pub at: Timestamp,
    pub duration_ms: u64,
    pub status: Option<u16>,
    pub outcome: Outcome,
    /// `PAA_PAGAMENTO_DUPLICATO`, `ODP-107`, …
    pub code: Option<String>,
    pub trouble: Option<String>,
    pub notice: Option<NoticeNumber>,
    pub iuv: Option<String>,
    pub receipt_id: Option<String>,
    pub request: Body,
    pub answer: Body,
    pub kept_until: Timestamp,
}

/// The entry of a call: nothing of it is kept that is not masked.
pub fn entry(id: EventId, call: &Call<'_>, kept: KeptDays) -> Entry {
    let messages = [call.request, call.answer];
    let (what, [request, answer], found) = mask::masked_with(call.what, messages);
    let notice = call.notice.cloned().or_else(|| found.notice());
    let duration = call.ended.duration_since(call.started).as_millis();
    Entry {
        id,
        creditor: call.creditor.cloned().or_else(|| found.creditor()),
        operation: call.operation,
        what,
        at: call.started,
        duration_ms: u64::try_from(duration).unwrap_or(0),
        status: call.status,
        outcome: Outcome::of(call.status, &found),
        code: found.code(),
        trouble: call.trouble.map(mask::by_form),
        iuv: found.iuv(),
        receipt_id: found.receipt_id(),
        notice,
        request,
        answer,
        kept_until: kept.from(call.started),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call<'a>(status: Option<u16>, answer: &'a str) -> Call<'a> {
        Call {
            operation: Operation::VerifyNotice,
            creditor: None,
            notice: None,
            what: "",
            started: Timestamp::UNIX_EPOCH,
            ended: "1970-01-01T00:00:00.120Z".parse().unwrap(),
            status,
            trouble: None,
            request: b"<a><idPA>80047110152</idPA><qrCode><fiscalCode>80047110152</fiscalCode>\
                <noticeNumber>307000000000000075</noticeNumber></qrCode></a>",
            answer: answer.as_bytes(),
        }
    }

    fn of(call: &Call<'_>) -> Entry {
        let id = EventId::parse("01ARZ3NDEKTSV4RRFFQ69G5FAV").unwrap();
        entry(id, call, KeptDays::default())
    }

    #[test]
    fn a_call_is_found_by_its_creditor_and_notice_and_knows_how_it_ended() {
        let ko = "<r><outcome>KO</outcome><fault><faultCode>PAA_PAGAMENTO_SCONOSCIUTO</faultCode></fault></r>";
        let one = of(&call(Some(200), ko));
        assert_eq!(one.creditor.unwrap().as_str(), "80047110152");
        assert_eq!(one.notice.unwrap().as_str(), "307000000000000075");
        assert_eq!(one.code.as_deref(), Some("PAA_PAGAMENTO_SCONOSCIUTO"));
        assert_eq!((one.outcome, one.duration_ms), (Outcome::Refused, 120));
        assert_eq!(one.kept_until.to_string(), "1971-02-01T00:00:00Z");
        for (status, outcome) in [
            (Some(200), Outcome::Done),
            (Some(404), Outcome::Refused),
            (Some(503), Outcome::Failed),
            (None, Outcome::Failed),
        ] {
            assert_eq!(of(&call(status, "")).outcome, outcome);
        }
    }

    #[test]
    fn the_days_kept_are_bounded() {
        assert_eq!(KeptDays::parse("30").map(KeptDays::days), Some(30));
        for wrong in ["", "0", "3651", "-1", "x"] {
            assert_eq!(KeptDays::parse(wrong), None);
        }
    }
}
