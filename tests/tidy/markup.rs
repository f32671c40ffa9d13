//! Every page template is used by something.

use crate::tree::{Findings, Tree, assert_none, assert_one};

fn dead_templates(tree: &Tree) -> Findings {
    let users: Vec<_> = tree.with_extension(&["rs", "html"]).collect();
    let template = |path: &str| {
        let (_, rest) = path.split_once("/src/")?;
        let ours = path.starts_with("functions/") || path.starts_with("infra/local/");
        (ours && path.ends_with(".html")).then(|| format!("\"{rest}\""))
    };
    let mut findings = Vec::new();
    for file in &tree.files {
        let Some(quoted) = template(&file.path) else {
            continue;
        };
        if !users
            .iter()
            .any(|user| user.path != file.path && user.text().contains(&quoted))
        {
            findings.push(file.finding(1, "no page uses this template"));
        }
    }
    findings
}

#[test]
fn every_template_is_used() {
    assert_none(&dead_templates(&Tree::repository()));
}

#[test]
fn a_dead_template_is_found() {
    let tree = Tree::of(&[
        (
            "functions/desk/src/routes/list.html",
            "{% extends \"web/layout.html\" %}",
        ),
        (
            "functions/desk/src/routes/list.rs",
            "#[template(path = \"routes/list.html\")]",
        ),
        ("functions/platform/src/web/layout.html", "<main>"),
        (
            "functions/platform/src/web/old.html",
            "{% include \"web/old.html\" %}",
        ),
    ]);
    assert_one(&dead_templates(&tree), "web/old.html:1: no page uses");
}
