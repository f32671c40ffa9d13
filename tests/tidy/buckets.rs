//! A bucket is closed to the world, speaks TLS alone, and keeps what was overwritten.

use crate::template::{PATH, resources};
use crate::tree::{Findings, Tree, assert_none, assert_one};

const NEEDS: [&str; 8] = [
    "DeletionPolicy: Retain",
    "BlockPublicAcls: true",
    "BlockPublicPolicy: true",
    "IgnorePublicAcls: true",
    "RestrictPublicBuckets: true",
    "ObjectOwnership: BucketOwnerEnforced",
    "SSEAlgorithm: ",
    "VersioningConfiguration: { Status: Enabled }",
];

fn open_buckets(tree: &Tree) -> Findings {
    let all = resources(tree);
    let mut findings = Vec::new();
    for bucket in all.iter().filter(|r| r.is("AWS::S3::Bucket")) {
        let lacks = NEEDS.iter().filter(|text| !bucket.says(text));
        findings.extend(
            lacks.map(|text| format!("{PATH}:{}: {} has no {text}", bucket.line, bucket.name)),
        );
        let of = format!("Bucket: !Ref {}", bucket.name);
        let mut policies = all
            .iter()
            .filter(|r| r.is("AWS::S3::BucketPolicy") && r.says(&of));
        if !policies.any(|r| r.says("Effect: Deny") && r.says("aws:SecureTransport: \"false\"")) {
            findings.push(format!(
                "{PATH}:{}: {} may be read without TLS",
                bucket.line, bucket.name
            ));
        }
    }
    findings
}

#[test]
fn every_bucket_is_closed() {
    assert_none(&open_buckets(&Tree::repository()));
}

#[test]
fn an_open_bucket_is_found() {
    let bucket = format!(
        "  B:\n    Type: AWS::S3::Bucket\n    {}\n",
        NEEDS[..7].join("\n    ")
    );
    let policy = "  P:\n    Type: AWS::S3::BucketPolicy\n      Bucket: !Ref B\n      - Effect: Deny\n        C: { aws:SecureTransport: \"false\" }\n";
    let with = |bucket: &str, policy: &str| {
        open_buckets(&Tree::of(&[(
            PATH,
            &format!("Resources:\n{bucket}{policy}"),
        )]))
    };
    assert_one(&with(&bucket, policy), "B has no VersioningConfiguration");
    let whole = format!("{bucket}    {}\n", NEEDS[7]);
    assert_none(&with(&whole, policy));
    assert_one(&with(&whole, ""), "B may be read without TLS");
}
