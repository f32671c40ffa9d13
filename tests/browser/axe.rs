//! axe-core (`assets/axe.min.js`, 4.14.1, MPL-2.0), asked about the page in the window.

use serde_json::{Value, json};

use crate::browser::Browser;

const AXE: &str = include_str!("assets/axe.min.js");

/// WCAG 2.0, 2.1, 2.2 at A and AA, and axe's own advice.
const RULES: [&str; 6] = [
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
];

const RUN: &str = "const [rules, done] = arguments; \
    axe.run(document, {runOnly: {type: 'tag', values: rules}}) \
       .then((found) => done(found.violations), (error) => done([{id: String(error), nodes: []}]))";

/// What axe finds wrong, `rule: element; element`. Must be empty. Pages that run no scripts can't
/// be asked: their markup is the same as with scripts.
pub async fn violations(browser: &Browser) -> Vec<String> {
    browser.driver.execute(AXE, vec![]).await.unwrap();
    let found = browser
        .driver
        .execute_async(RUN, vec![json!(RULES)])
        .await
        .unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let tell = |violation: &Value| {
        let nodes = violation["nodes"].as_array().into_iter().flatten();
        let nodes: Vec<String> = nodes.map(|node| text(&node["html"])).collect();
        format!("{}: {}", text(&violation["id"]), nodes.join("; "))
    };
    found
        .json()
        .as_array()
        .into_iter()
        .flatten()
        .map(tell)
        .collect()
}
