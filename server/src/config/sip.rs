//! The SIP gateway's settings. `SWITCHBOARD_SIP_HOST` switches it on.

use std::{net::SocketAddr, path::PathBuf};

use clap::Args;
use sip::{Certificate, Settings};

/// Where SIP clients connect to.
#[derive(Clone, Debug, Args)]
pub(crate) struct SipConfig {
    /// Lets operators use SIP clients: the host that they enter there, such as chat.example.org.
    /// With several nodes each has its own. Over WebSocket, clients connect to /sip of this server
    #[arg(long, env = "SWITCHBOARD_SIP_HOST", value_name = "HOST", hide_env_values = true, value_parser = host)]
    sip_host: Option<String>,

    /// The network address and port for SIP over UDP, such as 0.0.0.0:5060
    #[arg(long, env = "SWITCHBOARD_SIP_UDP", value_name = "ADDRESS:PORT", requires = "sip_host", hide_env_values = true,
          value_parser = listen)]
    sip_udp: Option<SocketAddr>,

    /// The network address and port for SIP over TCP, such as 0.0.0.0:5060
    #[arg(long, env = "SWITCHBOARD_SIP_TCP", value_name = "ADDRESS:PORT", requires = "sip_host", hide_env_values = true,
          value_parser = listen)]
    sip_tcp: Option<SocketAddr>,

    /// The network address and port for SIP over TLS, such as 0.0.0.0:5061
    #[arg(long, env = "SWITCHBOARD_SIP_TLS", value_name = "ADDRESS:PORT", hide_env_values = true, value_parser = listen,
          requires_all = ["sip_host", "sip_certificate", "sip_key"])]
    sip_tls: Option<SocketAddr>,

    /// The PEM file with the certificate chain for SIP over TLS
    #[arg(
        long,
        env = "SWITCHBOARD_SIP_CERTIFICATE",
        value_name = "FILE",
        requires = "sip_tls",
        hide_env_values = true
    )]
    sip_certificate: Option<PathBuf>,

    /// The PEM file with its key
    #[arg(
        long,
        env = "SWITCHBOARD_SIP_KEY",
        value_name = "FILE",
        requires = "sip_tls",
        hide_env_values = true
    )]
    sip_key: Option<PathBuf>,

    /// The maximum number of connections of SIP clients at once
    #[arg(
        long,
        env = "SWITCHBOARD_SIP_CONNECTIONS",
        value_name = "NUMBER",
        default_value = "1000",
        hide_env_values = true
    )]
    sip_connections: u16,
}

impl SipConfig {
    /// The gateway's settings, if it is switched on.
    ///
    /// # Errors
    /// A sentence for the person who starts the program.
    pub(crate) fn settings(&self) -> Result<Option<Settings>, String> {
        let Some(host) = &self.sip_host else { return Ok(None) };
        let tls = match (self.sip_tls, &self.sip_certificate, &self.sip_key) {
            (Some(address), Some(certificate), Some(key)) => {
                let certificate = Certificate::read(certificate, key).map_err(|error| {
                    format!("SWITCHBOARD_SIP_CERTIFICATE or SWITCHBOARD_SIP_KEY: {error}")
                })?;
                Some((address, certificate))
            }
            _ => None,
        };
        let (host, udp, tcp) = (host.clone(), self.sip_udp, self.sip_tcp);
        Ok(Some(Settings { host, udp, tcp, tls, connections: self.sip_connections.into() }))
    }
}

fn host(text: &str) -> Result<String, String> {
    let host = text.trim().trim_end_matches('.').to_ascii_lowercase();
    let is_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    if host.is_empty() || host.len() > 253 || !host.chars().all(is_host) {
        return Err(
            "SWITCHBOARD_SIP_HOST takes the name of a host or an IPv4 address, such as chat.example.org"
                .into(),
        );
    }
    Ok(host)
}

fn listen(text: &str) -> Result<SocketAddr, String> {
    let wrong = "SWITCHBOARD_SIP_UDP, _TCP and _TLS take a network address and a port, such as 0.0.0.0:5060";
    text.parse().map_err(|_| wrong.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Command, Program};
    use clap::Parser;

    fn config(flags: &[&str]) -> Result<SipConfig, clap::Error> {
        let program = Program::try_parse_from(["switchboard", "serve"].iter().chain(flags))?;
        let Command::Serve(config) = program.command else { panic!("it is another command") };
        Ok(config.sip)
    }

    #[test]
    fn without_a_host_there_is_no_gateway() {
        assert!(config(&[]).unwrap().settings().unwrap().is_none());
        assert!(config(&["--sip-udp", "0.0.0.0:5060"]).is_err());
    }

    #[test]
    fn the_flags_say_where_it_listens() {
        let flags = ["--sip-host", "Chat.Example.org.", "--sip-udp", "0.0.0.0:5060"];
        let settings = config(&flags).unwrap().settings().unwrap().unwrap();
        assert_eq!((settings.host.as_str(), settings.udp.unwrap().port()), ("chat.example.org", 5060));
        assert!(settings.tcp.is_none() && settings.tls.is_none());
        for bad in ["chat.example.org:5060", "sip:chat", "", "a b"] {
            assert!(config(&["--sip-host", bad]).is_err(), "{bad}");
        }
        assert!(config(&["--sip-host", "a", "--sip-tcp", "5060"]).is_err());
    }

    #[test]
    fn tls_wants_a_certificate() {
        assert!(config(&["--sip-host", "a", "--sip-tls", "0.0.0.0:5061"]).is_err());
        let flags = [
            "--sip-host",
            "a",
            "--sip-tls",
            "0.0.0.0:5061",
            "--sip-certificate",
            "none.pem",
            "--sip-key",
            "none.pem",
        ];
        let told = config(&flags).unwrap().settings().unwrap_err();
        assert!(told.contains("SWITCHBOARD_SIP_CERTIFICATE") && told.contains("none.pem"), "{told}");
    }
}
