//! What a POST that begins an upload asks and is answered.

use platform::objects::PresignedPost;
use serde::Serialize;

use super::Ask;

/// Characters of a file's name, as file systems have them.
pub const FILE_NAME_CHARS_MAX: usize = 255;

/// The answer: what was made, and the form for its file.
#[derive(Serialize)]
pub struct Created {
    pub id: String,
    pub upload: PresignedPost,
}

impl Ask {
    /// The field `file_name`; empty where it is wrong.
    pub fn file_name(&mut self) -> String {
        let name: Option<String> = self.required("file_name");
        let name = name.map(|name| kernel::text::normalise_spaces(&name));
        let length = name.as_ref().map_or(1, |name| name.chars().count());
        if !(1..=FILE_NAME_CHARS_MAX).contains(&length) {
            let sentence = "Il nome del file deve avere da 1 a 255 caratteri.";
            self.wrong("file_name", sentence);
        }
        name.unwrap_or_default()
    }
}
