//! What a bulk writes for each of its positions: holding it, and letting it go.

use kernel::ids::BulkId;
use platform::table::{Condition, Stored, Tx};

use super::held::{Held, Next};
use super::iupds::IupdPointer;
use super::write::{Meaning, Writing, numbers};
use crate::domain::bulk::Hold;
use crate::domain::position::{By, Changed, DebtPosition, Deleted};

impl Writing {
    /// A new position that nobody sees yet; its pointers are plain, they lead to what is held.
    #[must_use]
    pub fn hold_new(self, bulk: &BulkId, position: &DebtPosition, former: Option<u64>) -> Self {
        let held = held(bulk, Hold::Create, position);
        self.stand(position, former, |tx| tx.put_new(&held))
    }

    /// A position that everybody sees as it was, and beside it what it becomes.
    #[must_use]
    pub fn hold_changed(self, bulk: &BulkId, before: &DebtPosition, changed: &Changed) -> Self {
        let next = Next {
            bulk: bulk.clone(),
            position: changed.after.clone(),
            history: changed.history.clone(),
        };
        let (old, new) = (numbers(before), numbers(&changed.after));
        let writing = self
            .hold(bulk, Hold::Replace, before)
            .add(Meaning::Version, |tx| tx.put_new(&next));
        new.difference(&old)
            .fold(writing, |writing, nav| writing.point(before, nav))
    }

    /// A position that everybody sees, and that will be gone.
    #[must_use]
    pub fn hold_removed(self, bulk: &BulkId, before: &DebtPosition) -> Self {
        self.hold(bulk, Hold::Remove, before)
    }

    fn hold(self, bulk: &BulkId, how: Hold, before: &DebtPosition) -> Self {
        let held = held(bulk, how, before);
        let was = Condition::Version(before.version);
        self.add(Meaning::Version, |tx| tx.put(&held, was))
    }

    /// What a held position becomes where its bulk is committed; `by` is who did it.
    #[must_use]
    pub fn forward(self, held: &Held, next: Option<&Next>, by: By<'_>) -> Self {
        let before = &held.position;
        match (held.hold, next) {
            (Hold::Create, _) => self
                .over(held, |tx, own| tx.put(before, own))
                .wait(None, Some(before)),
            (Hold::Remove, _) => {
                let deleted = Deleted::of(before, by);
                self.over(held, |tx, own| tx.delete(held.key(), own))
                    .gone(before, &deleted)
            }
            (Hold::Replace, Some(next)) => {
                let after = &next.position;
                let (old, new) = (numbers(before), numbers(after));
                let writing = self
                    .over(held, |tx, own| tx.put(after, own))
                    .add(Meaning::Version, |tx| tx.put_new(&next.history))
                    .add(Meaning::Version, |tx| {
                        tx.delete(next.key(), Condition::Exists)
                    });
                let left = old.difference(&new);
                left.fold(writing, |writing, nav| writing.leave(before, nav))
                    .wait(Some(before), Some(after))
            }
            // The two are written and taken away together: it is read again.
            (Hold::Replace, None) => self,
        }
    }

    /// What a held position becomes where its bulk is aborted: what it was.
    #[must_use]
    pub fn back(self, held: &Held, next: Option<&Next>) -> Self {
        let before = &held.position;
        match (held.hold, next) {
            (Hold::Create, _) => {
                let mut writing = self.over(held, |tx, own| tx.delete(held.key(), own));
                for nav in numbers(before) {
                    writing = writing.leave(before, nav);
                }
                match IupdPointer::of(before) {
                    Some(pointer) => writing.add(Meaning::Version, |tx| {
                        tx.delete(pointer.key(), IupdPointer::any())
                    }),
                    None => writing,
                }
            }
            (Hold::Remove, _) => self.over(held, |tx, own| tx.put(before, own)),
            (Hold::Replace, Some(next)) => {
                let (old, new) = (numbers(before), numbers(&next.position));
                let writing = self
                    .over(held, |tx, own| tx.put(before, own))
                    .add(Meaning::Version, |tx| {
                        tx.delete(next.key(), Condition::Exists)
                    });
                let added = new.difference(&old);
                added.fold(writing, |writing, nav| writing.leave(before, nav))
            }
            (Hold::Replace, None) => self,
        }
    }

    /// Over what this bulk holds, and nothing else.
    fn over(self, held: &Held, operation: impl FnOnce(Tx, Condition) -> Tx) -> Self {
        let own = Condition::Equals(Held::BESIDE, held.bulk.to_string());
        self.add(Meaning::Version, |tx| operation(tx, own))
    }
}

fn held(bulk: &BulkId, hold: Hold, position: &DebtPosition) -> Held {
    Held {
        bulk: bulk.clone(),
        hold,
        position: position.clone(),
    }
}
