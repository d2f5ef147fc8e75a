//! Work on all cores.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

/// Does something for each of a list, on all cores, as many at a time as there are cores.
///
/// Work that waits for parallel work of its own does not begin on another one meanwhile, as it would in a pool: what it
/// holds is held once for each core.
///
/// # Errors
///
/// The first error that any of them gives; those that have not begun by then are left out.
pub fn for_each<T: Send, E: Send + Sync>(
    all: Vec<T>,
    work: impl Fn(T) -> Result<(), E> + Sync + Send,
) -> Result<(), E> {
    let cores = rayon::current_num_threads().min(all.len());
    let (left, failed) = (Mutex::new(all.into_iter()), OnceLock::new());
    let next =
        || left.lock().unwrap_or_else(PoisonError::into_inner).next().filter(|_| failed.get().is_none());
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some(it) = next() {
                    if let Err(error) = work(it) {
                        // Of two errors the first one is told.
                        let _ = failed.set(error);
                    }
                }
            });
        }
    });
    failed.into_inner().map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use rayon::prelude::*;

    use super::for_each;

    #[test]
    fn each_is_worked_on_once() {
        let seen = Mutex::new(Vec::new());
        let done: Result<(), ()> = for_each((0..100).collect(), |it| {
            seen.lock().unwrap().push(it);
            Ok(())
        });
        let seen = seen.into_inner().unwrap();
        assert_eq!((done, seen.len()), (Ok(()), 100));
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), (0..100).collect());
    }

    #[test]
    fn after_an_error_nothing_begins() {
        let begun = AtomicUsize::new(0);
        let done = for_each((0..10_000).collect(), |it: u32| {
            begun.fetch_add(1, SeqCst);
            Err(it)
        });
        assert!(done.is_err());
        assert!(begun.load(SeqCst) <= rayon::current_num_threads());
    }

    #[test]
    fn work_that_waits_for_parallel_work_begins_no_other() {
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let done: Result<(), ()> = for_each((0..200).collect(), |_: u32| {
            most.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
            let sum: u64 = (0..20_000_u64).into_par_iter().map(|it| it ^ 5).sum();
            assert!(sum > 0);
            now.fetch_sub(1, SeqCst);
            Ok(())
        });
        assert_eq!(done, Ok(()));
        assert!(most.load(SeqCst) <= rayon::current_num_threads());
    }
}
