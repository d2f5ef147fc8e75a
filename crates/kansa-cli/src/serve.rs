//! `kansa serve`: the report site on this machine, anew whenever a file changes. Nothing is written.

mod http;
mod page;
mod site;
mod watch;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use kansa_core::text::Lang;

use self::http::{Request, Response, Status};
use self::site::{Clock, Job, Shown};
use self::watch::{PARTS, Watching};
use crate::args::{Global, Serve};
use crate::output::{complain, print};
use crate::{Exit, schema, workspace};

/// How long files have to be quiet: an editor saves in several steps, and a copy takes a while.
const QUIET: Duration = Duration::from_millis(150);

/// How long to wait for that at most.
const PATIENCE: Duration = Duration::from_secs(2);

/// How often to look whether it is another day.
const A_WHILE: Duration = Duration::from_secs(30);

/// How long a browser waits for news; then it asks again.
const NEWS: Duration = Duration::from_secs(20);

/// Where pages ask for news.
const VERSION: &str = "/_kansa/version";

/// What happens while serving.
#[derive(Debug)]
enum Signal {
    /// Files changed.
    Changed,
    /// The answers are there, or why they are not.
    Built(Shown),
    /// It is to end.
    End,
}

pub(crate) fn run(global: &Global, args: &Serve) -> anyhow::Result<Exit> {
    let Some(root) = workspace::root(global)? else {
        bail!("there is no kansa.yaml here or in a folder above; name the workspace with -C DIR");
    };
    let lang = schema::message_language(global);
    let Some((listener, port)) = listener(args.port, lang)? else { return Ok(Exit::Trouble) };
    let (signals, happened) = channel();
    let ended = signals.clone();
    ctrlc::set_handler(move || drop(ended.send(Signal::End))).context("cannot wait for Ctrl-C")?;
    // Watchers say absolute paths.
    let shown_root = root.canonicalize().context("cannot tell where the workspace is")?;
    let mut server = Server {
        job: Arc::new(Job::new(global, &args.selection, root)),
        root: shown_root,
        current: Arc::default(),
        watching: None,
        signals,
        happened,
    };
    if !server.begin()? {
        return Ok(Exit::Clean);
    }
    let current = Arc::clone(&server.current);
    std::thread::Builder::new()
        .name("listen".to_owned())
        .spawn(move || http::listen(&listener, port, move |request| current.answer(request)))
        .context("cannot start a thread")?;
    say(port, lang)?;
    server.serve()?;
    Ok(Exit::Clean)
}

/// A listener on this machine alone, and its port; nothing after saying that the port is in use.
fn listener(port: u16, lang: Lang) -> anyhow::Result<Option<(TcpListener, u16)>> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(listener) => {
            let port = listener.local_addr().context("cannot tell the port")?.port();
            Ok(Some((listener, port)))
        }
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            complain(&match lang {
                Lang::Ja => format!(
                    "kansa: ポート {port} はほかのプログラムが使っています。\
                     --port で別の番号を指定してください（0 なら空いている番号）"
                ),
                Lang::En => {
                    format!(
                        "kansa: port {port} is in use; name another one with --port (0 for any that is free)"
                    )
                }
            });
            Ok(None)
        }
        Err(error) => Err(error).with_context(|| format!("cannot listen on 127.0.0.1:{port}")),
    }
}

fn say(port: u16, lang: Lang) -> anyhow::Result<()> {
    let parts = PARTS.join(", ");
    print(&match lang {
        Lang::Ja => format!(
            "http://127.0.0.1:{port}/\n{parts} が変わると評価し直し、開いているページを読み込み直します。\
             終了は Ctrl-C\n"
        ),
        Lang::En => format!(
            "http://127.0.0.1:{port}/\nassessed anew, and open pages loaded again, when {parts} change; \
             Ctrl-C ends it\n"
        ),
    })
}

/// What is rebuilt.
struct Server {
    job: Arc<Job>,
    root: PathBuf,
    current: Arc<Current>,
    watching: Option<Watching>,
    signals: Sender<Signal>,
    happened: Receiver<Signal>,
}

