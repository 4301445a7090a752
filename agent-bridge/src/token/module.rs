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
        let (done, mut answer) = oneshot::channel();
        self.send(Order { work, answer: Some(done) });
        match timeout(limit, &mut answer).await {
            Ok(answer) => answer.map_err(|_| gone(&self.path))?,
            Err(_) => self.give_up(answer),
        }
    }

    /// An answer that comes at the last moment counts: its thread would not say again that it is back.
    fn give_up(&self, mut answer: oneshot::Receiver<Result<Done>>) -> Result<Done> {
        self.answering.store(false, Ordering::SeqCst);
        if let Ok(answer) = answer.try_recv() {
            self.answering.store(true, Ordering::SeqCst);
            return answer;
        }
        tracing::error!(module = %self.path.display(), "the module hangs");
        Err(silent(&self.path))
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
        match answer {
            None => drop(worker(work)),
            // Whoever gave up meanwhile must not have a key used.
            Some(answer) if answer.is_closed() => {}
            Some(answer) => drop(answer.send(worker(work))),
        }
        answering.store(true, Ordering::SeqCst);
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

#[cfg(test)]
mod tests {
    use std::pin::{Pin, pin};

    use agent_protocol::{Algorithm, Code};

    use super::*;
    use crate::failure::fail;

    /// A thread that says which work it begins, and answers `Sign` only when it is let.
    async fn start(lets: mpsc::Receiver<()>, begun: mpsc::Sender<Work>) -> Module {
        let answer = move |work: Work| {
            let waits = matches!(work, Work::Sign { .. });
            let _ = begun.send(work);
            if waits {
                let _ = lets.recv();
            }
            Ok(Done::Ended)
        };
        Module::start(Path::new("/a/module.so"), move || Ok(answer)).await.unwrap()
    }

    fn sign() -> Work {
        Work::Sign { algorithm: Algorithm::RS256, message: vec![1] }
    }

    /// Sends the question, and does not wait for the answer.
    async fn send(asking: Pin<&mut impl Future<Output = Result<Done>>>) {
        tokio::select! {
            biased;
            answer = asking => panic!("{answer:?}"),
            () = std::future::ready(()) => {}
        }
    }

    #[tokio::test]
    async fn a_module_that_hangs_is_not_asked_until_it_comes_back() {
        let ((let_go, lets), (begun, begins)) = (mpsc::channel(), mpsc::channel());
        let module = start(lets, begun).await;
        let mut asking = pin!(module.ask(sign()));
        send(asking.as_mut()).await;
        assert!(matches!(begins.recv(), Ok(Work::Sign { .. })));
        // The clock leaps to the limit, since nothing else can go on.
        tokio::time::pause();
        let silent = asking.await.unwrap_err();
        tokio::time::resume();
        assert_eq!(silent.message, "the module /a/module.so does not answer");
        assert_eq!(module.ask(Work::List).await.unwrap_err(), silent);
        let_go.send(()).unwrap();
        let start = std::time::Instant::now();
        while !module.answering.load(Ordering::SeqCst) {
            assert!(start.elapsed() < Duration::from_secs(10), "it came back, and nobody noticed");
            thread::yield_now();
        }
        assert!(matches!(module.ask(Work::List).await, Ok(Done::Ended)));
        assert!(matches!(begins.recv(), Ok(Work::List)), "the refused one was not even queued");
        assert!(begins.try_recv().is_err());
    }

    #[tokio::test]
    async fn work_of_somebody_who_gave_up_is_not_done_but_the_end_of_a_job_is() {
        let ((let_go, lets), (begun, begins)) = (mpsc::channel(), mpsc::channel());
        let module = start(lets, begun).await;
        let mut asking = pin!(module.ask(sign()));
        send(asking.as_mut()).await;
        assert!(matches!(begins.recv(), Ok(Work::Sign { .. })));
        send(pin!(module.ask(sign()))).await;
        module.tell(Work::End);
        let_go.send(()).unwrap();
        assert!(matches!(begins.recv(), Ok(Work::End)));
        assert!(matches!(asking.await, Ok(Done::Ended)));
    }

    #[tokio::test]
    async fn a_module_that_does_not_load_says_why() {
        let load = || Err::<fn(Work) -> Result<Done>, _>(fail(Code::TokenDriverMissing, "no such file"));
        let failure = Module::start(Path::new("/a/module.so"), load).await.unwrap_err();
        assert_eq!((failure.code, failure.message.as_str()), (Code::TokenDriverMissing, "no such file"));
    }
}
