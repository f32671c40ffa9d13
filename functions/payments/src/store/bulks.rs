//! Bulks: several positions that are made, changed or deleted together, all of them or none as any reader sees it.
//!
//! What fits one transaction is one, with the record beside it as the proof that it was written: [`run::write`]
//! takes the short way. What does not is written in two phases:
//! 1. **Hold.** In transactions of up to 100 items each position is put as `Held`: the new one (nobody sees it yet)
//!    or the one that was (everybody sees it still), with what it becomes beside it; the first of them makes the
//!    record, the others check that it is still pending. New pointers are plain: they lead to what is held.
//! 2. **Decide.** One write turns the record from `PENDING` to `COMMITTED`, with the outbox items. Before it
//!    no reader sees anything of the bulk; after it every reader sees all.
//! 3. **Let go.** A job makes each held position plain again, a position with its pointers in one transaction.
//!
//! Who reads a held position asks the record ([`super::positions::seen`]): 1 request more, while it is held.
//! Who wants to write one lets it go first ([`release::clear`]): forward when the bulk is committed, back when it is
//! aborted; where it is pending they wait a moment, then abort it, so that nobody waits for the dead. Held items
//! have no version: a write that did not notice is refused.
//! A bulk that died is found in the list of open ones by [`release::sweep`].
//!
//! | step | requests for n positions of i items |
//! |---|---|
//! | short way, i·n ≤ 98 | 1 |
//! | hold | ⌈(i·n)/99⌉ or some more, as positions stay whole |
//! | decide | 1 |
//! | let go, later | 1, 1 batch per 50, 1 transaction per 99 items, 1 |

pub mod act;
mod obstacles;
pub mod read;
pub mod release;
pub mod run;
