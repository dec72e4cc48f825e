//! Binary trees, built and counted: allocation and recursion.

use crate::programs;

/// A node; a leaf has no children.
pub(crate) struct Tree(Option<Box<(Tree, Tree)>>);

programs! {
    fn build(token: &CancelToken, depth: u32) -> Result<Tree, Cancelled> {
        if depth == 0 {
            return Ok(Tree(None));
        }
        Ok(Tree(Some(Box::new((build(token, depth - 1)?, build(token, depth - 1)?)))))
    }

    fn count(token: &CancelToken, tree: &Tree) -> Result<u32, Cancelled> {
        match &tree.0 {
            None => Ok(1),
            Some(children) => Ok(1 + count(token, &children.0)? + count(token, &children.1)?),
        }
    }

    fn run(token: &CancelToken, depth: u32) -> Result<(u32, u32), Cancelled> {
        let long_lived = build(token, depth)?;
        let mut nodes = 0;
        for small in (4..depth).step_by(2) {
            for _ in 0..1 << (depth - small) {
                nodes += count(token, &build(token, small)?)?;
            }
        }
        Ok((nodes, count(token, &long_lived)?))
    }
}
