//! The OpenAPI document as the page shows it: operations in their groups, with fields and answers.

use serde_json::{Map, Value};

use super::OPENAPI;
use super::titles::{GROUPS, title};

/// Fields inside fields are told so deep; deeper ones by the name of their type.
const DEPTH_MAX: usize = 3;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Group {
    pub id: &'static str,
    pub title: &'static str,
    pub operations: Vec<Operation>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Operation {
    pub id: String,
    pub method: String,
    pub path: String,
    /// Italian.
    pub title: &'static str,
    /// English, as in the document.
    pub about: String,
    pub parameters: Vec<Line>,
    pub body: Vec<Line>,
    /// The media type of the body, where it is not JSON.
    pub media: Option<String>,
    pub answers: Vec<Answer>,
    /// The fields of the good answer.
    pub result: Vec<Line>,
}

/// A parameter or a field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// `dues[].amount_cents`
    pub name: String,
    /// `path`, `query`, `header`; nothing for a field.
    pub place: String,
    pub kind: String,
    pub required: bool,
    pub about: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub status: String,
    pub about: String,
}

/// All of it; nothing where the document is no JSON, which a test excludes.
pub(super) fn groups() -> Vec<Group> {
    let document: Value = serde_json::from_str(OPENAPI).unwrap_or_default();
    let reader = Reader {
        document: &document,
    };
    let operations = reader.operations();
    let group = |(id, title): &(&'static str, &'static str)| {
        let mine = operations.iter().filter(|(tag, _)| tag == id);
        Group {
            id,
            title,
            operations: mine.map(|(_, operation)| operation.clone()).collect(),
        }
    };
    GROUPS.iter().map(group).collect()
}

struct Reader<'a> {
    document: &'a Value,
}

impl<'a> Reader<'a> {
    /// Each with its tag.
    fn operations(&self) -> Vec<(String, Operation)> {
        let paths = fields(&self.document["paths"]);
        let of_path = |(path, methods): (&'a String, &'a Value)| {
            let methods = fields(methods);
            methods.map(move |(method, told)| (method, path, told))
        };
        let all = paths.flat_map(of_path);
        all.map(|(method, path, told)| (text(&told["tags"][0]), self.operation(method, path, told)))
            .collect()
    }

    fn operation(&self, method: &str, path: &str, told: &'a Value) -> Operation {
        let id = text(&told["operationId"]);
        let (media, body) = self.content(&told["requestBody"]);
        let good = fields(&told["responses"]).find(|(status, _)| status.starts_with('2'));
        let result = good.map(|(_, answer)| self.content(answer).1);
        let parameters = list(&told["parameters"]);
        let answers = fields(&told["responses"]).map(|(status, answer)| Answer {
            status: status.clone(),
            about: text(&answer["description"]),
        });
        let about = [text(&told["summary"]), text(&told["description"])];
        let about: Vec<_> = about.into_iter().filter(|part| !part.is_empty()).collect();
        let mut answers: Vec<_> = answers.collect();
        answers.sort_by(|a, b| a.status.cmp(&b.status));
        Operation {
            title: title(&id).unwrap_or_default(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            about: about.join(". ").replace("..", "."),
            parameters: parameters.map(|one| self.parameter(one)).collect(),
            body,
            media: media.filter(|media| media != "application/json"),
            answers,
            result: result.unwrap_or_default(),
            id,
        }
    }

    fn parameter(&self, told: &'a Value) -> Line {
        let told = self.resolved(told);
        Line {
            name: text(&told["name"]),
            place: text(&told["in"]),
            kind: self.kind(&told["schema"]),
            required: told["required"] == true,
            about: text(&told["description"]),
        }
    }

    /// The media type and the fields of what a request or an answer holds.
    fn content(&self, told: &'a Value) -> (Option<String>, Vec<Line>) {
        let Some((media, content)) = fields(&told["content"]).next() else {
            return (None, Vec::new());
        };
        let mut lines = Vec::new();
        self.lines(&content["schema"], ("", 0), &mut lines);
        (Some(media.clone()), lines)
    }

    fn lines(&self, schema: &'a Value, (prefix, depth): (&str, usize), out: &mut Vec<Line>) {
        let schema = self.resolved(schema);
        let required: Vec<_> = list(&schema["required"]).collect();
        for (name, field) in fields(&schema["properties"]) {
            let told = self.resolved(field);
            let (inner, joint) = match told["items"].is_null() {
                true => (told, ""),
                false => (self.resolved(&told["items"]), "[]"),
            };
            let about = [&field["description"], &told["description"]];
            let about = about.into_iter().map(text).find(|about| !about.is_empty());
            out.push(Line {
                name: format!("{prefix}{name}"),
                place: String::new(),
                kind: self.kind(field),
                required: required.iter().any(|one| *one == name),
                about: about.unwrap_or_default(),
            });
            if depth + 1 < DEPTH_MAX {
                self.lines(inner, (&format!("{prefix}{name}{joint}."), depth + 1), out);
            }
        }
    }

    /// `integer`, `string: a | b`, `list of object`.
    fn kind(&self, schema: &'a Value) -> String {
        let schema = self.resolved(schema);
        let values: Vec<String> = list(&schema["enum"]).map(text).collect();
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().map(text).collect::<Vec<_>>().join(" | "),
            kind => text(kind),
        };
        let format = text(&schema["format"]);
        match (kind.as_str(), values.is_empty(), format.is_empty()) {
            ("array", ..) => format!("list of {}", self.kind(&schema["items"])),
            (_, false, _) => format!("{kind}: {}", values.join(" | ")),
            (_, true, false) => format!("{kind} ({format})"),
            (_, true, true) => kind,
        }
    }

    /// What `$ref` names, else the thing itself.
    fn resolved(&self, value: &'a Value) -> &'a Value {
        let name = value["$ref"]
            .as_str()
            .and_then(|name| name.strip_prefix('#'));
        let found = name.and_then(|pointer| self.document.pointer(pointer));
        found.unwrap_or(value)
    }
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_document_is_on_the_page_with_its_italian_title() {
        let document: Value = serde_json::from_str(OPENAPI).unwrap();
        let told = fields(&document["paths"])
            .flat_map(|(_, methods)| fields(methods))
            .count();
        let shown: Vec<_> = groups()
            .into_iter()
            .flat_map(|group| group.operations)
            .collect();
        assert_eq!(shown.len(), told);
        for operation in &shown {
            assert!(!operation.title.is_empty(), "{}: no title", operation.id);
            assert!(!operation.answers.is_empty(), "{}: no answer", operation.id);
        }
    }

    #[test]
    fn fields_are_told_with_their_path_and_kind() {
        let all: Vec<_> = groups()
            .into_iter()
            .flat_map(|group| group.operations)
            .collect();
        let dues = all.iter().find(|one| one.id == "sendRegisterDues").unwrap();
        let line = |name: &str| dues.body.iter().find(|line| line.name == name);
        let amount = line("dues[].amount_cents").expect("a field of a due");
        assert!(
            amount.required && amount.kind.starts_with("integer"),
            "{amount:?}"
        );
        assert!(
            dues.parameters.iter().any(|line| line.place == "header"),
            "{dues:?}"
        );
    }
}
