//! The same work by what people use today, in the same run. Where a rival cannot be run (no Python, no network for
//! its packages, no Chromium), the figure stands alone and says so on standard error.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::gauge;

/// Notices that Chromium prints, after one to warm up.
const PRINTS: u32 = 20;

/// Where the files of the benches stand, between preparing and measuring.
pub fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/benches");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/rivals")
}

/// A Python with the packages of `rivals/requirements.txt`, pinned there.
pub fn python() -> Option<PathBuf> {
    let (home, wanted) = (folder().join("python"), scripts().join("requirements.txt"));
    let (python, mark) = (home.join("bin/python"), home.join("requirements.txt"));
    if std::fs::read(&mark).ok() != std::fs::read(&wanted).ok() {
        let made = run(Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&home));
        let pip = [
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "-r",
        ];
        let filled = made && run(Command::new(&python).args(pip).arg(&wanted));
        if !filled {
            eprintln!("no Python with its packages: its figures are left out");
            return None;
        }
        std::fs::copy(&wanted, &mark).unwrap();
    }
    Some(python)
}

/// CPU seconds that a script needs for a file; the script checks its own result and fails if it is wrong.
pub fn python_cpu_s(script: &str, file: &Path) -> Option<f64> {
    let python = python()?;
    let before = gauge::children_cpu_s();
    run(Command::new(python).arg(scripts().join(script)).arg(file))
        .then(|| gauge::children_cpu_s() - before)
}

fn run(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Notices a second from a browser that runs already and has its fonts: its best case.
pub fn chromium_prints_per_s() -> Option<f64> {
    let page = scripts().join("notice.html");
    told(
        "chromium_prints.py",
        &[page.to_str()?, &PRINTS.to_string()],
        "prints_per_s",
    )
}

/// Bytes that a first visit to an address moves.
pub fn page_bytes(url: &str) -> Option<f64> {
    told("page_weight.py", &[url], "bytes")
}

/// What a script writes under `name` into the file that is its last argument.
fn told(script: &str, arguments: &[&str], name: &str) -> Option<f64> {
    let out = folder().join(script).with_extension("json");
    let mut command = Command::new(python()?);
    command
        .arg(scripts().join(script))
        .args(arguments)
        .arg(&out);
    if !run(&mut command) {
        eprintln!("{script} failed: its figure is left out");
        return None;
    }
    let told: serde_json::Value = serde_json::from_slice(&std::fs::read(out).ok()?).ok()?;
    told[name].as_f64()
}
