//! As much of HTTP/1.1 as a browser on the same machine needs: GET and HEAD, one request for each connection.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use percent_encoding::percent_decode_str;

/// Bytes of a request at most.
const LONGEST: usize = 16 << 10;

/// Headers of a request at most.
const HEADERS: usize = 100;

/// Connections at once. A tab waits on one for news; who is slow holds one for [`PATIENCE`] at most.
const AT_ONCE: usize = 64;

/// How long a client may take to say what it wants, and to take in some of the answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a browser may do with what it gets: as the pages say of themselves, and ask this server for news.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// Only the head of the answer.
    pub(crate) head: bool,
    /// The path, decoded; it starts with `/`.
    pub(crate) path: String,
    /// What stands behind the `?`, as it is.
    pub(crate) query: String,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Response {
    pub(crate) status: Status,
    /// With its charset.
    pub(crate) kind: &'static str,
    pub(crate) body: Vec<u8>,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Ok,
    BadRequest,
    NotFound,
    MethodNotAllowed,
    Timeout,
    Misdirected,
    TooLong,
    Trouble,
    Busy,
}

impl Status {
    fn line(self) -> &'static str {
        match self {
            Self::Ok => "200 OK",
            Self::BadRequest => "400 Bad Request",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed",
            Self::Timeout => "408 Request Timeout",
            Self::Misdirected => "421 Misdirected Request",
            Self::TooLong => "431 Request Header Fields Too Large",
            Self::Trouble => "500 Internal Server Error",
            Self::Busy => "503 Service Unavailable",
        }
    }
}

impl Response {
    /// A line of text.
    pub(crate) fn text(status: Status, text: &str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", body: format!("{text}\n").into_bytes() }
    }
}

/// Answers on a listener for as long as the process runs: each connection on a thread of its own.
pub(crate) fn listen(
    listener: &TcpListener,
    port: u16,
    answer: impl Fn(&Request) -> Response + Send + Sync + 'static,
) {
    let answer = Arc::new(answer);
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        let Ok(stream) = stream else {
            // Out of files, for a moment: the next one may be served.
            std::thread::sleep(Duration::from_millis(50));
            continue;
        };
        if open.fetch_add(1, Ordering::Relaxed) >= AT_ONCE {
            open.fetch_sub(1, Ordering::Relaxed);
            let _ = stream.set_write_timeout(Some(Duration::from_millis(100)));
            let _ = write(&stream, &Response::text(Status::Busy, "too many connections"), false);
            continue;
        }
        let (answer, held) = (Arc::clone(&answer), Held(Arc::clone(&open)));
        // Without a thread the connection is closed, and its place given back.
        let _ = std::thread::Builder::new().name("http".to_owned()).spawn(move || {
            let _held = held;
            // A client that is gone is no trouble of ours.
            let _ = converse(&stream, port, &*answer);
        });
    }
}

/// The place of a connection, given back however it ends.
struct Held(Arc<AtomicUsize>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn converse(stream: &TcpStream, port: u16, answer: &dyn Fn(&Request) -> Response) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let (response, head) = match read(stream)? {
        None => (Response::text(Status::TooLong, "the request is too long"), false),
        Some(Asked::Nothing) => return Ok(()),
        Some(Asked::Slowly) => (Response::text(Status::Timeout, "the request takes too long"), false),
        Some(Asked::For(bytes)) => match parse(&bytes, port) {
            Ok(request) => (answer(&request), request.head),
            Err(refused) => (refused, false),
        },
    };
    write(stream, &response, head)?;
    // What the client still sends is read for a moment: else its system throws the answer away.
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    let mut rest = [0; 4096];
    for _ in 0..16 {
        if !matches!((&*stream).read(&mut rest), Ok(1..)) {
            break;
        }
    }
    Ok(())
}

/// What a client said.
enum Asked {
    For(Vec<u8>),
    Nothing,
    Slowly,
}

/// The head of a request; nothing if it is too long.
fn read(mut stream: &TcpStream) -> io::Result<Option<Asked>> {
    let until = Instant::now() + PATIENCE;
    let mut bytes = Vec::new();
    let mut more = [0; 2048];
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Some(Asked::Slowly));
        }
        stream.set_read_timeout(Some(left))?;
        let length = match stream.read(&mut more) {
            Ok(0) if bytes.is_empty() => return Ok(Some(Asked::Nothing)),
            // It is parsed as far as it goes, which says what is wrong.
            Ok(0) => return Ok(Some(Asked::For(bytes))),
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                return Ok(Some(Asked::Slowly));
            }
            Err(error) => return Err(error),
        };
        let seen = bytes.len().saturating_sub(3);
        bytes.extend_from_slice(more.get(..length).unwrap_or_default());
        let ends =
            |it: &[u8]| it.windows(4).any(|it| it == b"\r\n\r\n") || it.windows(2).any(|it| it == b"\n\n");
        if bytes.get(seen..).is_some_and(ends) {
            return Ok(Some(Asked::For(bytes)));
        }
        if bytes.len() > LONGEST {
            return Ok(None);
        }
    }
}

