//! The whole road against a world without a network, a browser or a clock.

mod a1;
mod agent;
mod batch;
mod cloud;
mod document;
mod error;
mod fake;
mod fields;
mod hosted;
mod levels;
mod pdf;
mod tired;
mod toy;
mod trust;
