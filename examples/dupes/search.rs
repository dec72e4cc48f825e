//! The pipeline: stages on threads of one scope, channels between them.

use std::sync::Arc;

use crossbeam_channel::bounded;
use safepoint::{CancelToken, Cancelled};

use crate::{
    arguments::Arguments,
    findings::Findings,
    group::{Candidates, by_size},
    hash::{heads, whole},
    progress,
    walk::walk,
};

/// Files that may wait between two stages. Full channels hold a fast stage back, and keep what a
/// cancelled stage leaves behind small enough to be freed at once.
const QUEUE: usize = 16 * 1024;

/// Searches to the end, or until the token is cancelled. What was found is in `findings` either way.
pub(crate) fn search(
    arguments: &Arguments,
    token: &CancelToken,
    findings: &Arc<Findings>,
    candidates: &mut Candidates,
) -> Result<(), Cancelled> {
    let (to_sizes, found) = bounded(QUEUE);
    let (to_heads, sized) = bounded(QUEUE);
    let (to_whole, headed) = bounded(QUEUE);
    let (paths, options, min_size) = (&arguments.paths, &arguments.walk, arguments.min_size());

    token.scope(|s| {
        // Every end of a channel belongs to a stage, and is dropped with it: the next stage then
        // finds its channel empty and closed, the one before finds nobody to send to.
        let mut stages = vec![
            s.spawn(move || walk(paths, options, findings, &to_sizes)),
            s.spawn(move || by_size(&found, min_size, findings, candidates, &to_heads)),
        ];
        for _ in 0..arguments.threads() {
            let (sized, to_whole) = (sized.clone(), to_whole.clone());
            stages.push(s.spawn(move || heads(&sized, findings, &to_whole)));
            let headed = headed.clone();
            stages.push(s.spawn(move || whole(&headed, findings)));
        }
        drop((sized, to_whole, headed));

        let finished = CancelToken::current().child();
        if arguments.shows_progress() {
            let finished = finished.token();
            s.spawn(move || progress::show(&findings.counts, &finished));
        }
        for stage in stages {
            stage.join()?;
        }
        finished.cancel();
        Ok(())
    })
}
