//! The key that secrets are sealed with. It is configured by whoever runs the installation, or
//! generated and stored in a file.

use std::{
    fmt,
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{Sources, store};

/// A key of 256 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey([u8; 32]);

/// Why there is no key, for the person who runs the installation.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The text is not a key.
    #[error("it takes 32 random bytes in Base64, as `openssl rand -base64 32` makes them")]
    NotAKey,
    /// The file does not contain a key.
    #[error("{0} holds no key, which is 32 random bytes in Base64; bring back the file that was there")]
    NotAKeyFile(PathBuf),
    /// The file cannot be read or created.
    #[error("the key in {0} can neither be read nor made: {1}")]
    File(PathBuf, io::Error),
}

impl SecretKey {
    /// A new random key.
    pub fn random(sources: &Sources) -> SecretKey {
        SecretKey(sources.bytes())
    }

    /// The key of a Base64 text.
    ///
    /// # Errors
    /// The text is not 32 bytes in Base64.
    pub fn from_text(text: &str) -> Result<SecretKey, KeyError> {
        let bytes = STANDARD.decode(text.trim()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes.map(SecretKey).ok_or(KeyError::NotAKey)
    }

    /// The text that [`SecretKey::from_text`] reads.
    pub fn to_text(&self) -> String {
        STANDARD.encode(self.0)
    }

    /// The key file beside the SQLite database of this URL; `None` for other databases.
    pub fn file_beside(database_url: &str) -> Option<PathBuf> {
        store::database_file(database_url).map(|path| store::beside(&path, ".key"))
    }

    /// The key in this file. If there is no such file, it is created with a new key, readable only
    /// by the user who runs the program.
    ///
    /// # Errors
    /// The file can neither be read nor created, or does not contain a key.
    pub fn in_file(path: &Path, sources: &Sources) -> Result<SecretKey, KeyError> {
        let trouble = |error| KeyError::File(path.to_owned(), error);
        match fs::read_to_string(path) {
            Ok(text) => {
                store::keep_private(path);
                SecretKey::from_text(&text).map_err(|_| KeyError::NotAKeyFile(path.to_owned()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key = SecretKey::random(sources);
                make(path, &key).map_err(trouble)?;
                // Another process was faster; use its key.
                let text = fs::read_to_string(path).map_err(trouble)?;
                SecretKey::from_text(&text).map_err(|_| KeyError::NotAKeyFile(path.to_owned()))
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Err(KeyError::NotAKeyFile(path.to_owned()))
            }
            Err(error) => Err(trouble(error)),
        }
    }

    pub(super) fn bytes(&self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

/// Creates the file unless it exists. It is complete from the moment that it is visible.
fn make(path: &Path, key: &SecretKey) -> io::Result<()> {
    let draft = store::beside(path, &format!(".{}", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut file| {
        writeln!(file, "{}", key.to_text())?;
        file.sync_all()
    });
    let made = written.and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        // Not every file system has links.
        Err(_) => fs::rename(&draft, path),
        Ok(()) => Ok(()),
    });
    let _ = fs::remove_file(&draft);
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_kept_for_its_owner() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.key");
        let sources = Sources::system();
        let made = SecretKey::in_file(&path, &sources).unwrap();
        assert_eq!(SecretKey::in_file(&path, &sources).unwrap(), made);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left lying about");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(), 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            SecretKey::in_file(&path, &sources).unwrap();
            assert_eq!(mode(), 0o600);
        }
    }

    #[test]
    fn what_is_no_key_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.key");
        for content in [b"".as_slice(), b"a word", b"c2hvcnQ=", &[0xff; 40]] {
            fs::write(&path, content).unwrap();
            let error = SecretKey::in_file(&path, &Sources::system()).unwrap_err();
            assert!(matches!(error, KeyError::NotAKeyFile(_)), "{error}");
            assert_eq!(fs::read(&path).unwrap(), content);
        }
        let nowhere = folder.path().join("no folder/some.key");
        let error = SecretKey::in_file(&nowhere, &Sources::system()).unwrap_err();
        assert!(matches!(error, KeyError::File(..)), "{error}");
    }
}
