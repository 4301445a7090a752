//! The native agent.

fn main() {}
