//! Serves a built site on this machine: for `./ascribe serve` and for the tests.

use std::io;
use std::path::Path;

use axum::Router;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

/// Answers with the files of a folder.
pub fn files(folder: &Path) -> Router {
    Router::new().fallback_service(ServeDir::new(folder))
}

/// Serves the files of a folder until the process or task ends.
///
/// # Errors
/// If the listener fails.
pub async fn serve(folder: &Path, listener: TcpListener) -> io::Result<()> {
    axum::serve(listener, files(folder)).await
}
