//! The key that encrypts stored secrets.

use std::path::PathBuf;

use chat::{SecretKey, Sources};
use clap::Args;

/// The source of the key.
#[derive(Clone, Debug, Args)]
pub(crate) struct SecretConfig {
    /// The key that encrypts stored mail server passwords: 32 random bytes in Base64, as from
    /// `openssl rand -base64 32`. The same on all nodes. Better set as a variable: other users of
    /// this machine can see flags
    #[arg(long, env = "SWITCHBOARD_SECRET_KEY", value_name = "BASE64", hide_env_values = true)]
    secret_key: Option<String>,

    /// The file with that key; created with a new key if missing. Without either setting it is
    /// beside an SQLite database, with the same name and .key appended
    #[arg(
        long,
        env = "SWITCHBOARD_SECRET_KEY_FILE",
        value_name = "FILE",
        conflicts_with = "secret_key",
        hide_env_values = true
    )]
    secret_key_file: Option<PathBuf>,
}

impl SecretConfig {
    /// The key. For a PostgreSQL database there is none unless it is set, because this machine may
    /// be one node of several. An in-memory database has a key that ends with it.
    ///
    /// # Errors
    /// A sentence for the person who starts the program.
    pub(crate) fn key(&self, database_url: &str) -> Result<Option<SecretKey>, String> {
        if let Some(text) = &self.secret_key {
            return SecretKey::from_text(text)
                .map(Some)
                .map_err(|error| format!("SWITCHBOARD_SECRET_KEY: {error}"));
        }
        let sources = Sources::system();
        match self.secret_key_file.clone().or_else(|| SecretKey::file_beside(database_url)) {
            Some(file) => SecretKey::in_file(&file, &sources)
                .map(Some)
                .map_err(|error| format!("SWITCHBOARD_SECRET_KEY_FILE: {error}")),
            None => Ok(database_url.starts_with("sqlite:").then(|| SecretKey::random(&sources))),
        }
    }
}
