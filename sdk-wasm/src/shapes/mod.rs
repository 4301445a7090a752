//! The shapes that cross the door: `js/src/shapes` spells them in TypeScript, `tests/shapes` holds the two equal.

mod agent_socket;
mod appearance;
mod call;
mod outcome;
mod page;
mod placement;
#[cfg(feature = "network")]
mod registration;
mod request;
mod side_door;
mod spelling;

pub(crate) use agent_socket::AgentSocket;
pub(crate) use appearance::PlainObject;
pub use call::Call;
pub(crate) use outcome::Outcome;
pub use page::Page;
#[cfg(feature = "network")]
#[allow(unreachable_pub, reason = "the door's class has it in a signature")]
pub use registration::PlainRegistration;
pub(crate) use request::PlainRequest;
pub(crate) use side_door::SideDoor;
