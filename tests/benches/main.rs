//! The figures: `cargo bench -p tests` prints one JSON line each and ends with the table of `tests/FIGURES.md`.
//!
//! `cargo bench -p tests -- notices` measures one room alone. Each room runs in a process of its own, so that its
//! CPU time and its peak of memory are its own. Nothing here fails a build: machines are noisy, so what must hold is
//! held by counted budgets in the tests.
#![expect(clippy::unwrap_used, reason = "a bench that cannot go on stops")]

mod audit;
mod cold_start;
mod dues;
mod figure;
mod flows;
mod gauge;
mod node;
mod notices;
mod page;
mod people;
mod publishing;
mod rivals;
mod town;

use std::process::{Command, Stdio};

use figure::Figure;

/// A room of figures: its name, what it needs prepared (outside the measured process), what it measures.
struct Room {
    name: &'static str,
    prepare: fn(),
    measure: fn(),
}

const ROOMS: [Room; 8] = [
    Room {
        name: "notices",
        prepare: nothing,
        measure: notices::measure,
    },
    Room {
        name: "dues",
        prepare: dues::prepare,
        measure: dues::measure,
    },
    Room {
        name: "publishing",
        prepare: nothing,
        measure: publishing::measure,
    },
    Room {
        name: "node",
        prepare: nothing,
        measure: node::measure,
    },
    Room {
        name: "flows",
        prepare: flows::prepare,
        measure: flows::measure,
    },
    Room {
        name: "audit",
        prepare: nothing,
        measure: audit::measure,
    },
    Room {
        name: "cold-start",
        prepare: cold_start::prepare,
        measure: cold_start::measure,
    },
    Room {
        name: "page",
        prepare: nothing,
        measure: page::measure,
    },
];

/// Set for the process that measures one room.
const ROOM: &str = "SPORTELLO_BENCH_ROOM";

fn nothing() {}

fn main() {
    if let Ok(name) = std::env::var(ROOM) {
        let (name, prepare) = name
            .strip_suffix(":prepare")
            .map_or((name.as_str(), false), |n| (n, true));
        let room = ROOMS.iter().find(|room| room.name == name).unwrap();
        return if prepare {
            (room.prepare)()
        } else {
            (room.measure)()
        };
    }
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with('-'))
        .collect();
    let rooms = ROOMS
        .iter()
        .filter(|r| wanted.is_empty() || wanted.iter().any(|w| w == r.name));
    let mut figures = Vec::new();
    for room in rooms {
        run(&format!("{}:prepare", room.name));
        let told = run(room.name);
        figures.extend(told.lines().filter_map(Figure::parse));
    }
    println!("\n{}", figure::table(&figures, &gauge::machine()));
}

/// Runs a room in a process of its own and passes on what it says.
fn run(room: &str) -> String {
    let me = std::env::current_exe().unwrap();
    let child = Command::new(me)
        .env(ROOM, room)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    print!("{text}");
    if !output.status.success() {
        eprintln!("{room}: not measured ({})", output.status);
    }
    text
}
