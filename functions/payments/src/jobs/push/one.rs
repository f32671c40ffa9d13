//! One position and one target: decided, claimed, told, noted.
//!
//! Who has claimed the record calls; who comes meanwhile leaves word there, so that the caller looks
//! again before it ends. A caller that dies is found by its lease, and what it was telling is told
//! again: the archives take it twice with one effect.

use jiff::Timestamp;
use kernel::notice::NoticeNumber;
use platform::config::Secret;
use platform::jobs::JobError;

use super::PushDeps;
use super::clients::Errand;
use crate::domain::outwards::{
    Answer, Call, Line, OutwardSettings, Push, PushState, Target, Trouble, plan,
};
use crate::domain::position::DebtPosition;
use crate::store::{outwards, positions, sealed};

/// A record that kept changing under our hands this often is left to the next run.
const ROUNDS_MAX: usize = 10;

/// What the positions of one message have in common.
pub(super) struct Session<'d> {
    pub deps: &'d PushDeps,
    pub settings: OutwardSettings,
    pub target: Target,
    pub line: Line,
    /// Nothing more is called: what comes waits for the next run.
    pub is_late: bool,
}

/// How the calls of one round ended.
struct Round {
    after: Push,
    trouble: Option<Trouble>,
}

impl Session<'_> {
    /// 1 get of the position, 1 of what was told, and where there is something to tell 2 writes
    /// around the calls.
    pub(super) async fn tell(&mut self, nav: &NoticeNumber) -> Result<(), JobError> {
        for _ in 0..ROUNDS_MAX {
            let now = self.deps.clock.now();
            let position = self.position(nav).await?;
            let anchor = position.as_ref().map_or(nav, |it| &it.nav).clone();
            let Some(push) = self.push(&anchor, position.as_ref(), now).await? else {
                return Ok(());
            };
            if push.is_busy(now) {
                match self.write(&push.asked_again(now)).await? {
                    true => return Ok(()),
                    false => continue,
                }
            }
            let creditor = &self.settings.creditor;
            let plan = plan(creditor, &push.told, position.as_ref(), now);
            if plan.calls.is_empty() {
                let unfit = plan.unfit.map(|why| (PushState::Refused, why));
                let why = push.doubt().or(unfit);
                match self.settle(&push, why, now).await? {
                    true => return Ok(()),
                    false => continue,
                }
            }
            let Some(key) = self.key(&push) else {
                let why = Some((PushState::Refused, "manca la chiave del collegamento"));
                match self.settle(&push, why, now).await? {
                    true => return Ok(()),
                    false => continue,
                }
            };
            if self.is_late || !self.line.is_ready(now) {
                let why = self.line.last_error.clone();
                let waits = push.waiting(self.line.next_at.max(now), why.as_deref(), now);
                match self.write(&waits).await? {
                    true => return Ok(()),
                    false => continue,
                }
            }
            let begun = push.begun(&plan.calls, now);
            if !self.write(&begun).await? {
                continue;
            }
            let why = plan.unfit.map(|why| (PushState::Refused, why));
            let round = self.call_all(begun, &plan.calls, (&key, why)).await;
            self.note_line(&anchor, round.trouble.as_ref()).await?;
            if self.write(&round.after).await? {
                return Ok(());
            }
            self.reconsider(&round.after).await?;
        }
        // Somebody changes it all the time: whoever it is tells it.
        Ok(())
    }

    async fn position(&self, nav: &NoticeNumber) -> Result<Option<DebtPosition>, JobError> {
        let table = &self.deps.table;
        let found = positions::by_nav(table, &self.settings.creditor, nav).await;
        let found = found.map_err(JobError::of)?;
        let now = self.deps.clock.now();
        Ok(found.map(|position| position.at(now).into_owned()))
    }

    /// What was told, or a new record where this target is to hear of such a position.
    async fn push(
        &self,
        nav: &NoticeNumber,
        position: Option<&DebtPosition>,
        now: Timestamp,
    ) -> Result<Option<Push>, JobError> {
        let about = (&self.settings.creditor, nav);
        let known = outwards::push(&self.deps.table, about, self.target).await;
        if let Some(known) = known.map_err(JobError::of)? {
            return Ok(Some(known));
        }
        let heard = |position: &&DebtPosition| {
            let targets = self.settings.targets(&position.service);
            targets.contains(&self.target)
        };
        Ok(position.filter(heard).map(|position| {
            let about = (position.creditor.clone(), position.nav.clone());
            Push::new(about, self.target, position.service.clone(), now)
        }))
    }

    fn key(&self, push: &Push) -> Option<Secret> {
        let settings = &self.settings;
        let sealed = match self.target {
            Target::Aca | Target::Gpd => {
                let is_on = settings.archive.target() == Some(self.target);
                settings.archive_key.as_deref().filter(|_| is_on)
            }
            Target::Io => settings.io_key(&push.service),
        };
        sealed::open(&self.deps.sealer, &settings.creditor, sealed?)
    }

    /// Nothing is to be told: written only where the record says something else.
    async fn settle(
        &self,
        push: &Push,
        why: Option<(PushState, &str)>,
        now: Timestamp,
    ) -> Result<bool, JobError> {
        let state = why.map_or(PushState::Done, |(state, _)| state);
        let is_new = push.version == 0;
        let reason = why.map(|(_, reason)| reason);
        let is_same = push.state == state && push.reason.as_deref() == reason && !push.again;
        if is_same || (is_new && why.is_none()) {
            return Ok(true);
        }
        // Who wants no messages still wants none while there are none.
        if push.state == PushState::NotWanted && why.is_none() && push.next_at.is_none() {
            return Ok(true);
        }
        self.write(&push.settled(why, now)).await
    }

    async fn call_all(
        &self,
        begun: Push,
        calls: &[Call],
        (key, unfit): (&Secret, Option<(PushState, &str)>),
    ) -> Round {
        let anchor = begun.nav.clone();
        let who = Errand {
            creditor: &self.settings.creditor,
            notice: &anchor,
            key,
        };
        let (mut push, mut end) = (begun, unfit);
        for (n, call) in calls.iter().enumerate() {
            let called = self.deps.clients.call(call, who).await;
            let now = self.deps.clock.now();
            match called {
                Ok(answer) => {
                    push.took(call, &answer, now);
                    if let Answer::NotWanted(why) = answer {
                        end = Some((PushState::NotWanted, why));
                    }
                }
                Err(trouble) => {
                    tracing::warn!(push.target = self.target.as_str(), "not taken");
                    let is_silent = matches!(trouble, Trouble::Silent { .. });
                    let left = calls.get(n + usize::from(is_silent)..);
                    push.untried(left.unwrap_or_default());
                    let after = push.failed(&trouble, now);
                    let trouble = Some(trouble);
                    return Round { after, trouble };
                }
            }
        }
        let after = push.settled(end, self.deps.clock.now());
        let trouble = None;
        Round { after, trouble }
    }

    /// The state of the connection; where another function was faster, its word stands.
    async fn note_line(
        &mut self,
        nav: &NoticeNumber,
        trouble: Option<&Trouble>,
    ) -> Result<(), JobError> {
        let now = self.deps.clock.now();
        let after = match trouble {
            None => self.line.answered(now),
            Some(trouble) => self.line.failed(nav, trouble, now),
        };
        let Some(after) = after else { return Ok(()) };
        let written = outwards::write_line(&self.deps.table, &after).await;
        self.line = match written.map_err(JobError::of)? {
            true => after,
            false => self.deps.line(&self.settings.creditor, self.target).await?,
        };
        Ok(())
    }

    /// Somebody left word while the calls went out: what came of them is kept, and it is looked at
    /// again.
    async fn reconsider(&self, ended: &Push) -> Result<(), JobError> {
        let about = (&ended.creditor, &ended.nav);
        let found = outwards::push(&self.deps.table, about, self.target).await;
        let Some(found) = found.map_err(JobError::of)? else {
            return Ok(());
        };
        let now = self.deps.clock.now();
        let kept = Push {
            version: found.version,
            ..ended.clone()
        };
        self.write(&kept.waiting(now, None, now)).await.map(drop)
    }

    async fn write(&self, after: &Push) -> Result<bool, JobError> {
        let written = outwards::write(&self.deps.table, after).await;
        written.map_err(JobError::of)
    }
}
