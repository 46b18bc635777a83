//! A browser for one test.

use std::future::Future;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use std::{env, fs};

use serde_json::{Value, json};
use thirtyfour::prelude::*;
use tokio::sync::RwLock;

use crate::site::Site;

/// How long a thing is waited for before the test fails: long, because test
/// machines are slow and shared; it is spent only by tests that fail.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is not as usual in a visit.
#[derive(Clone, Copy, Default)]
pub struct Setup {
    /// The browser lets no page store anything, as with cookies blocked in its settings.
    pub blocks_storage: bool,
    /// The window is a private one.
    pub is_private: bool,
    /// The page has no origin, as in a sandboxed frame.
    pub is_sandboxed: bool,
    /// The page tries what its policy must block, see `try_policy.js`.
    pub tries_policy: bool,
    /// The browser knows no Trusted Types.
    pub lacks_trusted_types: bool,
}

/// The app in a browser. Cheap to clone.
#[derive(Clone)]
pub struct Page {
    inner: Arc<Inner>,
}

struct Inner {
    site: Site,
    folder: PathBuf,
    chromedriver: std::sync::Mutex<Child>,
    chromedriver_port: u16,
    driver: RwLock<WebDriver>,
    size: (u32, u32),
    setup: Setup,
}

impl Drop for Inner {
    fn drop(&mut self) {
        let mut chromedriver = self.chromedriver.lock().expect("nobody panicked holding it");
        let _ = chromedriver.kill();
        let _ = chromedriver.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn tool(variable: &str, names: &[&str]) -> PathBuf {
    if let Some(path) = env::var_os(variable) {
        return path.into();
    }
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    let found = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|p| p.exists());
    found.unwrap_or_else(|| panic!("none of {names:?} is on PATH; run ./ascribe test, or set {variable}"))
}

/// Starts chromedriver on a port that it chooses itself: one chosen for it might be
/// taken by another test in between. It takes a free port for IPv4 and then asks for
/// the same one for IPv6; if that is taken, it gives up, so it is started again.
fn start_chromedriver() -> (Child, u16) {
    for _ in 0..5 {
        let mut chromedriver = Command::new(tool("CHROMEDRIVER", &["chromedriver"]))
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        let mut lines = BufReader::new(chromedriver.stdout.take().expect("it says something")).lines();
        let mut said = Vec::new();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let port = line.split_once("successfully on port ").map(|(_, port)| port.trim_end_matches('.').parse());
            said.push(line);
            port?.ok()
        });
        if let Some(port) = port {
            // What else it says is of no interest, but must go somewhere.
            std::thread::spawn(move || lines.for_each(drop));
            return (chromedriver, port);
        }
        eprintln!("chromedriver gave up and is started again; it said: {said:#?}");
        let _ = chromedriver.kill();
        let _ = chromedriver.wait();
    }
    panic!("chromedriver does not say its port, see what it said above");
}

/// Where pictures of the page go.
pub fn pictures() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/browser-tests");
    fs::create_dir_all(&folder).expect("a folder for pictures");
    folder
}

/// Runs one test in a window of the given size (CSS pixels) and checks at its end
/// what must be true of every visit. If it fails, a picture of the page is kept.
pub async fn drive<F, T>(name: &'static str, size: (u32, u32), test: F)
where
    F: FnOnce(Page) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    drive_with(name, size, Setup::default(), test).await;
}

/// The same in a visit that is not as usual.
pub async fn drive_with<F, T>(name: &'static str, size: (u32, u32), setup: Setup, test: F)
where
    F: FnOnce(Page) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let page = Page::open(name, size, setup).await;
    let outcome = tokio::spawn(test(page.clone())).await;
    let outcome = match outcome {
        Ok(()) => tokio::spawn(check_visit(page.clone())).await,
        failed => failed,
    };
    if let Err(error) = &outcome {
        let picture = pictures().join(format!("failed-{name}.png"));
        if page.driver().await.screenshot(&picture).await.is_ok() {
            eprintln!("{name}: the page as it was: {}", picture.display());
        }
        eprintln!("{name}: {error}");
        eprintln!("{name}: in the console: {:#?}", page.take_errors().await);
    }
    let _ = page.driver().await.quit().await;
    if let Err(error) = outcome {
        std::panic::resume_unwind(error.into_panic());
    }
}

