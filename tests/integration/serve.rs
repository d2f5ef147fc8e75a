//! `kansa serve`: what a browser gets, who else gets nothing, and what happens when files change.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::workspace::{copy, files, fixture, kansa};

/// How long a change may take to show on a busy machine.
const LONG: Duration = Duration::from_secs(120);

const AS_OF: [&str; 2] = ["--as-of", "2026-10-31"];

/// A server that ends with the test.
struct Served {
    child: Child,
    port: u16,
}

/// What it answered.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Served {
    fn new(dir: &Path, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kansa"))
            .args(["serve", "--port", "0"])
            .args(AS_OF)
            .args(args)
            .current_dir(dir)
            .env_clear()
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().strip_prefix("http://127.0.0.1:").and_then(|it| it.strip_suffix('/'));
        let port = port.unwrap_or_else(|| panic!("no address: {line}")).parse().unwrap();
        Self { child, port }
    }

    fn send(&self, request: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        // Who is refused early may find the other end closed.
        let _ = stream.write_all(request);
        stream
    }

    fn raw(&self, request: &[u8]) -> Answer {
        Answer::of(self.send(request))
    }

    fn ask(&self, method: &str, path: &str) -> Answer {
        let host = format!("Host: 127.0.0.1:{}", self.port);
        self.raw(format!("{method} {path} HTTP/1.1\r\n{host}\r\n\r\n").as_bytes())
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path)
    }

    fn version(&self) -> String {
        self.get("/_kansa/version").body.trim().to_owned()
    }

    /// The version after this one.
    fn news(&self, after: &str) -> String {
        let until = Instant::now() + LONG;
        while Instant::now() < until {
            let now = self.get(&format!("/_kansa/version?after={after}")).body.trim().to_owned();
            if now != after {
                return now;
            }
        }
        panic!("there is no news after {after}");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Answer {
    fn of(mut stream: TcpStream) -> Self {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).unwrap_or_default();
        Self { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }
}

fn workspace() -> tempfile::TempDir {
    let work = tempfile::tempdir().unwrap();
    copy(&fixture("smallest"), work.path());
    work
}

fn contents(dir: &Path) -> Vec<(String, Vec<u8>)> {
    files(dir).into_iter().map(|it| (it.clone(), std::fs::read(dir.join(it)).unwrap())).collect()
}

/// A page without what serving adds to it.
fn plain(page: &str) -> String {
    let (before, rest) = page.split_once("<script>\n(() => {\n  const mine = ").unwrap();
    let (_, after) = rest.split_once("</script>\n").unwrap();
    format!("{before}{after}").replacen("content=\"connect-src 'self'; ", "content=\"", 1)
}

#[test]
fn pages_are_those_of_the_report_and_nothing_is_written() {
    let work = workspace();
    let out = tempfile::tempdir().unwrap();
    let to = out.path().to_str().unwrap();
    let report = ["report", "--out", to, "--format", "html,json", "--lang", "both", "--no-cache"];
    assert_eq!(kansa(work.path(), &[&report[..], &AS_OF].concat()).status, 0);
    let before = contents(work.path());
    let served = Served::new(work.path(), &["--lang", "both"]);
    let pages = contents(out.path());
    assert!(pages.len() >= 7, "{}", pages.len());
    for (name, expected) in pages {
        let answer = served.get(&format!("/{name}"));
        let html = name.ends_with(".html");
        let kind = if html { "text/html" } else { "application/json" };
        assert_eq!(answer.status, 200, "{name}");
        assert!(answer.head.contains(&format!("content-type: {kind}; charset=utf-8")), "{}", answer.head);
        let body = if html { plain(&answer.body) } else { answer.body };
        assert!(body.as_bytes() == expected, "{name}");
    }
    assert!(served.get("/").body == served.get("/index.html").body);
    assert!(served.get("/en/").body == served.get("/en/index.html").body);
    assert!(contents(work.path()) == before, "nothing is written");
}

#[test]
fn an_answer_says_how_it_may_be_used() {
    let work = workspace();
    let served = Served::new(work.path(), &[]);
    for path in ["/", "/assessment.json", "/nothing", "/_kansa/version"] {
        let answer = served.get(path);
        for header in [
            "cache-control: no-store",
            "connection: close",
            "content-security-policy: default-src 'none';",
            "connect-src 'self'",
            "cross-origin-resource-policy: same-origin",
            "referrer-policy: no-referrer",
            "x-content-type-options: nosniff",
        ] {
            assert!(answer.head.contains(header), "{path}: {header} in {}", answer.head);
        }
        let head = served.ask("HEAD", path);
        assert_eq!((head.status, head.body.as_str()), (answer.status, ""), "{path}");
        assert_eq!(head.head, answer.head, "{path}");
    }
}

#[test]
fn only_this_machine_is_answered_and_only_with_pages() {
    let work = workspace();
    let served = Served::new(work.path(), &[]);
    let asked = |host: &str| {
        let host = host.replace("PORT", &served.port.to_string());
        served.raw(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes()).status
    };
    assert_eq!(["127.0.0.1:PORT", "localhost:PORT", "[::1]:PORT"].map(asked), [200, 200, 200]);
    assert_eq!(["evil.example:PORT", "127.0.0.1:1", "localhost"].map(asked), [421, 421, 421]);
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        let answer = served.ask(method, "/");
        assert_eq!((answer.status, answer.head.contains("allow: get, head")), (405, true), "{method}");
    }
    for path in [
        "/nothing.html",
        "/kansa.yaml",
        "/evidence/acme/company.yaml",
        "/../kansa.yaml",
        "/en/../../kansa.yaml",
        "/%2e%2e/kansa.yaml",
        "/..%2fkansa.yaml",
        "//index.html",
        "/index.html/",
        "/_kansa/",
    ] {
        assert_eq!(served.get(path).status, 404, "{path}");
    }
}

