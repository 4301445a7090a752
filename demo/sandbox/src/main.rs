//! The sandbox API.

fn main() {}
