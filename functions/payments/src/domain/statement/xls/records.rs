//! The records of a workbook's stream (MS-XLS 2.1.4): a kind, a length, so many bytes.

const CONTINUE: u16 = 0x003c;

/// A record with what continues it.
pub struct Record<'a> {
    pub kind: u16,
    pub data: &'a [u8],
    /// The bytes of the `CONTINUE` records right behind it.
    pub more: Vec<&'a [u8]>,
}

impl Record<'_> {
    pub fn u8(&self, at: usize) -> Option<u8> {
        self.data.get(at).copied()
    }

    pub fn u16(&self, at: usize) -> Option<u16> {
        let two = self.data.get(at..at.checked_add(2)?)?;
        Some(u16::from_le_bytes(two.try_into().ok()?))
    }

    pub fn u32(&self, at: usize) -> Option<u32> {
        let four = self.data.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes(four.try_into().ok()?))
    }

    pub fn f64(&self, at: usize) -> Option<f64> {
        let eight = self.data.get(at..at.checked_add(8)?)?;
        Some(f64::from_le_bytes(eight.try_into().ok()?))
    }
}

pub struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    pub fn of(stream: &'a [u8]) -> Self {
        Self { rest: stream }
    }

    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let [a, b, c, d, rest @ ..] = self.rest else {
            return None;
        };
        let kind = u16::from_le_bytes([*a, *b]);
        let length = usize::from(u16::from_le_bytes([*c, *d]));
        let data = rest.get(..length)?;
        self.rest = rest.get(length..)?;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.one()?;
        let mut more = Vec::new();
        while self.rest.starts_with(&CONTINUE.to_le_bytes()) {
            more.push(self.one()?.1);
        }
        Some(Record { kind, data, more })
    }
}
