//! One PKCS#11 module on its own thread: the async side asks, waits and never blocks.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use agent_protocol::Failure;
use tokio::{
    sync::oneshot,
    time::{Instant, timeout},
};

use crate::{
    failure::{Result, internal},
    token::{
        work::{Done, Work},
        worker::Worker,
    },
};

/// A module, loading or loaded. Work is done in the order it was asked for.
#[derive(Debug)]
pub(crate) struct Module {
    path: PathBuf,
    orders: mpsc::Sender<Order>,
    state: Arc<State>,
    thread: JoinHandle<()>,
}

/// The module's thread as others see it.
#[derive(Debug, Default)]
struct State {
    /// The time by which the thread has to be done with what it does; `None` while it waits for work. Derived from the
    /// work itself, so that there is nothing to take back when an answer comes late.
    due: Mutex<Option<Instant>>,
    not_loaded: OnceLock<Failure>,
}

/// Work, and where its answer goes; `None` where nobody waits for it.
#[derive(Debug)]
struct Order {
    work: Work,
    answer: Option<oneshot::Sender<Result<Done>>>,
}

impl Module {
    /// Begins to load and initialise it; work that is asked for meanwhile waits for that.
    pub(crate) fn load(path: &Path) -> Result<Self> {
        let file = path.to_owned();
        Self::start(path, move || {
            let mut worker = Worker::load(&file)?;
            Ok(move |work| worker.answer(work))
        })
    }

    /// Starts the thread, where `load` gives the one who answers.
    fn start<Worker: FnMut(Work) -> Result<Done>>(
        path: &Path,
        load: impl FnOnce() -> Result<Worker> + Send + 'static,
    ) -> Result<Self> {
        let (orders, queue) = mpsc::channel();
        let state = Arc::new(State::default());
        state.begin(INITIALISE);
        let (shared, named) = (Arc::clone(&state), path.to_owned());
        let thread = thread::Builder::new()
            .name("pkcs11".into())
            .spawn(move || serve(load, &queue, &shared, &named))
            .map_err(|error| internal(error.to_string()))?;
        Ok(Self { path: path.to_owned(), orders, state, thread })
    }

    /// True where the thread is over: the module did not load, or its thread ended in a defect.
    pub(crate) fn is_over(&self) -> bool {
        // A thread that has said why it ends may take a moment to do so.
        self.not_loaded().is_some() || self.thread.is_finished()
    }

    /// The reason why it did not load.
    pub(crate) fn not_loaded(&self) -> Option<&Failure> {
        self.state.not_loaded.get()
    }

    /// Has work done. A module that does not answer in time is not asked again until it comes back:
    /// a thread inside a foreign library cannot be stopped.
    pub(crate) async fn ask(&self, work: Work) -> Result<Done> {
        if self.state.is_overdue() {
            return Err(silent(&self.path));
        }
        let limit = work.limit();
        let (done, mut answer) = oneshot::channel();
        self.send(Order { work, answer: Some(done) });
        match timeout(limit, &mut answer).await {
            Ok(answer) => answer.map_err(|_| self.ended())?,
            Err(_) => self.give_up(answer),
        }
    }