#[test]
fn no_request_disturbs_the_next_one() {
    let work = workspace();
    let served = Served::new(work.path(), &[]);
    let host = format!("Host: 127.0.0.1:{}\r\n", served.port);
    for (request, status) in [
        (b"GET / HTTP/1.1\r\n\r\n".to_vec(), 400),
        (b"\0\0\0\r\n\r\n".to_vec(), 400),
        (format!("GET /\0 HTTP/1.1\r\n{host}\r\n").into_bytes(), 400),
        (format!("GET /%00 HTTP/1.1\r\n{host}\r\n").into_bytes(), 400),
        (format!("GET http://127.0.0.1/ HTTP/1.1\r\n{host}\r\n").into_bytes(), 400),
        (format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(20_000)).into_bytes(), 431),
        (format!("GET / HTTP/1.1\r\n{host}{}\r\n", "a: b\r\n".repeat(200)).into_bytes(), 431),
        (b"\xff\xfe\r\n\r\n".to_vec(), 400),
    ] {
        let shown = String::from_utf8_lossy(&request).chars().take(40).collect::<String>();
        assert_eq!(served.raw(&request).status, status, "{shown:?}");
    }
    // Those who say nothing to the end, those who wait for news, and those who do not read their answer.
    let slow: Vec<TcpStream> = (0..10).map(|_| served.send(b"GET / HT")).collect();
    let version = served.version();
    let waiting = format!("GET /_kansa/version?after={version} HTTP/1.1\r\n{host}\r\n");
    let tabs: Vec<TcpStream> = (0..10).map(|_| served.send(waiting.as_bytes())).collect();
    let deaf: Vec<TcpStream> =
        (0..10).map(|_| served.send(format!("GET / HTTP/1.1\r\n{host}\r\n").as_bytes())).collect();
    assert_eq!(served.get("/").status, 200);
    drop((slow, deaf));
    std::fs::write(
        work.path().join("evidence/acme/training/yearly-test/2026-07-01_x.csv"),
        "社員番号,点数\n",
    )
    .unwrap();
    let news = served.news(&version);
    for tab in tabs {
        assert_eq!(Answer::of(tab).body.trim(), news, "every tab gets the news");
    }
}

