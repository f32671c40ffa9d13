//! The compound file around a workbook: a small file system of sectors (MS-CFB).

/// Sectors that end a chain or are none: everything from here on.
const NO_SECTOR: u32 = 0xffff_fffa;
/// Sectors of the allocation table that the header itself names.
const IN_HEADER: usize = 109;
const ENTRY: usize = 128;
const ROOT: u8 = 5;

struct Compound<'a> {
    bytes: &'a [u8],
    /// Bytes of a sector.
    size: usize,
    /// For each sector, the next of its chain.
    table: Vec<u32>,
}

struct Entry {
    name: String,
    kind: u8,
    start: u32,
    size: usize,
}

/// The first stream that has one of these names.
pub fn stream(bytes: &[u8], names: &[&str]) -> Option<Vec<u8>> {
    let file = Compound::open(bytes)?;
    let entries = entries(&file.chain(u32_at(bytes, 48)?));
    let found = names
        .iter()
        .find_map(|name| entries.iter().find(|entry| entry.name == *name))?;
    let cut_off = usize::try_from(u32_at(bytes, 56)?).ok()?;
    if found.size >= cut_off {
        let mut content = file.chain(found.start);
        content.truncate(found.size);
        return Some(content);
    }
    let root = entries.iter().find(|entry| entry.kind == ROOT)?;
    let mini = Compound {
        bytes: &file.chain(root.start),
        size: 1 << shift(bytes, 32)?,
        table: numbers(&file.chain(u32_at(bytes, 60)?)),
    };
    Some(mini.mini_chain(found.start, found.size))
}

impl<'a> Compound<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let size = 1usize << shift(bytes, 30)?;
        let mut file = Self {
            bytes,
            size,
            table: Vec::new(),
        };
        let mut sectors: Vec<u32> = numbers(bytes.get(76..512)?);
        sectors.truncate(IN_HEADER);
        let mut more = u32_at(bytes, 68)?;
        // Each sector of the list is read once at most, however they are linked.
        for _ in 0..bytes.len() / size {
            if more >= NO_SECTOR {
                break;
            }
            let mut listed = numbers(file.sector(more)?);
            more = listed.pop()?;
            sectors.extend(listed);
        }
        for sector in sectors.into_iter().filter(|sector| *sector < NO_SECTOR) {
            if file.table.len() > bytes.len() / size {
                break;
            }
            let part = numbers(file.sector(sector)?);
            file.table.extend(part);
        }
        Some(file)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (usize::try_from(number).ok()?)
            .checked_add(1)?
            .checked_mul(self.size)?;
        let rest = self.bytes.get(start..)?;
        Some(rest.get(..self.size).unwrap_or(rest))
    }

    /// The content of a chain; one that bites its tail ends where it is as long as the file.
    fn chain(&self, start: u32) -> Vec<u8> {
        let (mut content, mut at) = (Vec::new(), start);
        while at < NO_SECTOR && content.len() < self.bytes.len() {
            let Some(sector) = self.sector(at) else { break };
            content.extend_from_slice(sector);
            at = self.next(at);
        }
        content
    }

    /// As [`Compound::chain`] inside the stream of small streams, which has no header.
    fn mini_chain(&self, start: u32, size: usize) -> Vec<u8> {
        let (mut content, mut at) = (Vec::new(), start);
        while at < NO_SECTOR && content.len() < size.min(self.bytes.len()) {
            let from = usize::try_from(at)
                .unwrap_or(usize::MAX)
                .saturating_mul(self.size);
            let Some(rest) = self.bytes.get(from..) else {
                break;
            };
            content.extend_from_slice(rest.get(..self.size).unwrap_or(rest));
            at = self.next(at);
        }
        content.truncate(size);
        content
    }

    fn next(&self, sector: u32) -> u32 {
        let next = usize::try_from(sector)
            .ok()
            .and_then(|at| self.table.get(at));
        next.copied().unwrap_or(NO_SECTOR)
    }
}

/// 64 to 4,096 bytes: what programs write.
fn shift(bytes: &[u8], at: usize) -> Option<u16> {
    let shift = u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?);
    (6..=12).contains(&shift).then_some(shift)
}

fn entries(directory: &[u8]) -> Vec<Entry> {
    directory.chunks_exact(ENTRY).filter_map(entry).collect()
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16::from_le_bytes(bytes.get(64..66)?.try_into().ok()?));
    let name = bytes.get(..length.checked_sub(2)?.min(64))?;
    let units = name.chunks_exact(2).map(|unit| match unit {
        [low, high] => u16::from_le_bytes([*low, *high]),
        _ => 0,
    });
    Some(Entry {
        name: char::decode_utf16(units).filter_map(Result::ok).collect(),
        kind: *bytes.get(66)?,
        start: u32_at(bytes, 116)?,
        size: usize::try_from(u32_at(bytes, 120)?).ok()?,
    })
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    let number = |four: &[u8]| Some(u32::from_le_bytes(four.try_into().ok()?));
    bytes.chunks_exact(4).filter_map(number).collect()
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}
