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

use agent_protocol::Failure;
use tokio::{sync::oneshot, time::timeout};

use crate::{
    failure::{Result, internal},
    token::{
        work::{Done, Work},
        worker::Worker,
    },
};

/// A loaded module. Work is done in the order it was asked for.
#[derive(Debug)]
pub(crate) struct Module {
    path: PathBuf,
    orders: mpsc::Sender<Order>,
    answering: Arc<AtomicBool>,
}

/// Work, and where its answer goes; `None` where nobody waits for it.
struct Order {
    work: Work,
    answer: Option<oneshot::Sender<Result<Done>>>,
}

impl Module {
    /// Loads and initialises it.
    pub(crate) async fn load(path: &Path) -> Result<Self> {
        let file = path.to_owned();
        Self::start(path, move || {
            let mut worker = Worker::load(&file)?;
            Ok(move |work| worker.answer(work))
        })
        .await
    }

    /// Starts the thread and waits until `load` there has given the one who answers.
    async fn start<Worker: FnMut(Work) -> Result<Done>>(
        path: &Path,
        load: impl FnOnce() -> Result<Worker> + Send + 'static,
    ) -> Result<Self> {
        let (orders, queue) = mpsc::channel();
        let (ready, loaded) = oneshot::channel();
        let answering = Arc::new(AtomicBool::new(true));
        let alive = Arc::clone(&answering);
        thread::Builder::new()
            .name("pkcs11".into())
            .spawn(move || serve(load, ready, queue, &alive))
            .map_err(|error| internal(error.to_string()))?;
        let answer = timeout(INITIALISE, loaded).await.map_err(|_| silent(path))?;
        answer.map_err(|_| gone(path))??;
        Ok(Self { path: path.to_owned(), orders, answering })
    }

    /// Has work done. A module that does not answer in time is not asked again until it comes back:
    /// a thread inside a foreign library cannot be stopped.
    pub(crate) async fn ask(&self, work: Work) -> Result<Done> {
        if !self.answering.load(Ordering::SeqCst) {
            return Err(silent(&self.path));
        }
        let limit = work.limit();
        let (done, answer) = oneshot::channel();
        self.send(Order { work, answer: Some(done) });
        match timeout(limit, answer).await {
            Ok(answer) => answer.map_err(|_| gone(&self.path))?,
            Err(_) => {
                self.answering.store(false, Ordering::SeqCst);
                tracing::error!(module = %self.path.display(), "the module hangs");
                Err(silent(&self.path))
            }
        }
    }

    /// Has work done that nobody waits for.
    pub(crate) fn tell(&self, work: Work) {
        self.send(Order { work, answer: None });
    }

    fn send(&self, order: Order) {
        if self.orders.send(order).is_err() {
            tracing::error!(module = %self.path.display(), "the module's thread is gone");
        }
    }
}

/// The module's thread.
fn serve<Worker: FnMut(Work) -> Result<Done>>(
    load: impl FnOnce() -> Result<Worker>,
    ready: oneshot::Sender<Result<()>>,
    queue: mpsc::Receiver<Order>,
    answering: &AtomicBool,
) {
    let (loaded, worker) = match load() {
        Ok(worker) => (Ok(()), Some(worker)),
        Err(failure) => (Err(failure), None),
    };
    let _ = ready.send(loaded);
    let Some(mut worker) = worker else { return };
    for Order { work, answer } in queue {
        answering.store(true, Ordering::SeqCst);
        match answer {
            None => drop(worker(work)),
            // Whoever gave up meanwhile must not have a key used.
            Some(answer) if answer.is_closed() => {}
            Some(answer) => drop(answer.send(worker(work))),
        }
    }
}

fn silent(path: &Path) -> Failure {
    internal(format!("the module {} does not answer", path.display()))
}

fn gone(path: &Path) -> Failure {
    internal(format!("the thread of the module {} ended", path.display()))
}

/// OpenSC took 2.7 s with one slow card.
const INITIALISE: Duration = Duration::from_secs(15);
