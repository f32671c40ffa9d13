//! A message as it lies in the mail folder.

use std::path::Path;

use mail_parser::{Address, MessageParser, MimeHeaders};

/// One `.eml` file, read for people.
pub(super) struct Message {
    /// The file's name without `.eml`.
    pub id: String,
    pub date: String,
    pub from: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub attachments: Vec<Attachment>,
}

pub(super) struct Attachment {
    pub name: String,
    pub media_type: String,
    pub content: Vec<u8>,
}

impl Message {
    /// Nothing when there is no such file, or it is no message.
    pub fn read(folder: &Path, id: &str) -> Option<Self> {
        if !is_id(id) {
            return None;
        }
        let bytes = std::fs::read(folder.join(format!("{id}.eml"))).ok()?;
        let message = MessageParser::default().parse(&bytes)?;
        Some(Self {
            id: id.to_owned(),
            date: message
                .date()
                .map(mail_parser::DateTime::to_rfc3339)
                .unwrap_or_default(),
            from: addresses(message.from()),
            to: addresses(message.to()),
            subject: message.subject().unwrap_or_default().to_owned(),
            text: message.body_text(0).unwrap_or_default().into_owned(),
            attachments: message.attachments().map(attachment).collect(),
        })
    }

    /// The latest messages, newest first.
    pub fn latest(folder: &Path, limit: usize) -> Vec<Self> {
        let Ok(files) = std::fs::read_dir(folder) else {
            return Vec::new();
        };
        let name = |file: std::fs::DirEntry| file.file_name().into_string().ok();
        let mut names: Vec<String> = files.flatten().filter_map(name).collect();
        names.sort_unstable_by(|a, b| b.cmp(a));
        let ids = names.iter().filter_map(|name| name.strip_suffix(".eml"));
        ids.filter_map(|id| Self::read(folder, id))
            .take(limit)
            .collect()
    }
}

/// Only what the mail service writes: it can't lead out of the folder.
fn is_id(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
    !id.is_empty() && !id.starts_with('.') && id.bytes().all(plain)
}

fn addresses(address: Option<&Address<'_>>) -> String {
    let all = address
        .into_iter()
        .flat_map(Address::iter)
        .filter_map(|one| one.address());
    all.collect::<Vec<_>>().join(", ")
}

fn attachment(part: &mail_parser::MessagePart<'_>) -> Attachment {
    let kind = part.content_type();
    let media_type = kind.map_or_else(
        || "application/octet-stream".to_owned(),
        |kind| {
            format!(
                "{}/{}",
                kind.ctype(),
                kind.subtype().unwrap_or("octet-stream")
            )
        },
    );
    Attachment {
        name: part.attachment_name().unwrap_or("allegato").to_owned(),
        media_type,
        content: part.contents().to_vec(),
    }
}
