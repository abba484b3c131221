//! The log, on standard error.

use std::io::{self, IsTerminal};

use tracing::Dispatch;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

use crate::config::LogFormat;

/// Starts logging what passes this filter. The error says what is wrong with the filter.
pub(crate) fn start(filter: &str, format: LogFormat) -> Result<(), String> {
    let log = to(filter, format, io::stderr().is_terminal(), io::stderr)?;
    tracing::dispatcher::set_global_default(log).map_err(|error| error.to_string())
}

/// `has_colours`: whether the output shows colours; a file does not.
fn to(
    filter: &str,
    format: LogFormat,
    has_colours: bool,
    writer: impl for<'a> MakeWriter<'a> + Send + Sync + 'static,
) -> Result<Dispatch, String> {
    let filter = EnvFilter::try_new(filter).map_err(|error| error.to_string())?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    Ok(match format {
        LogFormat::Text => log.with_target(false).with_ansi(has_colours).finish().into(),
        LogFormat::Json => log.json().flatten_event(true).finish().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Command, Program};
    use clap::Parser;
    use std::sync::{Arc, Mutex};

    /// Which of three lines are logged with this filter.
    fn logged(filter: &str) -> Vec<&'static str> {
        let lines = Arc::new(Mutex::new(Vec::<u8>::new()));
        let written = lines.clone();
        let writer = move || Lines(written.clone());
        let log = to(filter, LogFormat::Text, false, writer).unwrap();
        tracing::dispatcher::with_default(&log, || {
            tracing::info!("ours");
            tracing::warn!(target: "async_nats", "warning of NATS");
            tracing::error!(target: "async_nats", "error of NATS");
        });
        let said = String::from_utf8(lines.lock().unwrap().clone()).unwrap();
        ["ours", "warning of NATS", "error of NATS"].into_iter().filter(|line| said.contains(line)).collect()
    }

    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn nats_own_words_are_not_repeated_unless_somebody_asks() {
        let Program { command: Command::Serve(config) } = Program::parse_from(["switchboard", "serve"])
        else {
            panic!("serve is another command");
        };
        assert_eq!(logged(&config.log), ["ours", "error of NATS"]);
    }

    #[test]
    fn what_somebody_asks_for_is_all_that_counts() {
        assert_eq!(logged("debug"), ["ours", "warning of NATS", "error of NATS"]);
        assert_eq!(logged("off"), [""; 0]);
        assert_eq!(logged("error,async_nats=warn"), ["warning of NATS", "error of NATS"]);
        assert!(to("=loud=", LogFormat::Text, false, io::stderr).is_err());
    }
}
