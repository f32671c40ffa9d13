/// Tables that a PDF has no use for: it names its fonts and characters itself (ISO 32000-1, 9.9).
const UNUSED: [&[u8]; 2] = [b"name", b"post"];
const HEAD_BYTES: usize = 12;
const RECORD_BYTES: usize = 16;

/// The font file without its unused tables; the file itself where it is none that we understand.
pub(super) fn lean(font: &[u8]) -> Vec<u8> {
    without(font).unwrap_or_else(|| font.to_vec())
}

fn without(font: &[u8]) -> Option<Vec<u8>> {
    let head = font.get(..HEAD_BYTES)?;
    let count = usize::from(u16::from_be_bytes([head[4], head[5]]));
    let records = font.get(HEAD_BYTES..HEAD_BYTES + count * RECORD_BYTES)?;
    let kept = records.chunks(RECORD_BYTES);
    let kept: Vec<&[u8]> = kept.filter(|r| !UNUSED.contains(&&r[..4])).collect();
    let (mut directory, mut tables) = (Vec::new(), Vec::new());
    let begin = HEAD_BYTES + kept.len() * RECORD_BYTES;
    for record in &kept {
        let (offset, length) = (number(record, 8)?, number(record, 12)?);
        directory.extend_from_slice(&record[..8]);
        let place = u32::try_from(begin + tables.len()).ok()?;
        directory.extend_from_slice(&place.to_be_bytes());
        directory.extend_from_slice(&record[12..]);
        tables.extend_from_slice(font.get(offset..offset + length)?);
        tables.resize(tables.len().next_multiple_of(4), 0);
    }
    let mut lean = head[..4].to_vec();
    lean.extend_from_slice(&search(u16::try_from(kept.len()).ok()?));
    lean.append(&mut directory);
    lean.append(&mut tables);
    Some(lean)
}

fn number(record: &[u8], at: usize) -> Option<usize> {
    let bytes = record.get(at..at + 4)?.try_into().ok()?;
    usize::try_from(u32::from_be_bytes(bytes)).ok()
}

/// The number of tables and what a binary search wants to know of it (OpenType, "Table directory").
fn search(count: u16) -> Vec<u8> {
    let selector = u16::try_from(count.max(1).ilog2()).unwrap_or(0);
    let range = 16 << selector;
    [count, range, selector, 16 * count - range]
        .iter()
        .flat_map(|value| value.to_be_bytes())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Face;
    use super::*;

    #[test]
    fn a_lean_font_is_the_same_font() {
        for face in Face::ALL {
            let lean = lean(face.bytes());
            assert!(lean.len() < face.bytes().len());
            let read = ttf_parser::Face::parse(&lean, 0).expect("a font");
            let (whole, letter) = (face.ttf(), 'è');
            assert_eq!(read.glyph_index(letter), whole.glyph_index(letter));
            let glyph = face.glyph(letter);
            assert_eq!(
                read.glyph_hor_advance(glyph),
                whole.glyph_hor_advance(glyph)
            );
            assert_eq!(
                read.glyph_bounding_box(glyph),
                whole.glyph_bounding_box(glyph)
            );
            assert!(read.names().is_empty() && read.tables().post.is_none());
        }
    }

    #[test]
    fn what_is_no_font_stays_as_it_is() {
        assert_eq!(lean(b"no font"), b"no font");
    }
}
