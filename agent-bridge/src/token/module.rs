//! One PKCS#11 module on its own thread: the async side asks, waits and never blocks.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use tokio::{sync::oneshot, time::timeout};

use crate::{
    failure::{Result, internal},
    token::worker::Worker,
};

/// A loaded module. Work is done in the order it was asked for.
#[derive(Debug)]
pub(crate) struct Module {
    path: PathBuf,
    work: mpsc::Sender<Work>,
    answering: Arc<AtomicBool>,
}

type Work = Box<dyn FnOnce(&mut Worker) + Send>;

impl Module {
    /// Loads and initialises it.
    pub(crate) async fn load(path: &Path) -> Result<Self> {
        let (work, queue) = mpsc::channel::<Work>();
        let (ready, loaded) = oneshot::channel();
        let file = path.to_owned();
        let serve = move || match Worker::load(&file) {
            Ok(mut worker) => {
                let _ = ready.send(Ok(()));
                queue.into_iter().for_each(|work| work(&mut worker));
            }
            Err(failure) => {
                let _ = ready.send(Err(failure));
            }
        };
        thread::Builder::new()
            .name("pkcs11".into())
            .spawn(serve)
            .map_err(|error| internal(error.to_string()))?;
        let answer = timeout(INITIALISE, loaded).await.map_err(|_| silent(path))?;
        answer.map_err(|_| gone(path))??;
        Ok(Self { path: path.to_owned(), work, answering: Arc::new(AtomicBool::new(true)) })
    }

    /// Has the worker do something. A module that does not answer in time is not asked again until it comes back:
    /// a thread inside a foreign library cannot be stopped.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnOnce(&mut Worker) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        if !self.answering.load(Ordering::Relaxed) {
            return Err(silent(&self.path));
        }
        let (done, answer) = oneshot::channel();
        let answering = Arc::clone(&self.answering);
        self.post(move |worker| {
            answering.store(true, Ordering::Relaxed);
            // Whoever gave up meanwhile must not have a key used.
            if !done.is_closed() {
                let _ = done.send(work(worker));
            }
        });
        match timeout(limit, answer).await {
            Ok(answer) => answer.map_err(|_| gone(&self.path))?,
            Err(_) => {
                self.answering.store(false, Ordering::Relaxed);
                tracing::error!(module = %self.path.display(), "the module hangs");
                Err(silent(&self.path))
            }
        }
    }

    /// Has the worker do something that nobody waits for.
    pub(crate) fn post(&self, work: impl FnOnce(&mut Worker) + Send + 'static) {
        if self.work.send(Box::new(work)).is_err() {
            tracing::error!(module = %self.path.display(), "the module's thread is gone");
        }
    }
}

fn silent(path: &Path) -> agent_protocol::Failure {
    internal(format!("the module {} does not answer", path.display()))
}

fn gone(path: &Path) -> agent_protocol::Failure {
    internal(format!("the thread of the module {} ended", path.display()))
}

/// OpenSC took 2.7 s with one slow card.
const INITIALISE: Duration = Duration::from_secs(15);
