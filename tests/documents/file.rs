//! A PDF on disk and the programs that read it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

const MATRIX_DPI: f32 = 200.0;

pub struct File {
    folder: TempDir,
    pub bytes: Vec<u8>,
}

/// A word and its box, in points from the left upper corner of its page.
#[derive(Debug, Clone)]
pub struct Word {
    pub text: String,
    pub page: usize,
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

/// Whether all the programs are there; says so when not.
pub fn has(programs: &[&str]) -> bool {
    let missing = |program: &&&str| Command::new(program).arg("--version").output().is_err();
    match programs.iter().find(missing) {
        Some(program) => {
            eprintln!("skipped: {program} is not installed (tests/run installs it on Debian)");
            false
        }
        None => true,
    }
}

impl File {
    pub fn new(bytes: Vec<u8>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("document.pdf"), &bytes).unwrap();
        Self { folder, bytes }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("document.pdf")
    }

    /// What `program options… document.pdf last…` prints; it must succeed.
    fn run(&self, program: &str, options: &[&str], last: &[&str]) -> String {
        let output = Command::new(program)
            .args(options)
            .arg(self.path())
            .args(last)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{program}: {complaint}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// qpdf's judgement of the file's syntax.
    pub fn check(&self) -> String {
        self.run("qpdf", &["--check"], &[])
    }

    /// The objects of the file, uncompressed.
    pub fn objects(&self) -> String {
        let options = [
            "--qdf",
            "--object-streams=disable",
            "--no-original-object-ids",
        ];
        self.run("qpdf", &options, &["objects.pdf"]);
        let bytes = std::fs::read(self.folder.path().join("objects.pdf")).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// The texts in the order of drawing, without any blank.
    pub fn squeezed_text(&self) -> String {
        self.run("pdftotext", &["-raw"], &["-"])
            .split_whitespace()
            .collect()
    }

    pub fn info(&self) -> String {
        self.run("pdfinfo", &[], &[])
    }

    /// The structure tree with its texts.
    pub fn structure(&self) -> String {
        self.run("pdfinfo", &["-struct-text"], &[])
    }

    pub fn words(&self) -> Vec<Word> {
        let pages = self.run("pdftotext", &["-bbox"], &["-"]);
        let pages = pages.split("<page ").skip(1).enumerate();
        pages
            .flat_map(|(page, text)| text.lines().filter_map(move |line| word(line, page)))
            .collect()
    }

    /// What the scanner of a post office reads: the Data Matrix at the right of the account's number.
    pub fn scanned_matrix(&self) -> String {
        let words = self.words();
        self.matrix_beside(words.iter().find(|word| word.text == "C/C").unwrap())
    }

    fn matrix_beside(&self, account: &Word) -> String {
        let page = (account.page + 1).to_string();
        let top = ((account.top + 15.0) * MATRIX_DPI / 72.0)
            .round()
            .to_string();
        let options = ["-r", "200", "-gray", "-png", "-singlefile", "-f", &page];
        let corner = ["-x", "1300", "-W", "354", "-y", &top, "-H", "330"];
        let options: Vec<&str> = options.into_iter().chain(corner).collect();
        self.run("pdftoppm", &options, &["matrix"]);
        let picture = self.folder.path().join("matrix.png");
        let reader = Command::new("dmtxread")
            .args(["-N1", "-m8000"])
            .arg(picture)
            .output();
        String::from_utf8(reader.unwrap().stdout).unwrap()
    }

    /// What the scanner of a post office reads from the slip of each account number found, in order.
    pub fn scanned_matrices(&self) -> Vec<String> {
        let words = self.words();
        let accounts = words.iter().filter(|word| word.text == "C/C");
        accounts
            .map(|account| self.matrix_beside(account))
            .collect()
    }

    /// What a camera reads from all printed pages, in order.
    pub fn scanned_everywhere(&self) -> BTreeSet<String> {
        self.run("pdftoppm", &["-r", "150", "-gray", "-png"], &["sheet"]);
        let mut read = BTreeSet::new();
        for entry in std::fs::read_dir(self.folder.path()).unwrap() {
            let picture = entry.unwrap().path();
            let name = picture.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with("sheet") {
                let output = Command::new("zbarimg")
                    .args(["-q", "--raw"])
                    .arg(picture)
                    .output();
                let text = String::from_utf8(output.unwrap().stdout).unwrap();
                read.extend(text.lines().map(str::to_owned));
            }
        }
        read
    }

    /// What a camera reads from the printed page.
    pub fn scanned(&self) -> Vec<String> {
        self.run(
            "pdftoppm",
            &["-r", "150", "-gray", "-png", "-singlefile"],
            &["page"],
        );
        let picture = self.folder.path().join("page.png");
        let output = Command::new("zbarimg")
            .args(["-q", "--raw"])
            .arg(picture)
            .output()
            .unwrap();
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect()
    }
}

/// `<word xMin="28.3" yMin="29.4" xMax="30.0" yMax="41.1">DI</word>`
fn word(line: &str, page: usize) -> Option<Word> {
    let rest = line.trim().strip_prefix("<word ")?;
    let mut values = rest
        .split('"')
        .skip(1)
        .step_by(2)
        .map(|value| value.parse().unwrap());
    let text = rest.split_once('>')?.1.strip_suffix("</word>")?.to_owned();
    let (left, top) = (values.next()?, values.next()?);
    Some(Word {
        text,
        page,
        left,
        top,
        right: values.next()?,
        bottom: values.next()?,
    })
}