impl Server {
    /// Assesses for the first time; false if it was ended meanwhile. A company that there is not is an error now, and a page
    /// later on.
    fn begin(&mut self) -> anyhow::Result<bool> {
        self.watching = Some(Watching::new(&self.root, &self.signals)?);
        self.build()?;
        let mut changed = false;
        loop {
            match self.happened.recv().context("nothing happens any more")? {
                Signal::Built(Shown { fatal: Some(why), .. }) => bail!(why),
                Signal::Built(shown) => self.current.set(shown),
                Signal::Changed => {
                    changed = true;
                    continue;
                }
                Signal::End => return Ok(false),
            }
            if changed {
                let _ = self.signals.send(Signal::Changed);
            }
            return Ok(true);
        }
    }

    /// Assesses again when files change, until it is ended.
    fn serve(&mut self) -> anyhow::Result<()> {
        let (mut changed, mut building) = (None::<(Instant, Instant)>, false);
        loop {
            let wait = match changed.filter(|_| !building) {
                Some((first, last)) => {
                    let now = Instant::now();
                    let at = (last + QUIET).min(first + PATIENCE);
                    if at <= now {
                        (changed, building) = (None, true);
                        self.build()?;
                        continue;
                    }
                    at - now
                }
                None => A_WHILE,
            };
            match self.happened.recv_timeout(wait) {
                Ok(Signal::Changed) => {
                    let now = Instant::now();
                    changed = Some((changed.map_or(now, |it| it.0), now));
                }
                Ok(Signal::Built(shown)) => {
                    building = false;
                    self.current.set(shown);
                }
                Ok(Signal::End) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
                Err(RecvTimeoutError::Timeout) if changed.is_none() && self.current.of_another_day() => {
                    let now = Instant::now();
                    changed = Some((now, now));
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Assesses on a thread of its own. What changes from now on is noticed.
    fn build(&mut self) -> anyhow::Result<()> {
        match Watching::new(&self.root, &self.signals) {
            Ok(watching) => self.watching = Some(watching),
            Err(error) => complain(&format!("kansa: {error:#}")),
        }
        let (job, signals) = (Arc::clone(&self.job), self.signals.clone());
        let build = move || {
            job.run(|shown| {
                let _ = signals.send(Signal::Built(shown));
            });
        };
        // Reading deep files takes as much stack as on the main thread.
        let thread = std::thread::Builder::new().name("assess".to_owned()).stack_size(8 << 20);
        thread.spawn(build).context("cannot start a thread")?;
        Ok(())
    }
}

/// What is shown now, for all who ask.
#[derive(Debug, Default)]
struct Current {
    shown: Mutex<Option<Arc<Shown>>>,
    news: Condvar,
}

impl Current {
    fn set(&self, shown: Shown) {
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(shown));
        self.news.notify_all();
    }

    fn now(&self) -> Option<Arc<Shown>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn of_another_day(&self) -> bool {
        self.now().is_some_and(|it| it.clock.as_ref().is_some_and(Clock::is_over))
    }

    fn answer(&self, request: &Request) -> Response {
        if request.path == VERSION {
            return Response::text(Status::Ok, &self.version(&request.query));
        }
        match self.now() {
            Some(shown) => shown.answer(&request.path),
            None => Response::text(Status::Busy, "not ready"),
        }
    }

    /// The version that is shown, as soon as it is another one than the asker has, or after a while.
    fn version(&self, query: &str) -> String {
        let asked: BTreeMap<&str, &str> = query.split('&').filter_map(|it| it.split_once('=')).collect();
        let had = asked.get("after").copied().unwrap_or_default();
        let version = |it: &Option<Arc<Shown>>| it.as_ref().map(|it| it.version.clone()).unwrap_or_default();
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |it: &mut Option<Arc<Shown>>| version(it) == had;
        let waited = self.news.wait_timeout_while(shown, NEWS, same);
        version(&waited.unwrap_or_else(PoisonError::into_inner).0)
    }
}
