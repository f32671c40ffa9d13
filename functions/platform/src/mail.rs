//! Mail, sent through SES as raw MIME made by a library.

use aws_config::SdkConfig;
use aws_sdk_ses::Client;
use aws_sdk_ses::error::DisplayErrorContext;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::RawMessage;
use mail_builder::MessageBuilder;

/// A mail to one address. Line breaks in `to` or `subject` are refused: they would become headers.
#[derive(Clone, Debug)]
pub struct Message {
    pub to: String,
    pub subject: String,
    pub text: String,
    /// Name, media type, content.
    pub attachments: Vec<(String, String, Vec<u8>)>,
}

#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("address or subject with a line break")]
    Header,
    #[error("mail could not be composed: {0}")]
    Compose(String),
    #[error("mail request failed: {0}")]
    Request(String),
}

#[derive(Clone)]
pub struct Mailer {
    client: Client,
    from: String,
}

impl Mailer {
    pub fn new(config: &SdkConfig, from: &str) -> Self {
        Self {
            client: Client::new(config),
            from: from.to_owned(),
        }
    }

    pub async fn send(&self, message: &Message) -> Result<(), MailError> {
        let raw = compose(&self.from, message)?;
        let raw = RawMessage::builder().data(Blob::new(raw)).build();
        let raw = raw.map_err(|error| MailError::Compose(error.to_string()))?;
        let request = self
            .client
            .send_raw_email()
            .source(&self.from)
            .destinations(&message.to);
        match request.raw_message(raw).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(MailError::Request(DisplayErrorContext(&error).to_string())),
        }
    }
}

fn compose(from: &str, message: &Message) -> Result<Vec<u8>, MailError> {
    if [&message.to, &message.subject]
        .iter()
        .any(|text| text.contains(['\r', '\n']))
    {
        return Err(MailError::Header);
    }
    let mut mail = MessageBuilder::new()
        .from(from.to_owned())
        .to(message.to.clone())
        .subject(message.subject.clone())
        .text_body(message.text.clone());
    for (name, media_type, content) in &message.attachments {
        mail = mail.attachment(media_type.clone(), name.clone(), content.clone());
    }
    mail.write_to_vec()
        .map_err(|error| MailError::Compose(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(subject: &str) -> Message {
        Message {
            to: "anna@example.org".to_owned(),
            subject: subject.to_owned(),
            text: "Ciao perché".to_owned(),
            attachments: vec![(
                "a.pdf".to_owned(),
                "application/pdf".to_owned(),
                vec![1, 2, 3],
            )],
        }
    }

    #[test]
    fn a_line_break_in_the_subject_is_refused() {
        let made = compose("da@example.org", &message("Ciao\r\nBcc: x@example.org"));
        assert!(matches!(made, Err(MailError::Header)));
    }

    #[test]
    fn a_mail_has_one_subject_and_its_attachment() {
        let made = compose("da@example.org", &message("Avviso è qui")).unwrap();
        let text = String::from_utf8_lossy(&made);
        assert_eq!(text.matches("Subject:").count(), 1);
        assert!(text.contains("a.pdf"));
    }
}
