//! The wire below the routes: connections, hosts, bodies, and what every answer says.

mod body;
mod connections;
mod headers;
mod hosts;

pub(crate) use body::{arriving, whole};
pub(crate) use connections::serve;
pub(crate) use headers::protected;
pub(crate) use hosts::{Hosts, for_us};
