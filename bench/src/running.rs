//! A server that was started: where people connect, what it costs, its end.

use anyhow::Result;

use crate::process::Process;

/// A server that was started: one process, or several nodes.
pub(crate) struct Running {
    pub(crate) nodes: Vec<Process>,
    /// The key of the site; None: it is the bare relay, which knows neither sites nor sessions.
    pub(crate) site_key: Option<String>,
}

impl Running {
    /// Where a visitor of this number connects.
    pub(crate) fn for_visitor(&self, number: usize) -> &str {
        &self.nodes[number % self.nodes.len()].address
    }

    /// Where an operator of this number connects: with two nodes, not where his visitors do.
    pub(crate) fn for_operator(&self, number: usize) -> &str {
        self.for_visitor(number + 1)
    }

    pub(crate) fn has_several_nodes(&self) -> bool {
        self.nodes.len() > 1
    }

    /// CPU time of all nodes.
    pub(crate) fn cpu_micros(&self) -> Result<u64> {
        self.nodes.iter().map(Process::cpu_micros).sum()
    }

    /// Memory of all nodes.
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
