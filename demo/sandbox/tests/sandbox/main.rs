//! The real server on a free port, driven over HTTP as the SDK and a person's browser do.

#[cfg(test)]
mod api;
#[cfg(test)]
mod approval;
#[cfg(test)]
mod certificates;
#[cfg(test)]
mod cloud;
#[cfg(test)]
mod documents;
#[cfg(test)]
mod ends;
#[cfg(test)]
mod page;
#[cfg(test)]
mod repeats;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod support;
#[cfg(test)]
mod wire;
