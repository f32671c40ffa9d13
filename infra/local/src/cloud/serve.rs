//! Loopback listeners on free ports.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;

use super::stop::Stop;

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;

/// Binds 127.0.0.1; port 0 takes a free one.
///
/// `TCP_NODELAY` is set on the listener because accepted sockets inherit it (Linux), and a server
/// that is not ours (the table engine) does not set it itself.
pub(crate) fn bind(port: u16) -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.set_nodelay(true)?;
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from(([127, 0, 0, 1], port)))?;
    socket.listen(BACKLOG)
}

pub(crate) fn url_of(listener: &TcpListener) -> io::Result<String> {
    Ok(format!("http://{}", listener.local_addr()?))
}

/// Serves until the stop; open requests end first.
pub(crate) fn serve(listener: TcpListener, router: Router, stop: Stop) -> JoinHandle<()> {
    tokio::spawn(async move {
        let served = axum::serve(listener, router)
            .with_graceful_shutdown(stop.wait())
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "a local service ended");
        }
    })
}
