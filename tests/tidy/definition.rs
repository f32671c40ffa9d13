//! The table is told twice: in the template, and where the local stack makes it. What the embedded
//! engine says of the one must stand in the other.

use aws_sdk_dynamodb::types::{KeySchemaElement, TableDescription};
use local::cloud::{Cloud, DataFolder, Durability, TABLE};

use crate::template::{PATH, resources};
use crate::tree::{Findings, Tree, assert_none, assert_one};

fn keys(schema: &[KeySchemaElement]) -> Vec<String> {
    let key = |key: &KeySchemaElement| {
        format!(
            "{{ AttributeName: {}, KeyType: {} }}",
            key.attribute_name, key.key_type
        )
    };
    schema.iter().map(key).collect()
}

/// The lines of the template that tell such a table, without their indentation.
fn written(table: &TableDescription, ttl: &str) -> Vec<String> {
    let mut lines = vec![format!(
        "TimeToLiveSpecification: {{ AttributeName: {ttl}, Enabled: true }}"
    )];
    let stream = table
        .stream_specification()
        .and_then(|stream| stream.stream_view_type());
    lines.extend(stream.map(|view| format!("StreamSpecification: {{ StreamViewType: {view} }}")));
    lines.extend(
        keys(table.key_schema())
            .iter()
            .map(|key| format!("- {key}")),
    );
    let attributes = table.attribute_definitions().iter();
    lines.extend(attributes.map(|a| {
        format!(
            "- {{ AttributeName: {}, AttributeType: {} }}",
            a.attribute_name, a.attribute_type
        )
    }));
    for index in table.global_secondary_indexes() {
        let projection = index
            .projection()
            .and_then(|projection| projection.projection_type());
        lines.push(format!(
            "- IndexName: {}",
            index.index_name().unwrap_or_default()
        ));
        lines.push(format!(
            "KeySchema: [{}]",
            keys(index.key_schema()).join(", ")
        ));
        lines.extend(projection.map(|kind| format!("Projection: {{ ProjectionType: {kind} }}")));
    }
    lines
}

fn differences(tree: &Tree, table: &TableDescription, ttl: &str) -> Findings {
    let all = resources(tree);
    let Some(told) = all.iter().find(|r| r.is("AWS::DynamoDB::Table")) else {
        return vec![format!("{PATH}: no table")];
    };
    let told: Vec<&str> = told.lines().map(str::trim).collect();
    let made = written(table, ttl);
    let mut findings: Findings = made
        .iter()
        .filter(|line| !told.contains(&line.as_str()))
        .map(|line| format!("{PATH}: the table lacks {line}"))
        .collect();
    for each in [
        "- IndexName: ",
        "- { AttributeName: ",
        "KeySchema: [",
        "Projection: ",
    ] {
        let count = |lines: &mut dyn Iterator<Item = &str>| {
            lines.filter(|line| line.starts_with(each)).count()
        };
        if count(&mut told.iter().copied()) != count(&mut made.iter().map(String::as_str)) {
            findings.push(format!("{PATH}: another number of {each}"));
        }
    }
    findings
}

/// The table that the local stack makes, and the name of its attribute of expiry.
async fn local_table() -> (TableDescription, String) {
    let cloud = Cloud::start(DataFolder::temporary().unwrap(), Durability::Throwaway, &[])
        .await
        .unwrap();
    let client = aws_sdk_dynamodb::Client::new(&cloud.dynamodb);
    let table = client
        .describe_table()
        .table_name(TABLE)
        .send()
        .await
        .unwrap();
    let ttl = client
        .describe_time_to_live()
        .table_name(TABLE)
        .send()
        .await
        .unwrap();
    let ttl = ttl
        .time_to_live_description
        .unwrap()
        .attribute_name
        .unwrap();
    (table.table.unwrap(), ttl)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_local_table_is_the_one_of_the_template() {
    let (table, ttl) = local_table().await;
    let tree = Tree::repository();
    assert_none(&differences(&tree, &table, &ttl));
    let text = tree.get(PATH).unwrap().text();
    let with = |from: &str, to: &str| {
        differences(
            &Tree::of(&[(PATH, &text.replacen(from, to, 1))]),
            &table,
            &ttl,
        )
    };
    assert_one(
        &with("AttributeName: ttl", "AttributeName: end"),
        "lacks TimeToLive",
    );
    assert_one(
        &with("{ ProjectionType: KEYS_ONLY }", "{ ProjectionType: ALL }"),
        "lacks Projection: { ProjectionType: KEYS_ONLY }",
    );
    assert_one(
        &with("NEW_AND_OLD_IMAGES", "NEW_IMAGE"),
        "lacks StreamSpecification",
    );
    let more = "- { AttributeName: pk, AttributeType: S }\n        - { AttributeName: x, AttributeType: S }";
    assert_one(
        &with("- { AttributeName: pk, AttributeType: S }", more),
        "another number of - { AttributeName",
    );
}
