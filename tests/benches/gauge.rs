//! CPU time, memory and the name of the machine, as Linux tells them under `/proc`.

use std::time::{Duration, Instant};

/// The kernel counts CPU time in hundredths of a second, on every Linux that we know.
const TICKS_PER_S: f64 = 100.0;

/// What a piece of work took.
#[derive(Debug, Clone, Copy)]
pub struct Spent {
    pub wall: Duration,
    /// Of this process, all threads, user and system.
    pub cpu_s: f64,
}

/// Does `work` and tells what it took.
pub fn spent<T>(work: impl FnOnce() -> T) -> (T, Spent) {
    let (began, before) = (Instant::now(), cpu_s());
    let done = work();
    (done, since(began, before))
}

/// As [`spent`], for work that began at an instant with so much CPU time behind it.
pub fn since(began: Instant, before: f64) -> Spent {
    Spent {
        wall: began.elapsed(),
        cpu_s: cpu_s() - before,
    }
}

/// CPU seconds of this process so far.
pub fn cpu_s() -> f64 {
    ticks([11, 12])
}

/// CPU seconds of the children that have ended and were waited for.
pub fn children_cpu_s() -> f64 {
    ticks([13, 14])
}

/// Fields of `/proc/self/stat`, counted after the name in brackets, which may hold blanks.
fn ticks(fields: [usize; 2]) -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(") ").next().unwrap_or_default();
    let all: Vec<f64> = after
        .split(' ')
        .map(|field| field.parse().unwrap_or(0.0))
        .collect();
    fields.iter().filter_map(|at| all.get(*at)).sum::<f64>() / TICKS_PER_S
}

/// The most memory this process ever held at once, megabytes.
pub fn peak_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kb = line.and_then(|line| {
        line.trim()
            .trim_end_matches(" kB")
            .trim()
            .parse::<f64>()
            .ok()
    });
    kb.unwrap_or(0.0) / 1024.0
}

/// `2 × Intel Xeon … , 24 GiB`.
pub fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kb = memory
        .lines()
        .next()
        .and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    let gib = kb.unwrap_or(0.0) / 1024.0 / 1024.0;
    format!(
        "{cores} × {}, {gib:.0} GiB",
        name.unwrap_or("a processor that does not say its name")
    )
}
