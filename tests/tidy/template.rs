//! The templates, read as far as the laws need: the resources, and of each function its binary,
//! routes, environment and permissions.
//!
//! It reads the templates' own layout (two spaces a level, one line an event), not YAML at large.

use crate::tree::Tree;

pub const PATH: &str = "infra/template.yaml";
pub const EDGE: &str = "infra/edge.yaml";

/// A resource of a template, by its logical name.
pub struct Resource<'a> {
    pub name: &'a str,
    /// Counted from 1.
    pub line: usize,
    lines: Vec<&'a str>,
}

pub fn resources(tree: &Tree) -> Vec<Resource<'_>> {
    resources_of(tree, PATH)
}

pub fn resources_of<'a>(tree: &'a Tree, path: &str) -> Vec<Resource<'a>> {
    let mut resources: Vec<Resource<'_>> = Vec::new();
    let mut section = "";
    for (at, line) in tree
        .get(path)
        .map_or("", |file| file.text())
        .lines()
        .enumerate()
    {
        if line.starts_with(char::is_alphabetic) {
            section = line;
        } else if section == "Resources:" && indent(line) == 2 && !line.trim().starts_with('#') {
            let name = line.trim().trim_end_matches(':');
            resources.push(Resource {
                name,
                line: at + 1,
                lines: Vec::new(),
            });
        } else if let Some(resource) = resources.last_mut()
            && section == "Resources:"
            && !line.trim().starts_with('#')
        {
            resource.lines.push(line);
        }
    }
    resources
}

impl<'a> Resource<'a> {
    pub fn is(&self, kind: &str) -> bool {
        self.lines
            .iter()
            .any(|line| indent(line) == 4 && line.trim() == format!("Type: {kind}"))
    }

    pub fn says(&self, text: &str) -> bool {
        self.lines.iter().any(|line| line.contains(text))
    }

    pub fn lines(&self) -> impl Iterator<Item = &'a str> {
        self.lines.iter().copied()
    }

    /// The number after `name: `, the first one.
    pub fn number(&self, name: &str) -> Option<u64> {
        let line = self.lines.iter().find_map(|line| {
            let at = line.find(&format!("{name}: "))?;
            let begins = !line[..at].ends_with(char::is_alphanumeric);
            begins.then(|| &line[at + name.len() + 2..])
        })?;
        let digits = line.find(|c: char| !c.is_ascii_digit());
        line[..digits.unwrap_or(line.len())].parse().ok()
    }

    /// The texts after `name: `, one a line at most.
    pub fn texts<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'a str> + 'n {
        let text = move |line: &&'a str| {
            let (before, text) = line.split_once(name)?;
            let begins = !before.ends_with(char::is_alphanumeric);
            begins.then_some(text.strip_prefix(": ")?.trim())
        };
        self.lines.iter().filter_map(text)
    }

    /// `CodeUri: ../target/lambda/payments-node/` → `payments-node`.
    pub fn binary(&self) -> Option<&'a str> {
        let path = |line: &&'a str| line.trim().strip_prefix("CodeUri: ../target/lambda/");
        self.lines
            .iter()
            .find_map(path)
            .map(|name| name.trim_end_matches('/'))
    }

    /// Method and path of each event of an HTTP API.
    pub fn routes(&self) -> Vec<(&'a str, &'a str)> {
        let events = self
            .lines
            .iter()
            .filter(|line| line.contains("Type: HttpApi"));
        events
            .filter_map(|line| Some((value(line, "Method: ")?, value(line, "Path: ")?)))
            .collect()
    }

    /// The names of its environment.
    pub fn variables(&self) -> Vec<&'a str> {
        let at = self
            .lines
            .iter()
            .position(|line| line.trim() == "Variables:");
        let Some(at) = at else { return Vec::new() };
        let depth = indent(self.lines[at]);
        let inside = self.lines[at + 1..]
            .iter()
            .take_while(|line| indent(line) > depth);
        let direct = inside.filter(|line| indent(line) == depth + 2);
        direct
            .filter_map(|line| line.trim().split(':').next())
            .collect()
    }

    /// The jobs of its `QUEUES`: `"job": "${Queue}"`.
    pub fn queues(&self) -> Vec<&'a str> {
        let pairs = self.lines.iter().flat_map(|line| line.split(", "));
        let jobs = pairs.filter_map(|pair| pair.split_once("\": \"${"));
        jobs.map(|(job, _)| job.trim().trim_start_matches('{').trim_matches('"'))
            .collect()
    }

    /// What its policies allow: `dynamodb:GetItem`, …
    pub fn actions(&self) -> Vec<&'a str> {
        let lists = self
            .lines
            .iter()
            .filter_map(|line| line.trim().strip_prefix("Action: "));
        lists
            .flat_map(|list| list.trim_matches(['[', ']']).split(','))
            .map(str::trim)
            .filter(|action| !action.is_empty())
            .collect()
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The word after `name` in a line of flow style, without its quotes.
fn value<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = line.split_once(name)?;
    let end = rest.find([',', ' ']).unwrap_or(rest.len());
    Some(rest[..end].trim_matches('"'))
}

#[test]
fn the_template_is_taken_apart() {
    let text = "Globals:\n  Function:\nResources:\n  # data\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      \
        CodeUri: ../target/lambda/a-b/\n      Environment:\n        Variables:\n          TABLE: !Ref Table\n          \
        URL: x\n      Policies:\n          Action: [dynamodb:GetItem, dynamodb:Query]\n      Events:\n        \
        G: { Type: HttpApi, Properties: { ApiId: !Ref Api, Method: GET, Path: \"/a/{id}\" } }\nOutputs:\n  B:\n";
    let tree = Tree::of(&[(PATH, text)]);
    let resources = resources(&tree);
    assert_eq!(resources.len(), 1);
    let function = &resources[0];
    assert!(function.is("AWS::Serverless::Function") && function.name == "A" && function.line == 5);
    assert_eq!(function.binary(), Some("a-b"));
    assert_eq!(function.routes(), [("GET", "/a/{id}")]);
    assert_eq!(function.variables(), ["TABLE", "URL"]);
    assert_eq!(function.actions(), ["dynamodb:GetItem", "dynamodb:Query"]);
}
