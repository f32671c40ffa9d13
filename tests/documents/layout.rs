//! Nothing leaves the page's margins, nothing lies on something else.

use crate::file::Word;

/// 10 mm.
const MARGIN: f32 = 28.34;
const PAGE_WIDTH: f32 = 595.28;
const PAGE_HEIGHT: f32 = 841.89;
/// A word's box reaches the ends of its advance; ink stays inside.
const TOLERANCE: f32 = 0.6;
/// poppler's boxes have the height of the font's tallest and deepest letters; ordinary ink stays in the middle
/// half.
const INK_PART: f32 = 0.5;

/// Fails on a word outside the margins, in another word, or across one of the `edges` between modules.
pub fn assert_tidy(words: &[Word], edges: &[f32], about: &str) {
    assert!(words.len() > 50, "{about}: only {} words", words.len());
    for (index, word) in words.iter().enumerate() {
        let fault = fault(word, &words[index + 1..], edges);
        assert!(
            fault.is_none(),
            "{about}: {} {}",
            word.text,
            fault.unwrap_or_default()
        );
    }
}

fn fault(word: &Word, others: &[Word], edges: &[f32]) -> Option<String> {
    if word.left < MARGIN - TOLERANCE || word.right > PAGE_WIDTH - MARGIN + TOLERANCE {
        return Some(format!("reaches from {} to {}", word.left, word.right));
    }
    if word.top < MARGIN - 5.0 || ink(word).1 > PAGE_HEIGHT - MARGIN {
        return Some(format!("stands at {}", word.top));
    }
    if let Some(edge) = edges.iter().find(|edge| crosses(word, **edge)) {
        return Some(format!("leaves its module at {edge}"));
    }
    let other = others.iter().find(|other| overlap(word, other))?;
    Some(format!(
        "lies on {} at {}, {}",
        other.text, other.left, other.top
    ))
}

fn ink(word: &Word) -> (f32, f32) {
    let (middle, half) = (
        (word.top + word.bottom) / 2.0,
        (word.bottom - word.top) * INK_PART / 2.0,
    );
    (middle - half, middle + half)
}

fn crosses(word: &Word, edge: f32) -> bool {
    let (top, bottom) = ink(word);
    top < edge && bottom > edge
}

fn overlap(a: &Word, b: &Word) -> bool {
    let (a_ink, b_ink) = (ink(a), ink(b));
    let beside = a.right - TOLERANCE <= b.left || b.right - TOLERANCE <= a.left;
    let apart = a_ink.1 <= b_ink.0 || b_ink.1 <= a_ink.0;
    a.page == b.page && !beside && !apart
}

fn at(left: f32, top: f32) -> Word {
    Word {
        text: "x".to_owned(),
        page: 0,
        left,
        top,
        right: left + 20.0,
        bottom: top + 12.0,
    }
}

#[test]
fn words_on_each_other_are_found() {
    assert!(overlap(&at(50.0, 50.0), &at(60.0, 52.0)));
    assert!(!overlap(&at(50.0, 50.0), &at(60.0, 60.0)), "the next line");
    assert!(!overlap(&at(50.0, 50.0), &at(70.0, 50.0)), "the next word");
    assert!(crosses(&at(50.0, 50.0), 56.0) && !crosses(&at(50.0, 50.0), 62.0));
}
