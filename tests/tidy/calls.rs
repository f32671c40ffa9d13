//! Who calls whom, by name: as much as it takes to know what a binary may ask of AWS.
//!
//! It follows too many calls rather than too few: a name that fits is followed, whatever its type.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{Source, functions};
use crate::tree::{File, Tree};
use words::{crate_of, home, implementor, imports, mentions, module, names, parent, tight};

/// Rooms whose insides are told by the names of their methods alone.
const CLOSED: &[&str] = &[
    "functions/platform/src/table/",
    "functions/platform/src/objects",
    "functions/setup/src/audit.rs",
    "functions/setup/src/command.rs",
    "functions/setup/src/main.rs",
];

/// One function of the product.
pub struct Function<'a> {
    file: &'a str,
    name: String,
    /// The type of the `impl` around it.
    of: Option<String>,
    /// Its code without blanks around points, so that `table\n.get(` is `table.get(`.
    pub code: String,
    /// The names in the code of its file, where fields name types.
    around: BTreeSet<String>,
    imports: Vec<(String, String)>,
}

pub struct Calls<'a> {
    functions: Vec<Function<'a>>,
    named: BTreeMap<String, Vec<usize>>,
}

impl<'a> Calls<'a> {
    pub fn of(tree: &'a Tree) -> Self {
        let is_open = |file: &&File| {
            file.path.starts_with("functions/")
                && !CLOSED.iter().any(|room| file.path.starts_with(room))
        };
        let files = tree
            .rust()
            .filter(is_open)
            .filter(|file| !tree.is_test_code(&file.path));
        let functions: Vec<_> = files.flat_map(functions_of).collect();
        let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, function) in functions.iter().enumerate() {
            named.entry(function.name.clone()).or_default().push(at);
        }
        Self { functions, named }
    }

    /// All functions that may run when those of `files` do.
    pub fn reached_from(&self, files: &[&File]) -> Vec<&Function<'a>> {
        let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        let mut known = BTreeSet::new();
        let mut todo: Vec<usize> = (0..self.functions.len())
            .filter(|at| paths.contains(self.functions[*at].file))
            .collect();
        for at in &todo {
            known.extend(self.functions[*at].around.iter().cloned());
        }
        let mut reached: BTreeSet<usize> = todo.iter().copied().collect();
        while let Some(at) = todo.pop() {
            for next in self.called_by(&self.functions[at], &known) {
                if reached.insert(next) {
                    todo.push(next);
                }
            }
        }
        reached.into_iter().map(|at| &self.functions[at]).collect()
    }

    fn called_by(&self, caller: &Function<'_>, known: &BTreeSet<String>) -> Vec<usize> {
        let mut called = Vec::new();
        for (before, name, after) in mentions(&caller.code) {
            let is_call = after.starts_with('(') || after.starts_with("::<");
            if !is_call && (before == "." || before.is_empty() && caller.binds(name)) {
                continue; // a field, a value
            }
            let fits = |at: &&usize| caller.may_mean((before, name), &self.functions[**at], known);
            called.extend(self.named.get(name).into_iter().flatten().filter(fits));
        }
        called
    }
}

