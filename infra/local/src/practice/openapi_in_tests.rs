//! The official OpenAPI files, for tests: read where they lie, never copied.

use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

/// The files under `pagopa/`; none, with the reason told, where they are absent.
pub fn files(names: &[&str]) -> Vec<Value> {
    let told = std::env::var_os("SPORTELLO_SPECS").map(PathBuf::from);
    let near = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs");
    let folder = told.unwrap_or(near).join("pagopa");
    let read = |name: &&str| std::fs::read(folder.join(name)).ok();
    let found: Vec<_> = names.iter().filter_map(read).collect();
    if found.is_empty() {
        let folder = folder.display();
        eprintln!("skipped: no OpenAPI files at {folder} (see tests/SCHEMAS.md)");
    }
    let parsed = found.iter().map(|file| serde_json::from_slice(file));
    parsed.map(|file| file.expect("an OpenAPI file")).collect()
}

/// One OpenAPI file, as far as answers go.
pub struct Judge<'f>(&'f Value);

impl<'f> Judge<'f> {
    pub fn new(file: &'f Value) -> Self {
        Self(file)
    }

    /// What is wrong with an answer to `GET path`.
    pub fn answer(&self, (path, status): (&str, &str), answer: &Value) -> Vec<String> {
        let answers = &self.0["paths"][path]["get"]["responses"][status];
        let schema = &answers["content"]["application/json"]["schema"];
        assert!(schema.is_object(), "{path} {status}: no schema");
        let mut faults = Vec::new();
        self.judge(schema, answer, (path, &mut faults));
        faults
    }

    fn resolved(&self, schema: &'f Value) -> &'f Value {
        let Some(place) = schema["$ref"].as_str() else {
            return schema;
        };
        let found = self.0.pointer(place.trim_start_matches('#'));
        found.unwrap_or_else(|| panic!("{place} is not there"))
    }

    fn judge(&self, schema: &'f Value, value: &Value, (at, faults): (&str, &mut Vec<String>)) {
        let schema = self.resolved(schema);
        let mut wrong = |what: &str| faults.push(format!("{at}: {what}: {value}"));
        let is_right = match schema["type"].as_str() {
            Some("object") => value.is_object(),
            Some("array") => value.is_array(),
            Some("string") => value.is_string(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            other => panic!("{at}: the type {other:?} is not known to this test"),
        };
        if !is_right {
            return wrong("type");
        }
        let one_of = schema["enum"].as_array();
        if one_of.is_some_and(|all| !all.contains(value)) {
            wrong("enum");
        }
        let text = value.as_str().unwrap_or_default();
        let form = match schema["format"].as_str() {
            Some("date-time") => text.parse::<Timestamp>().is_ok(),
            Some("date") => text.parse::<Date>().is_ok(),
            _ => true,
        };
        if !form {
            wrong("format");
        }
        let bound = |name: &str| schema[name].as_f64().zip(value.as_f64());
        let low = bound("minimum").is_some_and(|(least, value)| value < least);
        if low || bound("maximum").is_some_and(|(most, value)| value > most) {
            wrong("bounds");
        }
        let required = schema["required"].as_array().into_iter().flatten();
        for name in required.filter_map(Value::as_str) {
            if value.get(name).is_none() {
                wrong(&format!("{name} is missing"));
            }
        }
        let items = value.as_array().into_iter().flatten();
        for item in items {
            self.judge(&schema["items"], item, (at, &mut *faults));
        }
        for (name, inner) in value.as_object().into_iter().flatten() {
            let at = format!("{at}/{name}");
            match schema["properties"].get(name) {
                Some(schema) => self.judge(schema, inner, (&at, &mut *faults)),
                None => faults.push(format!("{at}: unknown")),
            }
        }
    }
}
