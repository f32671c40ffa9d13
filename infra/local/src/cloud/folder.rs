//! The data folder: what is kept between runs, and the lock that keeps a second process out.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// An open data folder. It stays locked until dropped; the lock dies with the process.
#[derive(Debug)]
pub struct DataFolder {
    root: PathBuf,
    _lock: File,
    _temporary: Option<tempfile::TempDir>,
}

impl DataFolder {
    /// Opens or makes the folder. A second process on the same folder is refused.
    pub fn open(root: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(root)
            .with_context(|| format!("the data folder {} cannot be made", root.display()))?;
        let root = root.canonicalize()?;
        let lock = lock(&root)?;
        for room in ["objects", "mail"] {
            std::fs::create_dir_all(root.join(room))?;
        }
        Ok(Self {
            root,
            _lock: lock,
            _temporary: None,
        })
    }

    /// A folder that goes away when dropped.
    pub fn temporary() -> anyhow::Result<Self> {
        let temporary = tempfile::Builder::new().prefix("sportello-").tempdir()?;
        let mut folder = Self::open(temporary.path())?;
        folder._temporary = Some(temporary);
        Ok(folder)
    }

    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    #[must_use]
    pub fn table(&self) -> PathBuf {
        self.root.join("table.sqlite")
    }

    #[must_use]
    pub fn stream_position(&self) -> PathBuf {
        self.root.join("stream.position")
    }

    #[must_use]
    pub fn queues(&self) -> PathBuf {
        self.root.join("queues.sqlite")
    }

    #[must_use]
    pub fn objects(&self) -> PathBuf {
        self.root.join("objects")
    }

    /// One `.eml` file for each message that was sent.
    #[must_use]
    pub fn mail(&self) -> PathBuf {
        self.root.join("mail")
    }

    #[must_use]
    pub fn local_json(&self) -> PathBuf {
        self.root.join("local.json")
    }
}

/// Writes beside the place and moves in, so that a reader never sees half a file.
pub(crate) fn write_atomically(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".tmp-")
        .tempfile_in(folder)?;
    file.write_all(content)?;
    file.persist(path)?;
    Ok(())
}

fn lock(root: &Path) -> anyhow::Result<File> {
    let path = root.join("lock");
    let mut file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut owner = String::new();
            file.read_to_string(&mut owner)?;
            anyhow::bail!(
                "another Sportello (process {}) is using the data folder {}; stop it, or choose \
                 another folder with --data",
                owner.trim(),
                root.display()
            );
        }
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_folder_has_one_owner_at_a_time() {
        let temporary = tempfile::tempdir().expect("a temporary folder");
        let first = DataFolder::open(temporary.path()).expect("a free folder");
        let refused = DataFolder::open(temporary.path()).expect_err("the folder is taken");
        assert!(
            refused
                .to_string()
                .contains(&std::process::id().to_string()),
            "{refused}"
        );
        drop(first);
        DataFolder::open(temporary.path()).expect("the folder is free again");
    }
}
