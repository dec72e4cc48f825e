//! `dupes` as its user runs it: the real program on real files.

mod arguments;
mod equal;
mod odd;
mod output;
mod running;
mod stopping;
mod tree;
