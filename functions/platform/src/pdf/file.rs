use pdf_writer::{Chunk, Filter, Finish, Name, Ref, Settings, Str};
use sha2::{Digest, Sha256};

use super::document::{Refs, deflate};

const HEADER: &[u8] = b"%PDF-1.7\n%\x80\x80\x80\x80\n";
/// Bytes of the three fields of an entry of the cross-reference stream.
const ENTRY: [i32; 3] = [1, 4, 2];

/// The file under construction: streams as they come, everything else packed into one compressed object
/// stream (ISO 32000-1, 7.5.7 and 7.5.8), which makes a tagged page a quarter smaller.
pub(super) struct File {
    body: Vec<u8>,
    places: Vec<(Ref, Place)>,
    /// The packed objects one after the other, and the directory in front of them.
    packed: Vec<u8>,
    directory: String,
}

#[derive(Clone, Copy)]
enum Place {
    /// From the beginning of the file.
    Offset(usize),
    /// Among the packed objects.
    Packed(u16),
}

impl File {
    pub fn new() -> Self {
        Self {
            body: HEADER.to_vec(),
            places: Vec::new(),
            packed: Vec::new(),
            directory: String::new(),
        }
    }

    /// Adds the stream that `write` writes under `id`.
    pub fn stream(&mut self, id: Ref, write: impl FnOnce(&mut Chunk)) {
        let chunk = written(write);
        self.places.push((id, Place::Offset(self.body.len())));
        self.body.extend_from_slice(chunk.as_bytes());
    }

    /// Adds the one object, which is no stream, that `write` writes under `id`.
    pub fn object(&mut self, id: Ref, write: impl FnOnce(&mut Chunk)) {
        let chunk = written(write);
        let count = self.places.iter().filter(|(_, place)| place.is_packed());
        let index = u16::try_from(count.count()).unwrap_or(u16::MAX);
        self.places.push((id, Place::Packed(index)));
        let offset = self.packed.len();
        self.directory.push_str(&format!("{} {offset} ", id.get()));
        self.packed.extend_from_slice(content(chunk.as_bytes()));
        self.packed.push(b'\n');
    }

    /// The whole file.
    pub fn finish(mut self, mut refs: Refs, catalog: Ref, info: Ref) -> Vec<u8> {
        let [packed, table] = refs.many();
        self.write_packed(packed);
        let id = Sha256::digest(&self.body)[..16].to_vec();
        let offset = self.body.len();
        self.places.push((table, Place::Offset(offset)));
        let entries = deflate(&self.entries(packed));
        self.stream(table, |chunk| {
            let mut stream = chunk.stream(table, &entries);
            stream.filter(Filter::FlateDecode);
            stream.pair(Name(b"Type"), Name(b"XRef"));
            stream.pair(Name(b"Size"), table.get() + 1);
            stream.insert(Name(b"W")).array().items(ENTRY);
            stream.pair(Name(b"Root"), catalog);
            stream.pair(Name(b"Info"), info);
            let mut ids = stream.insert(Name(b"ID")).array();
            ids.item(Str(&id)).item(Str(&id));
            ids.finish();
        });
        let end = format!("startxref\n{offset}\n%%EOF\n");
        self.body.extend_from_slice(end.as_bytes());
        self.body
    }

    fn write_packed(&mut self, id: Ref) {
        let length = |length: usize| i32::try_from(length).unwrap_or(i32::MAX);
        let count = self.places.iter().filter(|(_, place)| place.is_packed());
        let (count, first) = (length(count.count()), length(self.directory.len()));
        let mut objects = std::mem::take(&mut self.directory).into_bytes();
        objects.append(&mut self.packed);
        let objects = deflate(&objects);
        self.stream(id, |chunk| {
            chunk
                .stream(id, &objects)
                .filter(Filter::FlateDecode)
                .pair(Name(b"Type"), Name(b"ObjStm"))
                .pair(Name(b"N"), count)
                .pair(Name(b"First"), first);
        });
    }

    /// Where each object stands, in the order of their numbers; number 0 is the head of the free ones.
    fn entries(&self, packed: Ref) -> Vec<u8> {
        let mut places = self.places.clone();
        places.sort_by_key(|(id, _)| id.get());
        let mut entries = vec![0, 0, 0, 0, 0, 0xff, 0xff];
        for (_, place) in places {
            let (kind, second, third) = match place {
                Place::Offset(offset) => (1, u32::try_from(offset).unwrap_or(0), 0),
                Place::Packed(index) => (2, packed.get().unsigned_abs(), index),
            };
            entries.push(kind);
            entries.extend_from_slice(&second.to_be_bytes());
            entries.extend_from_slice(&third.to_be_bytes());
        }
        entries
    }
}

impl Place {
    const fn is_packed(self) -> bool {
        matches!(self, Self::Packed(_))
    }
}

fn written(write: impl FnOnce(&mut Chunk)) -> Chunk {
    let mut chunk = Chunk::with_settings(Settings { pretty: false });
    write(&mut chunk);
    chunk
}

/// What stands between `12 0 obj` and the last `endobj`.
fn content(object: &[u8]) -> &[u8] {
    let after = |word: &[u8]| object.windows(word.len()).position(|at| at == word);
    let before = |word: &[u8]| object.windows(word.len()).rposition(|at| at == word);
    match (after(b"obj"), before(b"endobj")) {
        (Some(begin), Some(end)) if begin + 3 <= end => object[begin + 3..end].trim_ascii(),
        _ => object,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_object_has_no_frame() {
        assert_eq!(
            content(b"12 0 obj\n<</A(endobj)>>\nendobj\n\n"),
            b"<</A(endobj)>>"
        );
    }
}