/// What is asked for, or why it is refused.
fn parse(bytes: &[u8], port: u16) -> Result<Request, Response> {
    let bad = |why: &str| Response::text(Status::BadRequest, why);
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Err(bad("the request is cut off")),
        Err(httparse::Error::TooManyHeaders) => {
            return Err(Response::text(Status::TooLong, "the request has too many headers"));
        }
        Err(_) => return Err(bad("the request is malformed")),
    }
    let mut hosts = request.headers.iter().filter(|it| it.name.eq_ignore_ascii_case("host"));
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if is_here(host.value, port) => {}
        // A page from elsewhere whose name was made to lead here (DNS rebinding) comes with that name.
        (Some(_), None) => {
            let why = format!("only http://127.0.0.1:{port}/ and http://localhost:{port}/ are answered");
            return Err(Response::text(Status::Misdirected, &why));
        }
        _ => return Err(bad("the request needs one Host header")),
    }
    let head = match request.method {
        Some("GET") => false,
        Some("HEAD") => true,
        _ => return Err(Response::text(Status::MethodNotAllowed, "only GET and HEAD are answered")),
    };
    let (path, query) =
        request.path.unwrap_or_default().split_once('?').unwrap_or((request.path.unwrap_or_default(), ""));
    let path = percent_decode_str(path).decode_utf8().map_err(|_| bad("the path is not UTF-8"))?;
    if !path.starts_with('/') || path.chars().any(char::is_control) {
        return Err(bad("the path is malformed"));
    }
    Ok(Request { head, path: path.into_owned(), query: query.to_owned() })
}

fn is_here(host: &[u8], port: u16) -> bool {
    let host = String::from_utf8_lossy(host).to_ascii_lowercase();
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|name| {
        let rest = host.strip_prefix(name);
        rest.is_some_and(|it| it == format!(":{port}") || (it.is_empty() && port == 80))
    })
}

fn write(mut stream: &TcpStream, response: &Response, head: bool) -> io::Result<()> {
    let allow = if response.status == Status::MethodNotAllowed { "Allow: GET, HEAD\r\n" } else { "" };
    let start = format!(
        "HTTP/1.1 {}\r\n\
         Content-Type: {}\r\n\
         Content-Length: {}\r\n\
         {allow}\
         Connection: close\r\n\
         Cache-Control: no-store\r\n\
         Content-Security-Policy: {POLICY}\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\n\
         Referrer-Policy: no-referrer\r\n\
         X-Content-Type-Options: nosniff\r\n\
         \r\n",
        response.status.line(),
        response.kind,
        response.body.len(),
    );
    stream.write_all(start.as_bytes())?;
    if !head {
        stream.write_all(&response.body)?;
    }
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::{Status, parse};

    fn check(request: &str, expected: Result<&str, Status>) {
        let parsed = parse(request.as_bytes(), 8737);
        let parsed = parsed.as_ref().map(|it| it.path.as_str()).map_err(|it| it.status);
        assert_eq!(parsed, expected, "{request:?}");
    }

    #[test]
    fn only_what_is_meant_for_this_server_is_answered() {
        for host in ["127.0.0.1:8737", "localhost:8737", "LOCALHOST:8737", "[::1]:8737"] {
            check(&format!("GET /a%20b?c HTTP/1.1\r\nHost: {host}\r\n\r\n"), Ok("/a b"));
        }
        for host in
            ["evil.example:8737", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8737.evil.example", "", "\u{e9}"]
        {
            check(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"), Err(Status::Misdirected));
        }
    }

    #[test]
    fn what_is_malformed_is_refused() {
        let host = "Host: localhost:8737\r\n";
        for (request, status) in [
            ("GET / HTTP/1.1\r\n\r\n".to_owned(), Status::BadRequest),
            (format!("GET / HTTP/1.1\r\n{host}{host}\r\n"), Status::BadRequest),
            (format!("GET http://localhost:8737/ HTTP/1.1\r\n{host}\r\n"), Status::BadRequest),
            (format!("GET /%00 HTTP/1.1\r\n{host}\r\n"), Status::BadRequest),
            (format!("GET /%ff HTTP/1.1\r\n{host}\r\n"), Status::BadRequest),
            (format!("GET /\0 HTTP/1.1\r\n{host}\r\n"), Status::BadRequest),
            (format!("GET / HTTP/1.1\r\n{host}x"), Status::BadRequest),
            (format!("GET / HTTP/1.1\r\n{host}{}\r\n", "a: b\r\n".repeat(200)), Status::TooLong),
            (format!("POST / HTTP/1.1\r\n{host}\r\n"), Status::MethodNotAllowed),
            (format!("get / HTTP/1.1\r\n{host}\r\n"), Status::MethodNotAllowed),
            ("\0\0\0".to_owned(), Status::BadRequest),
        ] {
            check(&request, Err(status));
        }
    }
}
