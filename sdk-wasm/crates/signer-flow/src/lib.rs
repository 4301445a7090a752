//! The story of one sign() call: prepare, have it signed elsewhere, finish.
