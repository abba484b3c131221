//! The file of an SQLite database: its permissions, which server uses it, and whether it is still
//! the one that was opened.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use sqlx::sqlite::SqliteConnectOptions;

use super::open_error::OpenError;
use crate::Error;

/// A file that was opened as a database.
#[derive(Clone, Debug)]
pub(crate) struct DatabaseFile {
    path: Arc<Path>,
    identity: Option<Identity>,
}

/// What stays when a file is renamed, and differs when another file takes its name.
type Identity = (u64, u64);

impl DatabaseFile {
    /// Creates the file and its folder if they are missing. Only the user who runs the program may
    /// read them: they contain passwords of mail servers, and what visitors said.
    pub(crate) fn prepare(path: &Path) -> Result<(), OpenError> {
        make_folder_of(path)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Err(error) if is_full(&error) => Err(OpenError::Full(path.display().to_string())),
            // SQLite reports all other problems in more detail.
            _ => Ok(()),
        }
    }

    /// The identity of the file after it was opened as a database.
    pub(crate) fn opened(path: &Path) -> DatabaseFile {
        for end in ["", "-wal", "-shm"] {
            keep_private(&beside(path, end));
        }
        DatabaseFile { path: path.into(), identity: identity(path).ok() }
    }

    /// An error if the file was removed or replaced since: SQLite would go on writing into a file
    /// that nobody can find again.
    pub(crate) fn is_there(&self) -> Result<(), Error> {
        match identity(&self.path) {
            Ok(now) if self.identity.is_none_or(|then| then == now) => Ok(()),
            _ => Err(Error::FileGone(self.path.clone())),
        }
    }
}

/// The exclusive right of one server to an SQLite database while this lives; the system takes it
/// back from a process that ends.
///
/// Two servers on one file would not know of each other's visitors and operators.
#[derive(Debug)]
pub struct Claim(#[expect(dead_code, reason = "the lock lives as long as the file is open")] File);

impl Claim {
    /// Claims the database of this URL. No claim is needed for a database that several servers may
    /// share, or for one in memory.
    ///
    /// # Errors
    /// Another server has it, or the lock file cannot be created.
    pub fn on(url: &str) -> Result<Option<Claim>, OpenError> {
        let Some(database) = path_of(url) else { return Ok(None) };
        make_folder_of(&database)?;
        let path = beside(&database, ".lock");
        let database = database.display().to_string();
        let trouble = |error: io::Error| match is_full(&error) {
            true => OpenError::Full(database.clone()),
            false => OpenError::Lock(path.display().to_string(), error),
        };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(trouble)?;
        match file.try_lock() {
            Ok(()) => {
                // Only for the error message: on a full disk it is missing, and SQLite reports the
                // reason.
                let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
                Ok(Some(Claim(file)))
            }
            Err(fs::TryLockError::WouldBlock) => {
                let mut owner = String::new();
                let _ = file.read_to_string(&mut owner);
                let by = if owner.is_empty() { "another process".into() } else { format!("process {owner}") };
                Err(OpenError::InUse { file: database, by })
            }
            Err(fs::TryLockError::Error(error)) => Err(trouble(error)),
        }
    }
}

/// The file of an SQLite URL; `None` for other URLs and for a database in memory.
pub(crate) fn path_of(url: &str) -> Option<PathBuf> {
    let is_in_memory = url.contains(":memory:") || url.contains("mode=memory");
    let options = url.starts_with("sqlite:").then(|| SqliteConnectOptions::from_str(url).ok()).flatten()?;
    (!is_in_memory).then(|| options.get_filename().to_owned())
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

fn make_folder_of(file: &Path) -> Result<(), OpenError> {
    let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| OpenError::Folder(folder.display().to_string(), error))
}

/// A file from an earlier version or from a backup may be readable by everybody.
pub(crate) fn keep_private(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let is_open = |mode: u32| mode & 0o077 != 0;
        if fs::metadata(file).is_ok_and(|found| is_open(found.mode()))
            && let Err(error) = fs::set_permissions(file, fs::Permissions::from_mode(0o600))
        {
            tracing::warn!(%error, "{} can be read by other users of this machine", file.display());
        }
    }
    #[cfg(not(unix))]
    let _ = file;
}

pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}

#[cfg(unix)]
fn identity(path: &Path) -> io::Result<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).map(|found| (found.dev(), found.ino()))
}

/// On other systems an open file is neither removed nor replaced.
#[cfg(not(unix))]
fn identity(path: &Path) -> io::Result<Identity> {
    fs::metadata(path).map(|_| (0, 0))
}
