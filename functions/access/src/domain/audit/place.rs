//! Where events stand in time: days and shards, both read from their ids.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::ids::EventId;

/// Partitions of one organisation's day, so that no day is a hot one: 4 take 4,000 events a second, and
/// two days are read by 8 queries side by side.
pub const SHARDS: u32 = 4;

/// Crockford's base 32, in which ids are written.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of an id that tell its time, 5 bits each.
const TIME_CHARS: usize = 10;
const CHANCE_CHARS: usize = 16;

/// The shard of an id, by chance: from its last character.
pub fn shard_of(id: &EventId) -> u32 {
    let last = id.as_str().bytes().last().unwrap_or(b'0');
    u32::from(last) % SHARDS
}

/// The day (UTC) in which an id was minted.
pub fn day_of(id: &EventId) -> Date {
    day_at(minted_at(id))
}

/// The day (UTC) of an instant.
pub fn day_at(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The instant at which an id was minted, to the millisecond.
pub fn minted_at(id: &EventId) -> Timestamp {
    let digit = |byte: u8| ALPHABET.iter().position(|known| *known == byte);
    let time = id.as_str().bytes().take(TIME_CHARS);
    let milliseconds = time.fold(0_i64, |sum, byte| {
        let digit = digit(byte).and_then(|digit| i64::try_from(digit).ok());
        (sum << 5) | digit.unwrap_or(0)
    });
    Timestamp::from_millisecond(milliseconds).unwrap_or_default()
}

/// The id before all that are minted from `at` on: 26 characters, the chance all zero.
pub fn first_id(at: Timestamp) -> String {
    let mut rest = u64::try_from(at.as_millisecond()).unwrap_or(0);
    let mut id = ['0'; TIME_CHARS];
    for place in id.iter_mut().rev() {
        let digit = usize::try_from(rest & 31).unwrap_or(0);
        *place = ALPHABET.get(digit).map_or('0', |byte| char::from(*byte));
        rest >>= 5;
    }
    id.iter().collect::<String>() + &"0".repeat(CHANCE_CHARS)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::dice::SeededDice;
    use kernel::time::ManualClock;

    use super::*;

    #[test]
    fn an_id_tells_its_instant_and_the_first_of_an_instant_comes_before_it() {
        let at: Timestamp = "2026-03-02T23:59:59.999Z".parse().unwrap();
        let later: Timestamp = "2026-03-03T00:00:00Z".parse().unwrap();
        let id = EventId::mint(&ManualClock::new(at), &SeededDice::new(1));
        assert_eq!((minted_at(&id), day_of(&id)), (at, date(2026, 3, 2)));
        assert!(first_id(at).as_str() < id.as_str() && id.as_str() < first_id(later).as_str());
        // The worked example of the ULID project.
        let example = Timestamp::from_millisecond(1_469_918_176_385).unwrap();
        assert!(first_id(example).starts_with("01ARYZ6S41"));
    }

    #[test]
    fn ids_are_spread_over_all_shards() {
        let (clock, dice) = (ManualClock::new(Timestamp::UNIX_EPOCH), SeededDice::new(1));
        let mut counts = [0; SHARDS as usize];
        for _ in 0..4_000 {
            let shard = shard_of(&EventId::mint(&clock, &dice));
            counts[shard as usize] += 1;
        }
        assert!(
            counts.iter().all(|count| (800..1_200).contains(count)),
            "{counts:?}"
        );
    }
}
