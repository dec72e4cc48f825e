//! Recursion: what a call costs, not a loop. Reported apart.

use crate::suite::{Kernel, Size};
use crate::variants::{kernels, timed};

/// A binary tree.
pub(crate) struct Tree {
    value: u32,
    children: Option<Box<(Tree, Tree)>>,
}

impl Tree {
    fn of_depth(depth: u32) -> Self {
        Self {
            value: depth,
            children: (depth > 0)
                .then(|| Box::new((Self::of_depth(depth - 1), Self::of_depth(depth - 1)))),
        }
    }
}

kernels! {
    fn fib(token: &CancelToken, n: u32) -> Result<u64, Cancelled> {
        if n < 2 {
            return Ok(u64::from(n));
        }
        Ok(fib(token, n - 1)? + fib(token, n - 2)?)
    }

    fn ackermann(token: &CancelToken, m: u64, n: u64) -> Result<u64, Cancelled> {
        if m == 0 {
            Ok(n + 1)
        } else if n == 0 {
            ackermann(token, m - 1, 1)
        } else {
            let n = ackermann(token, m, n - 1)?;
            ackermann(token, m - 1, n)
        }
    }

    fn tree_walk(token: &CancelToken, tree: &Tree) -> Result<u32, Cancelled> {
        match &tree.children {
            None => Ok(tree.value),
            Some(children) => {
                let (left, right) = &**children;
                Ok(tree.value.wrapping_add(tree_walk(token, left)?).wrapping_add(tree_walk(token, right)?))
            }
        }
    }
}

pub(crate) const KERNELS: &[Kernel] = &[
    Kernel::new("fib", |size: Size| {
        let n = size.of(18, 30);
        Box::new(move |run| timed!(run, fib(n)))
    }),
    Kernel::new("ackermann", |size| {
        let n = size.of(20, 250);
        Box::new(move |run| timed!(run, ackermann(2, n)))
    }),
    Kernel::new("tree_walk", |size| {
        let tree = Tree::of_depth(size.of(11, 18));
        Box::new(move |run| timed!(run, tree_walk(&tree)))
    }),
];
