//! Workbooks in the old format, written by hand.

pub enum Written<'a> {
    Label(&'a str),
    Shared(u32),
    Number(f64),
    Formula,
}

fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let mut bytes = kind.to_le_bytes().to_vec();
    bytes.extend(u16::try_from(data.len()).expect("short").to_le_bytes());
    bytes.extend(data);
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = u16::try_from(units.len())
        .expect("short")
        .to_le_bytes()
        .to_vec();
    bytes.push(1);
    bytes.extend(units.into_iter().flat_map(u16::to_le_bytes));
    bytes
}

fn cell(row: u16, column: u16, written: &Written<'_>) -> Vec<u8> {
    let mut data = [row, column, 0].map(u16::to_le_bytes).concat();
    let kind = match written {
        Written::Label(text) => {
            data.extend(wide(text));
            0x0204
        }
        Written::Shared(at) => {
            data.extend(at.to_le_bytes());
            0x00fd
        }
        Written::Number(number) => {
            data.extend(number.to_le_bytes());
            0x0203
        }
        Written::Formula => {
            data.extend([0; 14]);
            0x0006
        }
    };
    record(kind, &data)
}

/// The records of one sheet, after `extra` among those of the whole workbook.
pub fn stream(extra: &[u8], rows: &[Vec<Written<'_>>]) -> Vec<u8> {
    let bof = |kind: u16| {
        record(
            0x0809,
            &[0x0600, kind, 0, 0, 0, 0, 0, 0]
                .map(u16::to_le_bytes)
                .concat(),
        )
    };
    let head = [bof(5), extra.to_vec()].concat();
    let sheet = |start: usize| {
        let mut data = u32::try_from(start).expect("small").to_le_bytes().to_vec();
        data.extend([0, 0, 1, 0, b'F']);
        record(0x0085, &data)
    };
    let start = head.len() + sheet(0).len() + record(0x000a, &[]).len();
    let mut all = [head, sheet(start), record(0x000a, &[]), bof(0x10)].concat();
    for (row, cells) in (0..).zip(rows) {
        for (column, written) in (0..).zip(cells) {
            all.extend(cell(row, column, written));
        }
    }
    all.extend(record(0x000a, &[]));
    all
}

/// A table of shared strings whose last one goes on in another record.
pub fn strings(texts: &[&str]) -> Vec<u8> {
    let count = u32::try_from(texts.len()).expect("few").to_le_bytes();
    let mut data = [count, count].concat();
    for text in texts {
        data.extend(wide(text));
    }
    // Cut inside the last string; it goes on with one byte a character.
    let last: Vec<char> = texts.last().expect("one").chars().collect();
    let rest: String = last[last.len() / 2..].iter().collect();
    data.truncate(data.len() - 2 * rest.chars().count());
    let more = [&[0][..], rest.as_bytes()].concat();
    [record(0x00fc, &data), record(0x003c, &more)].concat()
}

/// The stream as the only one of a compound file.
pub fn compound(stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    let mut content = stream.to_vec();
    // Under 4,096 bytes it would have to be a small stream.
    content.resize(content.len().max(4_096).next_multiple_of(SECTOR), 0);
    let sectors = content.len() / SECTOR;
    let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    file.resize(SECTOR, 0);
    let mut put = |at: usize, bytes: &[u8]| file[at..at + bytes.len()].copy_from_slice(bytes);
    put(24, &[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    put(44, &1u32.to_le_bytes());
    put(48, &1u32.to_le_bytes());
    put(56, &4_096u32.to_le_bytes());
    put(60, &0xffff_fffeu32.to_le_bytes());
    put(68, &0xffff_fffeu32.to_le_bytes());
    put(76, &[0xff; 436]);
    put(76, &0u32.to_le_bytes());
    let mut table = vec![0xffff_fffdu32, 0xffff_fffe];
    table.extend((0..sectors).map(|at| match at + 1 {
        next if next == sectors => 0xffff_fffe,
        next => u32::try_from(next + 2).expect("small"),
    }));
    table.resize(SECTOR / 4, 0xffff_ffff);
    file.extend(table.iter().flat_map(|sector| sector.to_le_bytes()));
    let mut directory = entry("Root Entry", 5, 0xffff_fffe, 0);
    directory.extend(entry("Workbook", 2, 2, content.len()));
    directory.resize(SECTOR, 0);
    file.extend(directory);
    file.extend(content);
    file
}

fn entry(name: &str, kind: u8, start: u32, size: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(bytes.len() + 2).expect("short");
    bytes.resize(64, 0);
    bytes.extend(length.to_le_bytes());
    bytes.extend([kind, 1]);
    bytes.resize(116, 0xff);
    bytes.extend(start.to_le_bytes());
    bytes.extend(u64::try_from(size).expect("small").to_le_bytes());
    bytes
}
