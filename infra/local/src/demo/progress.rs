//! One bar over the whole job. Lines are told above it; without a terminal they are just printed.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

pub struct Progress {
    bar: ProgressBar,
    quiet: bool,
}

impl Progress {
    /// On the standard error, so that the summary can be piped.
    pub fn shown() -> Self {
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{spinner} {msg:<28} {wide_bar} {pos}/{len}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(120));
        Self { bar, quiet: false }
    }

    pub fn hidden() -> Self {
        Self {
            bar: ProgressBar::hidden(),
            quiet: true,
        }
    }

    /// A new step of this many parts.
    pub fn step(&self, name: &str, parts: u64) {
        self.bar.reset();
        self.bar.set_length(parts);
        self.bar.set_message(name.to_owned());
    }

    pub fn at(&self, part: u64) {
        self.bar.set_position(part);
    }

    pub fn advance(&self) {
        self.bar.inc(1);
    }

    pub fn say(&self, line: &str) {
        if !self.quiet {
            self.bar.suspend(|| println!("{line}"));
        }
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
