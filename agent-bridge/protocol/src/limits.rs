//! Where the two meet, and how much they may say.

/// The WebSocket subprotocol that both sides insist on.
pub const SUBPROTOCOL: &str = "signer-bridge.v1";
/// Where the agent listens on 127.0.0.1: the first free one, below every ephemeral range.
pub const PORTS: [u16; 3] = [17340, 17341, 17342];
/// WebSocket close code for an https origin that the user blocked.
pub const CLOSE_ORIGIN_BLOCKED: u16 = 4403;
/// WebSocket close code for a page that sends too much.
pub const CLOSE_RATE_LIMITED: u16 = 4429;
/// The largest message in either direction, in bytes.
pub const MAX_MESSAGE: usize = 512 * 1024;
/// The largest structure to be signed, in bytes.
pub const MAX_TO_BE_SIGNED: usize = 64 * 1024;
