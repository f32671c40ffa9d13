//! Nothing fails unheard: each function and each queue has its alarms, each queue its dead letters,
//! each log an end.

use crate::template::{EDGE, PATH, Resource, resources, resources_of};
use crate::tree::{Findings, Tree, assert_none, assert_one};

const FUNCTION: &str = "AWS::Serverless::Function";
const QUEUE: &str = "AWS::SQS::Queue";
const ALARM: &str = "AWS::CloudWatch::Alarm";
/// The timeout of a function that says none, as in `Globals`.
const TIMEOUT_S: u64 = 15;
/// A queue's messages must not come again while the function still works on them: AWS's advice.
const VISIBILITY_MIN: u64 = 6;
const RECEIVES_MIN: u64 = 5;

/// An alarm over `metric` of what `dimension` names, which tells the topic.
fn alarm<'a>(all: &'a [Resource<'a>], metric: &str, dimension: &str) -> Option<&'a Resource<'a>> {
    all.iter().find(|resource| {
        resource.is(ALARM)
            && resource.says("AlarmActions: [!Ref Alarms]")
            && resource.says(&format!("MetricName: {metric}"))
            && resource.says(&format!("Value: {dimension} }}"))
    })
}

fn unheard_functions(tree: &Tree) -> Findings {
    let all = resources(tree);
    let mut findings = Vec::new();
    for function in all.iter().filter(|resource| resource.is(FUNCTION)) {
        let name = format!("!Ref {}", function.name);
        let mut say = |what: &str| {
            findings.push(format!(
                "{PATH}:{}: {} {what}",
                function.line, function.name
            ));
        };
        if alarm(&all, "Errors", &name).is_none() {
            say("has no alarm over its Errors");
        }
        let slow = alarm(&all, "Duration", &name).and_then(|alarm| alarm.number("Threshold"));
        let timeout_s = function.number("Timeout").unwrap_or(TIMEOUT_S);
        if slow != Some(timeout_s * 800) {
            say("has no alarm over a Duration of four fifths of its timeout");
        }
        if function.says("LoggingConfig") {
            say("logs elsewhere than all others");
        }
    }
    findings
}

fn unheard_queues(tree: &Tree) -> Findings {
    let all = resources(tree);
    let mut findings = Vec::new();
    for queue in all.iter().filter(|resource| resource.is(QUEUE)) {
        let mut say = |what: &str| {
            findings.push(format!("{PATH}:{}: {} {what}", queue.line, queue.name));
        };
        let name = format!("!GetAtt {}.QueueName", queue.name);
        let is_last = queue.name.ends_with("DeadLetters");
        let metric = if is_last {
            "ApproximateNumberOfMessagesVisible"
        } else {
            "ApproximateAgeOfOldestMessage"
        };
        if alarm(&all, metric, &name).is_none() {
            say(&format!("has no alarm over {metric}"));
        }
        if !is_last {
            weak_queue(&all, queue).into_iter().for_each(say);
        }
    }
    findings
}

/// What a queue of jobs lacks.
fn weak_queue(all: &[Resource<'_>], queue: &Resource<'_>) -> Vec<&'static str> {
    let called = |name: &str| all.iter().find(|resource| resource.name == name);
    let mut lacks = Vec::new();
    let letters = queue.texts("deadLetterTargetArn").next();
    let letters =
        letters.and_then(|text| called(text.strip_prefix("!GetAtt ")?.split('.').next()?));
    let kept_s = |queue: &Resource<'_>| queue.number("MessageRetentionPeriod");
    if letters.is_none_or(|letters| kept_s(letters) <= kept_s(queue)) {
        lacks.push("has no dead letters that are kept longer");
    }
    if queue.number("maxReceiveCount") < Some(RECEIVES_MIN) {
        lacks.push("gives up too early");
    }
    let source = format!("EventSourceArn: !GetAtt {}.Arn", queue.name);
    let mapping = all.iter().find(|resource| resource.says(&source));
    let worker = mapping.and_then(|mapping| {
        called(
            mapping
                .texts("FunctionName")
                .next()?
                .strip_prefix("!Ref ")?,
        )
    });
    let timeout_s = worker.map(|function| function.number("Timeout").unwrap_or(TIMEOUT_S));
    if timeout_s.is_none_or(|s| queue.number("VisibilityTimeout") < Some(s * VISIBILITY_MIN)) {
        lacks.push("shows messages again that are still worked on");
    }
    lacks
}

/// A stream's record that always fails must not hold up those behind it.
fn endless_streams(tree: &Tree) -> Findings {
    const NEEDS: [&str; 5] = [
        "BisectBatchOnFunctionError: true",
        "MaximumRetryAttempts: ",
        "MaximumRecordAgeInSeconds: ",
        "OnFailure: ",
        "FilterCriteria:",
    ];
    let all = resources(tree);
    let streams = all
        .iter()
        .filter(|r| r.says("EventSourceArn: !GetAtt Table.StreamArn"));
    let lacks = |stream: &Resource<'_>| -> Findings {
        let missing = NEEDS.iter().filter(|text| !stream.says(text));
        missing
            .map(|text| format!("{PATH}:{}: {} has no {text}", stream.line, stream.name))
            .collect()
    };
    streams.flat_map(lacks).collect()
}