/// No error in the console, nothing that the policy had to block, and no request to
/// anywhere but the app's own origin.
async fn check_visit(page: Page) {
    let driver = page.driver().await;
    let errors = page.take_errors().await;
    assert!(errors.is_empty(), "errors in the console: {errors:#?}");
    let violations = page.site().take_violations();
    assert!(violations.is_empty(), "the policy had to block something: {violations:#?}");
    let own = page.inner.site.address();
    for entry in driver.get_log("performance").await.expect("the network's log") {
        let message: Value = serde_json::from_str(&entry.message).unwrap_or_default();
        let message = &message["message"];
        if message["method"] == "Network.requestWillBeSent" {
            let url = message["params"]["request"]["url"].as_str().unwrap_or_default();
            let is_own =
                [own.as_str(), "data:", "blob:", "about:", "chrome:"].iter().any(|begin| url.starts_with(begin));
            assert!(is_own, "a request left the app: {url}");
        }
    }
}

impl Page {
    async fn open(name: &str, size: (u32, u32), setup: Setup) -> Self {
        let folder = env::temp_dir().join(format!("ascribe-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("downloads")).expect("a folder for downloads");
        let (chromedriver, port) = start_chromedriver();
        let driver = start_browser(port, &folder, size, setup).await;
        let inner = Inner {
            site: Site::serve(setup).await,
            folder,
            chromedriver: chromedriver.into(),
            chromedriver_port: port,
            driver: RwLock::new(driver),
            size,
            setup,
        };
        let page = Page { inner: Arc::new(inner) };
        page.go("").await;
        page
    }

    /// Closes the browser as a person does, and starts it again on the same profile.
    pub async fn restart(&self) {
        self.restart_with(|_| {}).await;
    }

    /// The same; while it is closed something is done to the profile's folder.
    pub async fn restart_with(&self, meanwhile: impl FnOnce(&Path)) {
        check_visit(self.clone()).await;
        let lock = self.inner.folder.join("profile/SingletonLock");
        let mut driver = self.inner.driver.write().await;
        driver.clone().quit().await.expect("the browser closes");
        let begun = Instant::now();
        while lock.is_symlink() {
            assert!(begun.elapsed() < PATIENCE, "the browser does not close");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        meanwhile(&self.inner.folder.join("profile/Default"));
        *driver = self.start_again().await;
        drop(driver);
        self.go("").await;
    }

    /// Kills the browser, as when the machine stops, and starts it again on the same
    /// profile.
    pub async fn kill(&self) {
        // The link names the machine and the process.
        let lock = fs::read_link(self.inner.folder.join("profile/SingletonLock")).expect("the browser's lock");
        let lock = lock.to_string_lossy().into_owned();
        let process = lock.rsplit('-').next().expect("a process");
        let killed = Command::new("kill").args(["-9", process]).status();
        assert!(killed.is_ok_and(|status| status.success()), "the browser is killed");
        let mut driver = self.inner.driver.write().await;
        // Its driver notices.
        let _ = driver.clone().quit().await;
        *driver = self.start_again().await;
        drop(driver);
        self.go("").await;
    }

    async fn start_again(&self) -> WebDriver {
        start_browser(self.inner.chromedriver_port, &self.inner.folder, self.inner.size, self.inner.setup).await
    }

    /// The errors in the console since this was last asked.
    pub async fn take_errors(&self) -> Vec<String> {
        let entries = self.driver().await.get_log("browser").await.expect("the browser's log");
        let errors = entries.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message);
        // The app's page names its picture; a file that is shown alone has none.
        errors.filter(|message| !message.contains("/favicon.ico - ")).collect()
    }

    /// From the next page on the browser has no database. The page is loaded again.
    pub async fn without_database(&self) {
        let source =
            "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } })";
        self.with_script(source).await;
    }

    /// Runs a script in this window before any page's own. The page is loaded again.
    pub async fn with_script(&self, source: &str) {
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await;
        self.driver().await.refresh().await.expect("the page reloads");
    }

    /// Asks the browser something in its own protocol.
    pub async fn cdp(&self, method: &str, params: Value) -> Value {
        let answer = self.driver().await.cdp().send_raw(method, params).await;
        answer.unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// The address of a file of the app's own origin that has no page on it.
    pub fn bare(&self) -> String {
        format!("{}samples/manifest.json", self.inner.site.address())
    }

    /// `window.reader` edits the article that is open, see `edits.js`.
    pub async fn with_reader(&self) {
        self.script(include_str!("edits.js"), &[]).await;
    }

    /// The driver itself.
    pub async fn driver(&self) -> WebDriver {
        self.inner.driver.read().await.clone()
    }

    /// Opens an address within the app (`""` is the library) and waits until the
    /// app is there.
    pub async fn go(&self, address: &str) {
        let url = format!("{}{address}", self.inner.site.address());
        self.driver().await.goto(url).await.expect("the page opens");
        self.until(
            "the app has started",
            "document.querySelector('header.bar') && !document.querySelector('.booting')",
        )
        .await;
    }

    /// The server of the page.
    pub fn site(&self) -> &Site {
        &self.inner.site
    }

    /// The folder for this test's own files.
    pub fn folder(&self) -> &Path {
        &self.inner.folder
    }

    /// Runs a script in the page and answers with what it returns.
    pub async fn script(&self, script: &str, args: &[Value]) -> Value {
        let result = self.driver().await.execute(script, args.to_vec()).await;
        result.unwrap_or_else(|error| panic!("the script failed: {error}\n{script}")).json().clone()
    }

    /// Waits until a JavaScript expression is true, and fails if it never is.
    pub async fn until(&self, what: &str, expression: &str) -> Value {
        let begun = Instant::now();
        loop {
            let result = self.driver().await.execute(format!("return ({expression})"), vec![]).await;
            match result.as_ref().map(|value| value.json()) {
                Ok(Value::Null | Value::Bool(false)) => {}
                Ok(value) => return value.clone(),
                // The page may be on its way to another.
                Err(error) if begun.elapsed() > PATIENCE => panic!("{what}: {error}"),
                Err(_) => {}
            }
            assert!(begun.elapsed() < PATIENCE, "waited in vain until {what}");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Waits for a file to be downloaded whole, takes it out of the folder, and
    /// answers with its name and text.
    pub async fn downloaded(&self) -> (String, String) {
        let (name, bytes) = self.downloaded_bytes().await;
        (name, String::from_utf8(bytes).expect("a text file"))
    }

    /// The same for a file that need be no text.
    pub async fn downloaded_bytes(&self) -> (String, Vec<u8>) {
        let folder = self.inner.folder.join("downloads");
        let begun = Instant::now();
        let mut was_empty = false;
        loop {
            let files = fs::read_dir(&folder).expect("the folder for downloads");
            let files: Vec<PathBuf> = files.filter_map(|entry| Some(entry.ok()?.path())).collect();
            // Chromium writes under another name first, and keeps the file's own by an
            // empty one meanwhile.
            let is_part = |path: &&PathBuf| {
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
                    || path.extension().is_none_or(|e| e == "crdownload" || e == "tmp")
            };
            if let Some(file) =
                files.iter().find(|path| !is_part(path)).filter(|_| !files.iter().any(|path| is_part(&path)))
            {
                let bytes = fs::read(file).expect("a file");
                if !bytes.is_empty() || was_empty {
                    fs::remove_file(file).expect("the file goes");
                    return (file.file_name().unwrap_or_default().to_string_lossy().into_owned(), bytes);
                }
                was_empty = true;
            }
            assert!(begun.elapsed() < PATIENCE, "nothing was downloaded");
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
}

async fn start_browser(port: u16, folder: &Path, (width, height): (u32, u32), setup: Setup) -> WebDriver {
    let chrome = tool("CHROME", &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]);
    let mut args = vec![
        "--headless=new".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--no-first-run".to_owned(),
        "--no-default-browser-check".to_owned(),
        "--force-device-scale-factor=1".to_owned(),
        // Windows that nobody sees work as fast as the others.
        "--disable-background-timer-throttling".to_owned(),
        "--disable-renderer-backgrounding".to_owned(),
        "--disable-backgrounding-occluded-windows".to_owned(),
        // Nothing but this machine can be reached, whatever the page or browser tries.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1".to_owned(),
        format!("--user-data-dir={}", folder.join("profile").display()),
        format!("--window-size={width},{height}"),
    ];
    // Chromium refuses its sandbox to the administrator, as whom containers run.
    if env::var("USER").as_deref() == Ok("root") || fs::metadata("/proc/self").is_ok_and(|m| is_root(&m)) {
        args.push("--no-sandbox".to_owned());
    }
    if setup.is_private {
        args.push("--incognito".to_owned());
    }
    let capabilities = json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "binary": chrome,
            "args": args,
            "prefs": {
                "download.default_directory": folder.join("downloads"),
                "download.prompt_for_download": false,
                // Several files at once, without being asked.
                "profile.default_content_setting_values.automatic_downloads": 1,
                "profile.default_content_setting_values.clipboard": 1,
                "profile.default_content_setting_values.cookies": if setup.blocks_storage { 2 } else { 1 },
            },
        },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    });
    let Value::Object(capabilities) = capabilities else { unreachable!("an object") };
    let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), Capabilities::from(capabilities)).await;
    let driver = driver.expect("the browser starts");
    if setup.is_private {
        // Its downloads are not where the settings say.
        let place = json!({ "behavior": "allow", "downloadPath": folder.join("downloads") });
        driver.cdp().send_raw("Page.setDownloadBehavior", place).await.expect("a folder for downloads");
    }
    // The window's frame does not count: the page shall have exactly this size.
    let is_phone = width < 500;
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone });
    driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await.expect("the size is set");
    driver
}

#[cfg(unix)]
fn is_root(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(metadata) == 0
}

#[cfg(not(unix))]
fn is_root(_: &fs::Metadata) -> bool {
    false
}
