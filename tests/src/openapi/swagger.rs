//! Swagger 2.0 in the form of OpenAPI 3.0, as far as the judge reads it.

use serde_json::{Map, Value, json};

/// Parts that say what else a value may be, joined where they are used.
const JOINED: &str = "allOf";
/// The values of an enumeration that may grow: what we send is one of those known today.
const GROWING: &str = "x-extensible-enum";

pub(super) fn modern(file: &Value) -> Value {
    let mut file = schemas(file, file);
    let paths = file["paths"].as_object_mut().into_iter().flatten();
    for (_, path) in paths {
        let operations = path.as_object_mut().into_iter().flatten();
        for (_, operation) in operations.filter(|(_, it)| it.is_object()) {
            body(operation);
            answers(operation);
        }
    }
    file
}

/// The parameter in the body is a body.
fn body(operation: &mut Value) {
    let Some(parameters) = operation["parameters"].as_array() else {
        return;
    };
    let (bodies, others): (Vec<_>, Vec<_>) = parameters
        .iter()
        .cloned()
        .partition(|one| one["in"] == "body");
    operation["parameters"] = json!(others);
    if let [body] = bodies.as_slice() {
        let content = json!({ "application/json": { "schema": body["schema"] } });
        operation["requestBody"] =
            json!({ "required": body["required"] == true, "content": content });
    }
}

fn answers(operation: &mut Value) {
    let answers = operation["responses"].as_object_mut().into_iter().flatten();
    for (_, answer) in answers {
        if let Some(schema) = answer.get("schema").cloned() {
            answer["content"] = json!({ "application/json": { "schema": schema } });
        }
    }
}

/// Every object of a file, in the words that the judge knows.
fn schemas(file: &Value, value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| schemas(file, item)).collect(),
        Value::Object(fields) => object(file, &joined(file, fields)),
        other => other.clone(),
    }
}

fn object(file: &Value, fields: &Map<String, Value>) -> Value {
    let mut after = Map::new();
    for (name, value) in fields {
        let name = if name == GROWING { "enum" } else { name };
        if !name.starts_with("x-") {
            after.insert(name.to_owned(), schemas(file, value));
        }
    }
    Value::Object(after)
}

/// An object with the parts of its `allOf` in it.
fn joined(file: &Value, fields: &Map<String, Value>) -> Map<String, Value> {
    let mut after = fields.clone();
    let Some(Value::Array(parts)) = after.remove(JOINED) else {
        return after;
    };
    for part in &parts {
        let place = part["$ref"].as_str().map(|at| at.trim_start_matches('#'));
        let part = place.map_or(part, |at| {
            file.pointer(at).expect("a reference leads somewhere")
        });
        for (name, value) in joined(file, part.as_object().expect("a schema is an object")) {
            match (after.get_mut(&name), value) {
                (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
                (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
                (Some(_), _) => {}
                (None, value) => {
                    after.insert(name, value);
                }
            }
        }
    }
    after
}
