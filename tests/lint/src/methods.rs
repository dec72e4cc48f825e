//! Methods, traits, and containers.

use safepoint::{CancelToken, Cancelled, cancellable};

/// Has methods that can be stopped.
#[derive(Debug, Clone)]
pub struct Worker {
    token: CancelToken,
    done: Vec<u32>,
}

impl Worker {
    /// An associated function.
    ///
    /// # Errors
    ///
    /// When cancelled.
    #[cancellable]
    pub fn new(token: &CancelToken, count: u32) -> Result<Self, Cancelled> {
        let mut done = Vec::new();
        for n in 0..count {
            done.push(n);
        }
        Ok(Self {
            token: token.clone(),
            done,
        })
    }

    /// A token in `self`.
    ///
    /// # Errors
    ///
    /// When cancelled.
    #[cancellable(token = self.token)]
    pub fn work(&mut self) -> Result<&mut Self, Cancelled> {
        for number in &mut self.done {
            *number += 1;
        }
        self.done.retain(|number| number % 3 != 0);
        Ok(self)
    }

    /// Takes `self`.
    #[cancellable]
    #[must_use]
    pub fn finish(self) -> Option<Vec<u32>> {
        let mut halves = Vec::new();
        for number in self.done {
            halves.push(number / 2);
        }
        Some(halves)
    }
}

/// A trait whose default method can be stopped.
pub trait Digs {
    /// How deep.
    fn depth(&self) -> u32;

    /// Digs.
    ///
    /// # Errors
    ///
    /// When cancelled.
    #[cancellable]
    fn dig(&self) -> Result<u32, Cancelled> {
        let mut dug = 0;
        while dug < self.depth() {
            dug += 1;
        }
        Ok(dug)
    }
}

#[cancellable(entry = false)]
impl Digs for Worker {
    #[cancellable(skip)]
    fn depth(&self) -> u32 {
        let mut most = 0;
        for number in &self.done {
            most = most.max(*number);
        }
        most
    }

    fn dig(&self) -> Result<u32, Cancelled> {
        let mut dug = 0;
        for number in &self.done {
            dug += number;
        }
        Ok(dug)
    }
}

impl Iterator for Worker {
    type Item = Result<u32, Cancelled>;

    #[cancellable(token = self.token)]
    fn next(&mut self) -> Option<Result<u32, Cancelled>> {
        while let Some(number) = self.done.pop() {
            if number != 0 {
                return Some(Ok(number));
            }
        }
        None
    }
}
