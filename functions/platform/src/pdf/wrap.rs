use std::ops::Range;

use super::text::Letter;

/// Where the lines of a text begin and end.
pub(super) struct Lines {
    pub ranges: Vec<Range<usize>>,
    /// A word was longer than a line and was split.
    pub broken: bool,
}

/// Width of letters set on one line, kerned.
pub(super) fn width(letters: &[Letter]) -> f32 {
    let kern_outside = letters
        .first()
        .map_or(0.0, |first| first.kern * first.style.size_pt);
    let sum: f32 = letters
        .iter()
        .map(|l| l.style.size_pt * (l.advance + l.kern))
        .sum();
    sum - kern_outside
}

/// Greedy lines no wider than `width_max`.
pub(super) fn lines(letters: &[Letter], width_max: f32) -> Lines {
    let mut lines = Lines {
        ranges: Vec::new(),
        broken: false,
    };
    let mut line: Option<Range<usize>> = None;
    for word in words(letters) {
        let joined = line.as_ref().map_or(word.start, |l| l.start)..word.end;
        if width(&letters[joined.clone()]) <= width_max {
            line = Some(joined);
            continue;
        }
        lines.ranges.extend(line.take());
        line = Some(split(letters, word, width_max, &mut lines));
    }
    lines.ranges.extend(line);
    lines
}

fn words(letters: &[Letter]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = 0;
    for (index, letter) in letters.iter().enumerate() {
        if letter.char == ' ' {
            words.push(start..index);
            start = index + 1;
        }
    }
    words.push(start..letters.len());
    words.retain(|word| !word.is_empty());
    words
}

/// Cuts full lines off a word that is too long and returns the rest of it.
fn split(
    letters: &[Letter],
    word: Range<usize>,
    width_max: f32,
    lines: &mut Lines,
) -> Range<usize> {
    let mut rest = word;
    while width(&letters[rest.clone()]) > width_max && rest.len() > 1 {
        let longest = (rest.start + 1..rest.end)
            .rev()
            .find(|&end| width(&letters[rest.start..end]) <= width_max)
            .unwrap_or(rest.start + 1);
        lines.ranges.push(rest.start..longest);
        lines.broken = true;
        rest.start = longest;
    }
    rest
}
