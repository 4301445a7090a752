//! Who is at the other end of a loopback connection.

use std::net::SocketAddr;

/// True where the connection comes from the user that runs the agent: the loopback is open to every user of the machine.
#[cfg(target_os = "linux")]
pub(crate) async fn is_same_user(peer: SocketAddr, local: SocketAddr) -> bool {
    let table = tokio::task::spawn_blocking(|| std::fs::read_to_string("/proc/self/net/tcp")).await;
    let Ok(Ok(table)) = table else { return false };
    uid_of(&table, peer, local) == Some(rustix::process::geteuid().as_raw())
}

/// Where the system does not tell without `unsafe`, the `Origin` and the person's consent are all there is.
#[cfg(not(target_os = "linux"))]
pub(crate) async fn is_same_user(_peer: SocketAddr, _local: SocketAddr) -> bool {
    true
}

/// Finds the peer's own end in the format of proc(5): `sl local_address rem_address st queues tr retrnsmt uid …`.
#[cfg(target_os = "linux")]
fn uid_of(table: &str, peer: SocketAddr, local: SocketAddr) -> Option<u32> {
    let (peer, local) = (hexadecimal(peer)?, hexadecimal(local)?);
    table.lines().skip(1).find_map(|line| {
        let mut fields = line.split_ascii_whitespace().skip(1);
        let ends = (fields.next()?, fields.next()?);
        (ends == (peer.as_str(), local.as_str())).then(|| fields.nth(4)?.parse().ok())?
    })
}

/// The kernel prints the address as a number in the machine's byte order.
#[cfg(target_os = "linux")]
fn hexadecimal(address: SocketAddr) -> Option<String> {
    match address {
        SocketAddr::V4(v4) => Some(format!("{:08X}:{:04X}", u32::from_ne_bytes(v4.ip().octets()), v4.port())),
        SocketAddr::V6(_) => None,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    const TABLE: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:43BC 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 20 4 30 10 -1
   1: 0100007F:9C40 0100007F:43BC 01 00000000:00000000 00:00000000 00000000 65534        0 2 1 0 20 4 30 10 -1";

    #[test]
    #[cfg(target_endian = "little")]
    fn the_uid_is_that_of_the_end_which_connected() {
        let address = |port| SocketAddr::from(([127, 0, 0, 1], port));
        assert_eq!(uid_of(TABLE, address(40000), address(17340)), Some(65534));
        assert_eq!(uid_of(TABLE, address(17340), address(40000)), Some(1000));
        assert_eq!(uid_of(TABLE, address(40001), address(17340)), None);
    }
}
