//! The outbox of access is worked off as in production, and the mails that came are read.

use access::jobs::letters::{LETTER_JOB, LetterDeps, register};
use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use mail_parser::MessageParser;
use platform::derive::Deriver;
use platform::jobs::Jobs;
use platform::mail::Mailer;
use platform::outbox::OutboxItem;
use platform::table::{Query, Table};

use super::world::{SEAL_KEY, World};
use local::cloud::TABLE;

/// The partitions of the outbox's index.
const SHARDS: u32 = 8;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
}

impl Mail {
    /// The code in it, alone on its line.
    pub fn code(&self) -> &str {
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
        self.text.lines().find(is_code).unwrap()
    }
}

impl World {
    /// Sends what was ordered and takes the mails that came since the last time, in order.
    pub async fn mails(&self) -> Vec<Mail> {
        // Not counted: the job is another function than the one whose requests are.
        let table = Table::new(&self.cloud.dynamodb, TABLE);
        let deps = LetterDeps {
            table: table.clone(),
            mailer: Mailer::new(&self.cloud.ses, "sportello@valdorra.example"),
            clock: self.clock.clone(),
            deriver: Deriver::new(&SEAL_KEY),
            public_url: "https://sportello.example".to_owned(),
        };
        let jobs = register(Jobs::new(table.clone(), self.clock.clone()), deps);
        let mut event = SqsEvent::default();
        event.records = waiting(&table).await.iter().map(record).collect();
        let answer = jobs.handle(event).await;
        assert_eq!(answer.batch_item_failures.len(), 0);
        self.take_mails()
    }

    fn take_mails(&self) -> Vec<Mail> {
        let folder = std::fs::read_dir(&self.cloud.mail_dir).unwrap();
        let mut files: Vec<_> = folder.map(|file| file.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|kind| kind == "eml"));
        files.sort();
        files
            .iter()
            .map(|file| {
                let mail = read(&std::fs::read(file).unwrap());
                std::fs::remove_file(file).unwrap();
                mail
            })
            .collect()
    }
}

/// What waits in the outbox, as it stands in the table.
pub async fn payloads(world: &World) -> Vec<String> {
    let table = Table::new(&world.cloud.dynamodb, TABLE);
    let items = waiting(&table).await.into_iter();
    items.map(|item| item.payload).collect()
}

async fn waiting(table: &Table) -> Vec<OutboxItem> {
    let mut all = Vec::new();
    for shard in 0..SHARDS {
        let pending = Query::gsi(1, format!("OXP#{shard}"));
        all.extend(table.query_all::<OutboxItem>(pending, 100).await.unwrap());
    }
    all.retain(|item| item.job == LETTER_JOB);
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

fn record(item: &OutboxItem) -> SqsMessage {
    let mut record = SqsMessage::default();
    record.message_id = Some(item.id.to_string());
    record.body = Some(serde_json::to_string(&item.message()).unwrap());
    record
}

fn read(bytes: &[u8]) -> Mail {
    let mail = MessageParser::default().parse(bytes).unwrap();
    let to = mail.to().and_then(|to| to.first());
    Mail {
        to: to.and_then(|to| to.address()).unwrap().to_owned(),
        subject: mail.subject().unwrap().to_owned(),
        text: mail.body_text(0).unwrap().replace("\r\n", "\n"),
    }
}
