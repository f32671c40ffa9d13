//! One signal that ends every task of a stack.

use tokio::sync::watch;

/// The side that ends the tasks.
#[derive(Debug)]
pub struct StopHandle(watch::Sender<bool>);

/// The side that each task watches. Dropping the handle stops as well.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl StopHandle {
    #[must_use]
    pub fn new() -> (Self, Stop) {
        let (sender, receiver) = watch::channel(false);
        (Self(sender), Stop(receiver))
    }

    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// Returns when the stack is told to stop.
    pub async fn wait(mut self) {
        // An error means that the handle is gone, which stops too.
        let _ = self.0.wait_for(|stopped| *stopped).await;
    }

    #[must_use]
    pub fn is_stopped(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// Sleeps, but not past the stop; true when it is time to end.
    pub async fn sleep(&self, time: std::time::Duration) -> bool {
        tokio::select! {
            () = self.clone().wait() => true,
            () = tokio::time::sleep(time) => self.is_stopped(),
        }
    }
}
