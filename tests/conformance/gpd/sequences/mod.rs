//! Any sequence of calls leaves states that the state machine allows and amounts that add up: by seed,
//! over the routes and the embedded table, on a clock that stands until it is moved.

mod laws;
mod moves;
mod world;

use std::collections::BTreeSet;

use moves::Chance;
use world::World;

/// Sequences, and calls in each.
const SEQUENCES: u64 = 12;
const CALLS: u32 = 40;
/// What some sequence must have done with success, and states that one must have led to.
const EXPECTED: [&str; 18] = [
    "Create",
    "Update",
    "Publish",
    "Invalidate",
    "Delete",
    "Settle",
    "Pay",
    "Receipt",
    "Fee",
    "Report",
    "DRAFT",
    "PUBLISHED",
    "VALID",
    "INVALID",
    "EXPIRED",
    "PARTIALLY_PAID",
    "PAID",
    "REPORTED",
];

/// Plays a sequence; what was done, and in which states the position was seen.
async fn played(seed: u64, seen: &mut BTreeSet<String>) {
    let mut chance = Chance::new(seed);
    let mut world = World::new(seed).await;
    for nth in 0..CALLS {
        let step = chance.step();
        let before = world.look().await;
        let status = world.play(&step, &mut chance).await;
        let after = world.look().await;
        if status < 300 {
            let name = format!("{step:?}");
            let end = name.find([' ', '(']).unwrap_or(name.len());
            seen.insert(name[..end].to_owned());
        }
        seen.extend(
            after
                .as_ref()
                .map(|position| position.state.as_str().to_owned()),
        );
        let told = laws::judge(&step, status, (&before, &after));
        let story = world.story();
        assert!(
            told.is_empty(),
            "seed {seed}, call {nth}: {told:?}\n{story}"
        );
    }
    let numbers = world.numbers().await;
    assert!(
        numbers.is_empty(),
        "seed {seed}: {numbers:?}\n{}",
        world.story()
    );
}

#[tokio::test]
async fn any_sequence_of_calls_leaves_allowed_states_and_amounts_that_add_up() {
    let mut seen = BTreeSet::new();
    for seed in 0..SEQUENCES {
        played(seed, &mut seen).await;
    }
}

#[tokio::test]
async fn long_sequences_do_too() {
    let mut seen = BTreeSet::new();
    for seed in 1_000..1_000 + 5 * SEQUENCES {
        played(seed, &mut seen).await;
    }
    let missing: Vec<&str> = EXPECTED
        .into_iter()
        .filter(|one| !seen.contains(*one))
        .collect();
    assert!(missing.is_empty(), "never done or seen: {missing:?}");
}