#[test]
fn a_changed_file_changes_the_page() {
    let work = workspace();
    let served = Served::new(work.path(), &[]);
    let name = "/acme.html";
    let file = std::fs::read_dir(work.path().join("evidence/acme/training/yearly-test")).unwrap();
    let file = file.map(|it| it.unwrap().path()).next().unwrap();
    let (before, version) = (served.get(name).body, served.version());
    std::fs::write(&file, "社員番号,点数\nE1,10\n").unwrap();
    let second = served.news(&version);
    let after = served.get(name).body;
    assert!(after != before && after.contains(&format!("const mine = \"{second}\"")));
    // A folder that was not there is watched too.
    let templates = work.path().join("reports/templates");
    std::fs::create_dir_all(&templates).unwrap();
    std::fs::write(templates.join("company.html"), "<body>{{ report.head.name }}</body>").unwrap();
    let third = served.news(&second);
    assert_eq!(plain(&served.get(name).body), "<body>アクメ株式会社</body>");
    std::fs::remove_dir_all(work.path().join("reports")).unwrap();
    let fourth = served.news(&third);
    assert_eq!(fourth, second, "the same files, the same version");
    assert!(served.get(name).body == after);
}

#[test]
fn what_is_broken_is_shown_until_it_is_mended() {
    let work = workspace();
    let templates = work.path().join("reports/templates");
    std::fs::create_dir_all(&templates).unwrap();
    let served = Served::new(work.path(), &["--lang", "en"]);
    let good = served.version();
    let (page, config) = (templates.join("group.html"), work.path().join("kansa.yaml"));
    let right = std::fs::read_to_string(&config).unwrap();
    let mut version = good.clone();
    for (file, text, said) in [
        (&page, "<p>{{ report.heda }}</p>", "did you mean head?"),
        (&page, "{% if %}", "syntax error"),
        (&config, "format: 1\ngroup: <script>\n", "&lt;script&gt;"),
    ] {
        std::fs::write(file, text).unwrap();
        version = served.news(&version);
        for path in ["/", "/acme.html"] {
            let answer = served.get(path);
            assert_eq!(answer.status, 500, "{path}");
            assert!(answer.body.contains(said), "{path}: {said} in {}", answer.body);
            assert!(answer.body.contains(&format!("const mine = \"{version}\"")), "{path}");
        }
    }
    std::fs::write(&config, right).unwrap();
    version = served.news(&version);
    assert!(version.starts_with("trouble-"), "the template is still broken: {version}");
    std::fs::remove_file(&page).unwrap();
    assert_eq!(served.news(&version), good);
    assert_eq!(served.get("/").status, 200);
}

#[test]
fn a_port_that_is_in_use_is_said() {
    let work = workspace();
    let served = Served::new(work.path(), &[]);
    let port = served.port.to_string();
    for (lang, said) in [("ja", "ほかのプログラムが使っています"), ("en", "is in use")] {
        let run = kansa(work.path(), &["serve", "--port", &port, "--lang", lang]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(said) && run.stderr.contains("--port"), "{}", run.stderr);
    }
}

#[test]
fn what_there_is_not_ends_it_at_once() {
    let work = workspace();
    let run = kansa(work.path(), &["serve", "--port", "0", "--company", "acmee"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("did you mean acme?"), "{}", run.stderr);
    let nowhere = tempfile::tempdir().unwrap();
    let run = kansa(nowhere.path(), &["serve", "--port", "0"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("there is no kansa.yaml"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn ctrl_c_is_a_good_end() {
    for signal in ["-INT", "-TERM"] {
        let work = workspace();
        let mut served = Served::new(work.path(), &[]);
        let id = served.child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(served.child.wait().unwrap().code(), Some(0), "{signal}");
    }
}
