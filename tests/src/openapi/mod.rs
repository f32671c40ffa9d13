//! The official OpenAPI files (3.0, 3.1, and Swagger 2.0 brought to their form) as judges of what goes over the wire, in both directions.
//! They are read where they lie, never copied (`tests/SCHEMAS.md`).

mod exchange;
mod patterns;
mod swagger;
mod value;

use std::path::{Path, PathBuf};

use serde_json::Value;

pub use exchange::Exchange;
pub use value::Direction;

/// One official document.
pub struct OpenApi {
    name: String,
    file: Value,
}

/// What a document lets people ask, `get /organizations/{organizationfiscalcode}/debtpositions`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// In small letters, as the document has it.
    pub method: String,
    /// With the names of its parameters in braces.
    pub path: String,
}

/// Methods in the order in which a report lists them.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

impl OpenApi {
    /// The file of this name under `pagopa/gpd/`; none, with the reason told, where it is absent.
    pub fn official(name: &str) -> Option<Self> {
        let text = read(&Path::new("gpd").join(name))?;
        let file = serde_json::from_slice(&text).expect("an OpenAPI file is JSON");
        Some(Self::of(name, file))
    }

    /// The file of App IO, Swagger 2.0 in YAML; none, with the reason told, where it is absent.
    pub fn of_app_io() -> Option<Self> {
        let name = "io-functions-services_openapi_index.yaml";
        let text = read(&Path::new("app-io").join(name))?;
        let file: Value = serde_norway::from_slice(&text).expect("a Swagger file is YAML");
        Some(Self::of(name, swagger::modern(&file)))
    }

    pub fn of(name: &str, file: Value) -> Self {
        let name = name.to_owned();
        Self { name, file }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// All that the document lets people ask, in its order.
    pub fn operations(&self) -> Vec<Operation> {
        let paths = self.file["paths"].as_object().into_iter().flatten();
        paths
            .flat_map(|(path, item)| {
                let there = METHODS.iter().filter(|method| item.get(**method).is_some());
                there.map(|method| Operation {
                    method: (*method).to_owned(),
                    path: path.clone(),
                })
            })
            .collect()
    }

    /// The statuses that an operation documents, rising.
    pub fn statuses(&self, operation: &Operation) -> Vec<u16> {
        let told = self.at(operation)["responses"].as_object();
        let mut statuses: Vec<u16> = told
            .into_iter()
            .flatten()
            .filter_map(|(status, _)| status.parse().ok())
            .collect();
        statuses.sort_unstable();
        statuses
    }

    /// The operation that answers a path: one with more fixed words goes before.
    pub fn find(&self, method: &str, path: &str) -> Option<Operation> {
        let method = method.to_ascii_lowercase();
        let here = self.operations().into_iter();
        let fits = here.filter(|one| one.method == method && is_like(&one.path, path));
        fits.min_by_key(|one| one.path.matches('{').count())
    }

    /// The name of the schema of what an operation is sent.
    pub fn sends(&self, operation: &Operation) -> Option<&str> {
        let content = &self.at(operation)["requestBody"]["content"];
        let place = content["application/json"]["schema"]["$ref"].as_str();
        place?.rsplit('/').next()
    }

    fn at(&self, operation: &Operation) -> &Value {
        &self.file["paths"][&operation.path][&operation.method]
    }

    /// The parameters of an operation in this place (`query`, `path`), with those of its path.
    fn parameters(&self, operation: &Operation, place: &str) -> Vec<&Value> {
        let own = &self.at(operation)["parameters"];
        let of_path = &self.file["paths"][&operation.path]["parameters"];
        let all = [own, of_path].into_iter().filter_map(Value::as_array);
        all.flatten().filter(|one| one["in"] == place).collect()
    }

    fn resolved<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let Some(place) = schema["$ref"].as_str() else {
            return schema;
        };
        let found = self.file.pointer(place.trim_start_matches('#'));
        found.unwrap_or_else(|| panic!("{}: {place} is not there", self.name))
    }
}

/// A file under `pagopa/`; none, with the reason told, where it is absent.
fn read(name: &Path) -> Option<Vec<u8>> {
    let told = std::env::var_os("SPORTELLO_SPECS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/specs");
    let place = told.unwrap_or(beside).join("pagopa").join(name);
    let found = std::fs::read(&place).ok();
    if found.is_none() {
        let place = place.display();
        println!("skipped: no OpenAPI file at {place} (tests/SCHEMAS.md says where to get it)");
    }
    found
}

/// Whether a path is one of a template's.
fn is_like(template: &str, path: &str) -> bool {
    let (wanted, given) = (template.split('/'), path.split('/'));
    wanted.clone().count() == given.clone().count()
        && wanted
            .zip(given)
            .all(|(wanted, given)| wanted == given || hole(wanted).is_some())
}

/// The name of a parameter's place in a template.
fn hole(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

#[cfg(test)]
mod tests;