    /// An answer that comes at the last moment counts.
    fn give_up(&self, mut answer: oneshot::Receiver<Result<Done>>) -> Result<Done> {
        self.state.lose_patience();
        if let Ok(answer) = answer.try_recv() {
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

    fn ended(&self) -> Failure {
        let gone = || internal(format!("the thread of the module {} ended", self.path.display()));
        self.not_loaded().cloned().unwrap_or_else(gone)
    }
}

impl State {
    fn begin(&self, limit: Duration) {
        *self.due() = Instant::now().checked_add(limit);
    }

    fn end(&self, path: &Path) {
        if self.is_overdue() {
            tracing::info!(module = %path.display(), "the module answers again");
        }
        *self.due() = None;
    }

    fn is_overdue(&self) -> bool {
        self.due().is_some_and(|due| due <= Instant::now())
    }

    /// Whoever asked has waited long enough, though the thread began later than that.
    fn lose_patience(&self) {
        let mut due = self.due();
        *due = due.map(|due| due.min(Instant::now()));
    }

    /// Nothing here is left half done by a panic.
    fn due(&self) -> MutexGuard<'_, Option<Instant>> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The module's thread.
fn serve<Worker: FnMut(Work) -> Result<Done>>(
    load: impl FnOnce() -> Result<Worker>,
    queue: &mpsc::Receiver<Order>,
    state: &State,
    path: &Path,
) {
    let mut worker = match load() {
        Ok(worker) => worker,
        Err(failure) => return drop(state.not_loaded.set(failure)),
    };
    state.end(path);
    for Order { work, answer } in queue {
        // Whoever gave up meanwhile must not have a key used.
        if answer.as_ref().is_some_and(oneshot::Sender::is_closed) {
            continue;
        }
        state.begin(work.limit());
        let done = worker(work);
        if let Some(answer) = answer {
            let _ = answer.send(done);
        }
        state.end(path);
    }
}

fn silent(path: &Path) -> Failure {
    internal(format!("the module {} does not answer", path.display()))
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
    fn start(lets: mpsc::Receiver<()>, begun: mpsc::Sender<Work>) -> Module {
        let answer = move |work: Work| {
            let waits = matches!(work, Work::Sign { .. });
            let _ = begun.send(work);
            if waits {
                let _ = lets.recv();
            }
            Ok(Done::Ended)
        };
        Module::start(Path::new("/a/module.so"), move || Ok(answer)).unwrap()
    }

    fn sign() -> Work {
        Work::Sign { algorithm: Algorithm::RS256, message: vec![1], on_reader: false }
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
        let module = start(lets, begun);
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
        until(|| !module.state.is_overdue());
        assert!(matches!(module.ask(Work::List).await, Ok(Done::Ended)));
        assert!(matches!(begins.recv(), Ok(Work::List)), "the refused one was not even queued");
        assert!(begins.try_recv().is_err());
    }

    #[tokio::test]
    async fn work_of_somebody_who_gave_up_is_not_done_but_the_end_of_a_job_is() {
        let ((let_go, lets), (begun, begins)) = (mpsc::channel(), mpsc::channel());
        let module = start(lets, begun);
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
    async fn a_module_that_is_slow_to_load_is_loaded_once_and_used_when_it_is_there() {
        let (let_go, lets) = mpsc::channel::<()>();
        let load =
            move || lets.recv().map(|()| |_| Ok(Done::Ended)).map_err(|error| internal(error.to_string()));
        let module = Module::start(Path::new("/a/module.so"), load).unwrap();
        tokio::time::pause();
        let silent = module.ask(Work::List).await.unwrap_err();
        assert_eq!(module.ask(Work::List).await.unwrap_err(), silent);
        tokio::time::resume();
        assert!(!module.is_over());
        let_go.send(()).unwrap();
        until(|| !module.state.is_overdue());
        assert!(matches!(module.ask(Work::List).await, Ok(Done::Ended)));
    }

    #[tokio::test]
    async fn a_module_that_does_not_load_says_why() {
        let load = || Err::<fn(Work) -> Result<Done>, _>(fail(Code::TokenDriverMissing, "no such file"));
        let module = Module::start(Path::new("/a/module.so"), load).unwrap();
        let failure = module.ask(Work::List).await.unwrap_err();
        assert_eq!((failure.code, failure.message.as_str()), (Code::TokenDriverMissing, "no such file"));
        until(|| module.is_over());
        assert_eq!(module.not_loaded(), Some(&failure));
    }

    #[tokio::test]
    async fn a_thread_that_ended_in_a_defect_is_known_to_be_over() {
        let load = || Ok(|_: Work| panic!("a defect of a test"));
        let module = Module::start(Path::new("/a/module.so"), load).unwrap();
        let failure = module.ask(Work::List).await.unwrap_err();
        assert_eq!(failure.message, "the thread of the module /a/module.so ended");
        until(|| module.is_over());
    }

    fn until(happened: impl Fn() -> bool) {
        let start = std::time::Instant::now();
        while !happened() {
            assert!(start.elapsed() < Duration::from_secs(10), "it came back, and nobody noticed");
            thread::yield_now();
        }
    }
}
