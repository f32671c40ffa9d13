//! The whole of Sportello on a laptop: an embedded cloud and every function in one process.

pub mod cloud;
pub mod demo;
pub mod practice;
pub mod stack;