fn endless_logs(tree: &Tree) -> Findings {
    let all = [(PATH, resources(tree)), (EDGE, resources_of(tree, EDGE))];
    let groups = all
        .iter()
        .flat_map(|(path, all)| all.iter().map(move |r| (path, r)));
    let endless =
        groups.filter(|(_, r)| r.is("AWS::Logs::LogGroup") && !r.says("RetentionInDays: "));
    let mut findings: Findings = endless
        .map(|(path, r)| format!("{path}:{}: {} is kept for ever", r.line, r.name))
        .collect();
    let text = tree.get(PATH).map_or("", |file| file.text());
    if !text.contains(
        "\n    LoggingConfig:\n      LogFormat: JSON\n      LogGroup: !Ref FunctionLogs\n",
    ) {
        findings.push(format!(
            "{PATH}:1: Globals do not lead the functions' lines into FunctionLogs"
        ));
    }
    findings
}

#[test]
fn every_function_is_heard_when_it_fails_and_when_it_is_slow() {
    assert_none(&unheard_functions(&Tree::repository()));
}

#[test]
fn every_queue_has_an_alarm_and_every_queue_of_jobs_dead_letters() {
    assert_none(&unheard_queues(&Tree::repository()));
}

#[test]
fn no_record_holds_up_the_stream() {
    assert_none(&endless_streams(&Tree::repository()));
}

#[test]
fn every_log_has_an_end() {
    assert_none(&endless_logs(&Tree::repository()));
}

#[cfg(test)]
mod breaches {
    use super::*;

    fn made_up(resources: &str) -> Tree {
        Tree::of(&[(PATH, &format!("Resources:\n{resources}"))])
    }

    #[test]
    fn a_function_without_alarms_is_found() {
        let function = format!("  A:\n    Type: {FUNCTION}\n      Timeout: 60\n");
        assert_eq!(unheard_functions(&made_up(&function)).len(), 2);
        let alarm = |metric: &str, threshold: u64| {
            format!(
                "  {metric}:\n    Type: {ALARM}\n      {{ AlarmActions: [!Ref Alarms], MetricName: {metric}, \
                 Dimensions: [{{ Name: FunctionName, Value: !Ref A }}], Threshold: {threshold} }}\n"
            )
        };
        let all = |ms| function.clone() + &alarm("Errors", 0) + &alarm("Duration", ms);
        assert_none(&unheard_functions(&made_up(&all(48_000))));
        assert_one(
            &unheard_functions(&made_up(&all(60_000))),
            "A has no alarm over a Duration",
        );
    }

    #[test]
    fn a_weak_queue_is_found() {
        let queue = |visible_s: u64, receives: u64, kept_s: u64| {
            format!(
                "  QJobs:\n    Type: {QUEUE}\n      VisibilityTimeout: {visible_s}\n      MessageRetentionPeriod: {kept_s}\n      \
                 RedrivePolicy: {{ deadLetterTargetArn: !GetAtt QDeadLetters.Arn, maxReceiveCount: {receives} }}\n  \
                 QDeadLetters:\n    Type: {QUEUE}\n      MessageRetentionPeriod: 100\n  M:\n      FunctionName: !Ref F\n      \
                 EventSourceArn: !GetAtt QJobs.Arn\n  F:\n    Type: {FUNCTION}\n      Timeout: 10\n"
            )
        };
        let alarms = "  X:\n    Type: AWS::CloudWatch::Alarm\n      { AlarmActions: [!Ref Alarms], MetricName: ApproximateAgeOfOldestMessage, \
            V: [{ Value: !GetAtt QJobs.QueueName }] }\n  Y:\n    Type: AWS::CloudWatch::Alarm\n      { AlarmActions: [!Ref Alarms], \
            MetricName: ApproximateNumberOfMessagesVisible, V: [{ Value: !GetAtt QDeadLetters.QueueName }] }\n";
        let with = |queue: String| unheard_queues(&made_up(&(queue + alarms)));
        assert_none(&with(queue(60, 5, 99)));
        assert_one(&with(queue(59, 5, 99)), "QJobs shows messages again");
        assert_one(&with(queue(60, 4, 99)), "QJobs gives up");
        assert_one(&with(queue(60, 5, 100)), "QJobs has no dead letters");
        assert_eq!(unheard_queues(&made_up(&queue(60, 5, 99))).len(), 2);
    }

    #[test]
    fn an_endless_stream_and_an_endless_log_are_found() {
        let stream = "  S:\n      EventSourceArn: !GetAtt Table.StreamArn\n      BisectBatchOnFunctionError: true\n      \
            MaximumRetryAttempts: 5\n      MaximumRecordAgeInSeconds: 60\n      FilterCriteria:\n";
        assert_one(&endless_streams(&made_up(stream)), "S has no OnFailure");
        let logs = "  L:\n    Type: AWS::Logs::LogGroup\n";
        let findings = endless_logs(&made_up(logs));
        assert!(
            findings.len() == 2 && findings[0].contains("L is kept for ever"),
            "{findings:?}"
        );
    }
}
