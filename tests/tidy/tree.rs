//! The files that the laws are about.

use std::path::{Path, PathBuf};

/// What a law has against the repository: one sentence each, `path:line: what`.
pub type Findings = Vec<String>;

/// Folders that hold nothing written by hand.
const GENERATED: &[&str] = &[
    ".git",
    "target",
    "node_modules",
    ".sportello",
    "dist",
    ".aws-sam",
];

pub struct File {
    /// From the root, with forward slashes: `functions/kernel/src/lib.rs`.
    pub path: String,
    pub bytes: Vec<u8>,
}

impl File {
    /// The text of the file; nothing for pictures, fonts and other binaries.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    pub fn has_extension(&self, extensions: &[&str]) -> bool {
        extensions.iter().any(|x| {
            self.path
                .strip_suffix(x)
                .is_some_and(|rest| rest.ends_with('.'))
        })
    }

    /// `path:line: what`, lines counted from 1.
    pub fn finding(&self, line: usize, what: impl std::fmt::Display) -> String {
        format!("{}:{line}: {what}", self.path)
    }

    /// `functions/payments/src/…` → `payments`.
    pub fn function_crate(&self) -> Option<&str> {
        self.path
            .strip_prefix("functions/")?
            .split_once('/')
            .map(|(name, _)| name)
    }
}

pub struct Tree {
    pub files: Vec<File>,
}

impl Tree {
    /// The repository that this test was built from.
    pub fn repository() -> Self {
        let root = root();
        let mut files = Vec::new();
        collect(&root, &root, &mut files);
        files.sort_by(|a, b| a.path.cmp(&b.path));
        assert!(
            files.len() > 20,
            "the repository was not found at {}",
            root.display()
        );
        Self { files }
    }

    /// A made-up repository, for the proofs that a law can fail.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        Self {
            files: files.iter().map(file).collect(),
        }
    }

    pub fn with_extension<'a>(
        &'a self,
        extensions: &'a [&'a str],
    ) -> impl Iterator<Item = &'a File> {
        self.files
            .iter()
            .filter(move |file| file.has_extension(extensions))
    }

    pub fn rust(&self) -> impl Iterator<Item = &File> {
        self.with_extension(&["rs"])
    }

    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether the module of a Rust file, or one above it, is declared for tests alone.
    pub fn is_test_code(&self, path: &str) -> bool {
        let Some((folder, file)) = path.rsplit_once('/') else {
            return false;
        };
        let (folder, name) = match file.strip_suffix(".rs") {
            Some("mod") => folder.rsplit_once('/').unwrap_or_default(),
            stem => (folder, stem.unwrap_or_default()),
        };
        let parents = [
            format!("{folder}/mod.rs"),
            format!("{folder}.rs"),
            format!("{folder}/lib.rs"),
        ];
        let parents = parents
            .iter()
            .filter(|parent| *parent != path)
            .filter_map(|path| self.get(path));
        parents
            .into_iter()
            .any(|f| declares_for_tests(f.text(), name) || self.is_test_code(&f.path))
    }

    /// Whether a file or a folder stands at `path`.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        self.files
            .iter()
            .any(|file| file.path == path || file.path.starts_with(&folder))
    }
}

/// Whether `mod name;` stands under `#[cfg(test)]`.
fn declares_for_tests(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let declared = |line: &&str| {
        line.split_whitespace()
            .collect::<Vec<_>>()
            .ends_with(&["mod", &format!("{name};")])
    };
    let at = lines.iter().position(declared).unwrap_or(0);
    lines[..at]
        .iter()
        .rev()
        .take_while(|line| line.starts_with("#["))
        .any(|line| *line == "#[cfg(test)]")
}

/// The runner names the package's folder, which may have moved since the build.
pub fn root() -> PathBuf {
    let package = std::env::var_os("CARGO_MANIFEST_DIR");
    let package = package.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().unwrap().to_owned()
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        let generated = GENERATED.contains(&entry.file_name().to_string_lossy().as_ref());
        if kind.is_dir() && !generated {
            collect(root, &path, files);
        } else if kind.is_file() && !generated {
            let relative = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            files.push(File {
                path: relative,
                bytes: std::fs::read(&path).unwrap(),
            });
        }
    }
}

/// The one assertion of every law.
#[track_caller]
pub fn assert_none(findings: &Findings) {
    assert!(
        findings.is_empty(),
        "{} breaches:\n{}",
        findings.len(),
        findings.join("\n")
    );
}

/// The proof that a law can fail: exactly one finding, which speaks of `what`.
#[track_caller]
pub fn assert_one(findings: &Findings, what: &str) {
    assert!(
        findings.len() == 1 && findings[0].contains(what),
        "wanted one «{what}»: {findings:?}"
    );
}

#[test]
fn modules_for_tests_alone_are_known() {
    let tree = Tree::of(&[
        (
            "a/src/lib.rs",
            "mod b;\n#[cfg(test)]\npub(crate) mod samples;",
        ),
        (
            "a/src/b/mod.rs",
            "#[cfg(test)]\n#[rustfmt::skip]\nmod c;\nmod d;",
        ),
        ("a/src/b/c/mod.rs", "mod e;"),
        ("a/src/b/c/e.rs", ""),
        ("a/src/b/d.rs", ""),
        ("a/src/samples.rs", ""),
    ]);
    let tests: Vec<_> = tree
        .files
        .iter()
        .filter(|f| tree.is_test_code(&f.path))
        .collect();
    let paths: Vec<_> = tests.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        ["a/src/b/c/mod.rs", "a/src/b/c/e.rs", "a/src/samples.rs"]
    );
}
