//! A started server: where people connect, what it costs, its end.

use anyhow::Result;

use crate::process::Process;

/// A started server: one process, or several nodes.
pub(crate) struct Running {
    pub(crate) nodes: Vec<Process>,
    /// The site's key; `None` for the bare relay, which knows neither sites nor sessions.
    pub(crate) site_key: Option<String>,
}

impl Running {
    pub(crate) fn for_visitor(&self, number: usize) -> &str {
        &self.nodes[number % self.nodes.len()].address
    }

    /// Where the operator with this number connects: with two nodes, not where their visitors do.
    pub(crate) fn for_operator(&self, number: usize) -> &str {
        self.for_visitor(number + 1)
    }

    pub(crate) fn has_several_nodes(&self) -> bool {
        self.nodes.len() > 1
    }

    pub(crate) fn cpu_micros(&self) -> Result<u64> {
        self.nodes.iter().map(Process::cpu_micros).sum()
    }

    pub(crate) fn memory(&self) -> Result<u64> {
        self.nodes.iter().map(Process::memory).sum()
    }

    pub(crate) async fn stop(self) -> Result<()> {
        for node in self.nodes {
            node.stop().await?;
        }
        Ok(())
    }
}
