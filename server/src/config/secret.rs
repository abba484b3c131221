//! The key that stored secrets are sealed with.

use std::path::PathBuf;

use chat::{SecretKey, Sources};
use clap::Args;

/// Where the key comes from.
#[derive(Clone, Debug, Args)]
pub(crate) struct SecretConfig {
    /// The key that mail servers' passwords are stored with: 32 random bytes in Base64, as `openssl rand -base64 32` makes them.
    /// Several nodes have the same one. Better set as a variable: other users of this machine can see flags
    #[arg(long, env = "SWITCHBOARD_SECRET_KEY", value_name = "BASE64", hide_env_values = true)]
    secret_key: Option<String>,

    /// The file with that key; made with a new one if missing. Without either setting it is beside an SQLite database,
    /// under its name with .key behind it
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
    /// The key; none for a PostgreSQL database, of which this machine may be one node among several, unless it is set. What is
    /// in memory ends with its key.
    ///
    /// # Errors
    /// A sentence for the person who started it.
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
