//! Serves the built app on this machine, with a script of the tests' own in the page.
//! It comes from the app's own origin, so that the policy holds for it as for the app.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::browser::Setup;

/// Tells the server what the policy blocked.
const WATCH: &str = include_str!("watch.js");
/// Tries what the policy must block.
const TRY_POLICY: &str = include_str!("try_policy.js");

/// What browsers without Trusted Types make nothing of.
const TYPES: &str = "; require-trusted-types-for 'script'; trusted-types boot";

/// A web server for `dist/`, for as long as it is kept.
pub struct Site {
    serving: [JoinHandle<()>; 2],
    port: u16,
    other_port: u16,
    violations: Arc<Mutex<Vec<String>>>,
    strayed: Arc<AtomicUsize>,
}

fn dist() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../dist")
}

fn built(file: &str) -> String {
    fs::read_to_string(dist().join(file)).unwrap_or_else(|error| panic!("dist/{file}: {error}"))
}

/// A file as it was built, with something put before a place that it has.
fn with_before(file: &str, place: &str, what: &str) -> String {
    let text = built(file);
    assert!(text.contains(place), "dist/{file} has no {place}");
    text.replacen(place, &format!("{what}{place}"), 1)
}

async fn on_free_port() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    (listener, port)
}

/// A server elsewhere, which counts who comes; but at `/around` it has a page that shows
/// the app within itself.
async fn elsewhere(app: u16, strayed: Arc<AtomicUsize>) -> (JoinHandle<()>, u16) {
    let (listener, port) = on_free_port().await;
    let frame = format!("<iframe src=\"http://127.0.0.1:{app}/#/index\" width=800 height=600></iframe>");
    let count = async move || {
        strayed.fetch_add(1, Ordering::Relaxed);
    };
    let routes = Router::new().route("/around", get(async || typed("text/html", frame))).fallback(count);
    (tokio::spawn(async move { axum::serve(listener, routes).await.expect("it is served") }), port)
}

fn typed(media_type: &'static str, text: String) -> Response {
    ([(CONTENT_TYPE, media_type)], text).into_response()
}

impl Site {
    /// Serves on a free port.
    pub async fn serve(setup: Setup) -> Self {
        assert!(dist().join("index.html").exists(), "build the app first: ./ascribe build");
        let (listener, port) = on_free_port().await;
        let (violations, strayed) = (Arc::<Mutex<Vec<String>>>::default(), Arc::<AtomicUsize>::default());
        let (counting, other_port) = elsewhere(port, strayed.clone()).await;
        let routes = routes(setup, other_port, violations.clone());
        let serving = tokio::spawn(async move { axum::serve(listener, routes).await.expect("the site is served") });
        Site { serving: [serving, counting], port, other_port, violations, strayed }
    }

    /// The address of the app, with a slash at its end.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// The address of a page elsewhere that shows the app within itself.
    pub fn around(&self) -> String {
        format!("http://127.0.0.1:{}/around", self.other_port)
    }

    /// What the policy has blocked since this was last asked.
    pub fn take_violations(&self) -> Vec<String> {
        std::mem::take(&mut *self.violations.lock().expect("nobody panicked holding it"))
    }

    /// How many have come to a server elsewhere, to which the page must not lead.
    pub fn strayed(&self) -> usize {
        self.strayed.load(Ordering::Relaxed)
    }
}

/// The page as it was built, with the tests' script before all others.
fn page(setup: Setup) -> String {
    let page = with_before("index.html", "<title>", "<script src=./test.js></script>");
    if !setup.lacks_trusted_types {
        return page;
    }
    assert!(page.contains(TYPES), "dist/index.html has no {TYPES}");
    page.replacen(TYPES, "", 1)
}

fn routes(setup: Setup, other_port: u16, violations: Arc<Mutex<Vec<String>>>) -> Router {
    let page = move || async move { typed("text/html", page(setup)) };
    // Without a network, too, the script is there.
    let offline = async || typed("text/javascript", with_before("offline.js", "\"./\"", "\"test.js\", "));
    let script = if setup.tries_policy {
        TRY_POLICY.replace("ELSEWHERE", &format!("127.0.0.1:{other_port}"))
    } else {
        WATCH.to_owned()
    };
    let told = async move |violation: String| violations.lock().expect("nobody panicked holding it").push(violation);
    let routes = ascribe_site::files(&dist())
        .route("/", get(page))
        .route("/index.html", get(page))
        .route("/offline.js", get(offline))
        .route("/test.js", get(async || typed("text/javascript", script)))
        .route("/violations", post(told));
    if setup.is_sandboxed { routes.layer(from_fn(sandboxed)) } else { routes }
}

/// Has the browser show the page without an origin: nothing that belongs to one can be
/// used, and its own files come from elsewhere.
async fn sandboxed(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let sandbox = HeaderValue::from_static("sandbox allow-scripts allow-downloads allow-modals");
    headers.insert(CONTENT_SECURITY_POLICY, sandbox);
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response
}

impl Drop for Site {
    fn drop(&mut self) {
        self.serving.iter().for_each(JoinHandle::abort);
    }
}