impl Function<'_> {
    pub fn place(&self) -> String {
        format!("{} of {}", self.name, self.file)
    }

    /// Whether the function has a value of that name.
    fn binds(&self, name: &str) -> bool {
        let ways = [
            "|NAME|",
            "|NAME,",
            ", NAME|",
            "let NAME ",
            "NAME: ",
            "for NAME in",
        ];
        ways.iter()
            .any(|way| self.code.contains(&way.replace("NAME", name)))
    }

    /// Whether a name that stands after `before` in this function may mean `other`.
    fn may_mean(
        &self,
        (before, name): (&str, &str),
        other: &Function<'_>,
        known: &BTreeSet<String>,
    ) -> bool {
        let is_type = |name: &String| known.contains(name) || self.around.contains(name);
        let is_free = other.of.is_none();
        let is_far = before.starts_with("::");
        match before.trim_start_matches("::").strip_suffix("::") {
            None if before == "." => other.of.as_ref().is_some_and(is_type),
            None if self.file == other.file => is_free,
            None => {
                is_free
                    && self
                        .imported(name)
                        .any(|from| self.leads(from, None, other.file))
            }
            Some("Self" | "self") => self.file == other.file,
            Some(word) if word.starts_with(char::is_uppercase) => other.of.as_deref() == Some(word),
            Some("super") if is_far => is_free && crate_of(self.file) == crate_of(other.file),
            Some("super") => is_free && parent(self.file) == Some(home(other.file)),
            Some(word) if is_far => is_free && module(other.file) == word,
            Some(word) => {
                let alias = self.imported(word).any(|from| module(other.file) == from);
                let own = module(other.file) == word && self.leads_through(word, other.file);
                is_free && (alias || own)
            }
        }
    }

    /// From where the file's imports bring a name.
    fn imported<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n str> {
        let from =
            move |(from, other): &'n (String, String)| (other == name).then_some(from.as_str());
        self.imports.iter().filter_map(from)
    }

    /// Whether `word::` may be the module of that file: where the imports say whose it is, it is;
    /// else it is a child of this one.
    fn leads_through(&self, word: &str, file: &str) -> bool {
        let mut from = self.imported(word).peekable();
        if from.peek().is_none() {
            return parent(file) == Some(home(self.file));
        }
        from.any(|from| self.leads(from, Some(word), file))
    }

    /// Whether `from::word`, or `from` itself, is the module of a file.
    fn leads(&self, from: &str, word: Option<&str>, file: &str) -> bool {
        let home = home(file);
        let (above, last) = match word {
            None => (home, None),
            Some(word) => match home
                .strip_suffix(word)
                .and_then(|rest| rest.strip_suffix('/'))
            {
                Some(above) => (above, Some(word)),
                None => return false,
            },
        };
        match from {
            "super" => parent(self.file) == Some(above),
            "crate" => above == format!("{}/src", crate_of(self.file)),
            "self" => above == self::home(self.file),
            _ if above
                .strip_suffix("/src")
                .is_some_and(|root| root.ends_with(&format!("/{from}"))) =>
            {
                true
            }
            _ => above.rsplit('/').next() == Some(from) || last.is_none() && module(file) == from,
        }
    }
}

fn functions_of(file: &File) -> Vec<Function<'_>> {
    let source = Source::of(file.text());
    let code: String = source
        .product_lines()
        .flat_map(|(_, line)| [line, "\n"])
        .collect();
    let (around, imports) = (names(&code), imports(&code));
    let lines: Vec<&str> = code.lines().collect();
    let function = |(line, name, length): (usize, String, usize)| Function {
        file: &file.path,
        of: implementor(&lines[..line]),
        code: tight(&lines[line - 1..line - 1 + length].join("\n")),
        around: around.clone(),
        imports: imports.clone(),
        name,
    };
    functions(&code).into_iter().map(function).collect()
}

#[test]
fn calls_are_followed_through_modules_methods_and_names() {
    let tree = Tree::of(&[
        (
            "functions/a/src/bin/a-b.rs",
            "fn main() { let deps = Deps::new(); run(b::routes(deps)) }",
        ),
        (
            "functions/a/src/routes/b.rs",
            "use crate::domain::other;\nuse crate::store::c;\npub struct Deps { d: Reader }\npub fn routes() { get(page) }\n\
            fn page() {\n  c::find();\n  deps.d.read();\n}\n#[cfg(test)]\nmod tests {\n fn t() { c::unused() }\n}",
        ),
        (
            "functions/a/src/store/c.rs",
            "pub fn find() { inner() }\nfn inner() { table\n  .get() }\npub fn unused() { table.put() }",
        ),
        (
            "functions/a/src/store/d.rs",
            "impl Reader {\n    pub fn read(&self) { self.table.query() }\n}\nimpl Other {\n    pub fn read(&self) { table.delete() }\n}",
        ),
    ]);
    let calls = Calls::of(&tree);
    let files: Vec<_> = ["functions/a/src/bin/a-b.rs", "functions/a/src/routes/b.rs"]
        .iter()
        .filter_map(|path| tree.get(path))
        .collect();
    let reached: Vec<_> = calls
        .reached_from(&files)
        .iter()
        .map(|f| (module(f.file), f.name.as_str()))
        .collect();
    assert_eq!(
        reached,
        [
            ("a-b", "main"),
            ("b", "routes"),
            ("b", "page"),
            ("c", "find"),
            ("c", "inner"),
            ("d", "read")
        ]
    );
    assert!(
        calls
            .reached_from(&files)
            .iter()
            .any(|f| f.code.contains("table.get("))
    );
}

#[test]
fn imports_are_taken_apart() {
    let found = imports("use crate::store::{a, b::{c, d}, e};");
    let pairs: Vec<_> = found
        .iter()
        .map(|(from, name)| format!("{from}>{name}"))
        .collect();
    assert_eq!(
        pairs,
        [
            ">crate",
            "crate>store",
            "store>a",
            "store>b",
            "b>c",
            "b>d",
            "store>e"
        ]
    );
}
