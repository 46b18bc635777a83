//! Serves the built app on this machine.

use std::path::{Path, PathBuf};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A web server for `dist/`, for as long as it is kept.
pub struct Site {
    serving: JoinHandle<()>,
    port: u16,
}

fn dist() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist")
}

impl Site {
    /// Serves on a free port.
    pub async fn serve() -> Self {
        assert!(dist().join("index.html").exists(), "build the app first: ./ascribe build");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let serving =
            tokio::spawn(async move { ascribe_site::serve(&dist(), listener).await.expect("the site is served") });
        Site { serving, port }
    }

    /// The address of the app, with a slash at its end.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
