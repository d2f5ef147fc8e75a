//! The text of a pdf, extracted by `pdftotext` (poppler) or a program that takes the same arguments.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use kansa_core::text::Text;

use super::PdfText;

/// Time for one file. Poppler reads a thousand pages in some seconds; what takes longer does not end.
const TIME: Duration = Duration::from_secs(60);

/// Bytes of text of one file: what a table may have, too.
const MAX_TEXT: u64 = 64 * 1024 * 1024;

/// Bytes of what the program complains of.
const MAX_COMPLAINT: u64 = 64 * 1024;

/// Extracts the text of a pdf by running a program.
#[derive(Debug, Clone)]
pub struct Program {
    name: OsString,
    version: String,
    time: Duration,
}

impl Program {
    /// The program of this name or path. It is run once, for its version.
    ///
    /// # Errors
    ///
    /// It is not there, cannot be run, or does not say its version.
    pub fn new(name: impl Into<OsString>) -> Result<Self, Text> {
        let program = Self { name: name.into(), version: String::new(), time: TIME };
        let shown = program.name.to_string_lossy().into_owned();
        // Poppler says its version on stderr, with status 0 or 99.
        let run = program.run(&["-v"], None).map_err(|error| {
            Text::new(
                format!("PDF の文字を取り出す「{shown}」を実行できない（{error}）"),
                format!("cannot run `{shown}`, which is to extract the text of pdf files ({error})"),
            )
        })?;
        let said = [run.complaint, run.output].concat();
        let said = String::from_utf8_lossy(&said);
        match said.lines().map(str::trim).find(|it| !it.is_empty()) {
            Some(version) => Ok(Self { version: version.to_owned(), ..program }),
            None => Err(Text::new(
                format!("「{shown}」が版を答えない（-v）"),
                format!("`{shown}` does not say its version (-v)"),
            )),
        }
    }

    /// What the program says of its version (`pdftotext version 22.12.0`): another version may read another text.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Runs the program. Both its outputs are read on threads of their own, so that none of the pipes fills up.
    fn run(&self, arguments: &[&str], input: Option<&std::path::Path>) -> io::Result<Run> {
        let mut command = Command::new(&self.name);
        command.args(arguments);
        if let Some(input) = input {
            command.arg(input).arg("-");
        }
        let mut child =
            Killed(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?);
        let output = collect(child.0.stdout.take(), MAX_TEXT);
        let complaint = collect(child.0.stderr.take(), MAX_COMPLAINT);
        let end = Instant::now() + self.time;
        let (output, whole) = wait(&output, end)?;
        if !whole {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "its output is too long"));
        }
        let (complaint, _) = wait(&complaint, end)?;
        // Both pipes are closed: the program has ended or is about to.
        let good = loop {
            if let Some(status) = child.0.try_wait()? {
                break status.success();
            }
            if Instant::now() >= end {
                return Err(io::ErrorKind::TimedOut.into());
            }
            thread::sleep(Duration::from_millis(1));
        };
        Ok(Run { good, output, complaint })
    }
}

impl PdfText for Program {
    /// Pages end with a form feed. The bytes go through a private temporary file: the program needs one to seek in.
    fn pages(&self, bytes: &[u8]) -> Result<Vec<String>, Text> {
        let run = (|| {
            let mut file = tempfile::Builder::new().prefix("kansa-").suffix(".pdf").tempfile()?;
            file.write_all(bytes)?;
            file.flush()?;
            self.run(&["-enc", "UTF-8", "-q"], Some(file.path()))
        })()
        .map_err(|error| self.failed(&error.to_string()))?;
        if !run.good {
            let said = String::from_utf8_lossy(&run.complaint);
            return Err(self.failed(said.lines().next().unwrap_or("-")));
        }
        let text = String::from_utf8(run.output).map_err(|_| self.failed("UTF-8"))?;
        let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        if pages.last().is_some_and(|it| it.trim().is_empty()) {
            pages.pop();
        }
        Ok(pages)
    }
}

impl Program {
    fn failed(&self, why: &str) -> Text {
        let name = self.name.to_string_lossy();
        Text::new(
            format!("「{name}」が PDF の文字を取り出せない（{why}）"),
            format!("`{name}` cannot extract the text of the pdf ({why})"),
        )
    }
}

/// What a program wrote, and whether it ended well.
struct Run {
    good: bool,
    output: Vec<u8>,
    complaint: Vec<u8>,
}

/// A program that does not outlive us.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        // Both fail only if it has ended and been waited for.
        let _ended = self.0.kill();
        let _waited = self.0.wait();
    }
}

/// The bytes of a pipe up to a limit, and whether that was all.
type Collected = io::Result<(Vec<u8>, bool)>;

fn collect(pipe: Option<impl Read + Send + 'static>, limit: u64) -> mpsc::Receiver<Collected> {
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = match pipe {
            Some(pipe) => pipe.take(limit + 1).read_to_end(&mut bytes),
            None => Ok(0),
        };
        let whole = u64::try_from(bytes.len()).is_ok_and(|it| it <= limit);
        // Nobody listens any more when the time is up.
        let _listened = send.send(read.map(|_| (bytes, whole)));
    });
    receive
}

fn wait(receive: &mpsc::Receiver<Collected>, end: Instant) -> Collected {
    let left = end.saturating_duration_since(Instant::now());
    receive.recv_timeout(left).map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

#[cfg(test)]
mod tests;
