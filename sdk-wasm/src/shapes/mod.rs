//! The shapes that cross the door: `js/src/shapes` spells them in TypeScript, `tests/shapes` holds the two equal.

mod agent_socket;
mod appearance;
mod call;
mod outcome;
mod page;
mod placement;
mod request;
mod side_door;
mod spelling;

pub(crate) use agent_socket::AgentSocket;
pub(crate) use appearance::PlainObject;
pub use call::Call;
pub(crate) use outcome::Outcome;
pub use page::Page;
pub(crate) use request::PlainRequest;
pub(crate) use side_door::SideDoor;
