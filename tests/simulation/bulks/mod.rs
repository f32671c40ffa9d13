//! Bulks under the same sky: killed after each of their requests, among readers, receipts, other bulks and lost
//! answers. No reader ever sees a part of one.

mod crowd;
mod killed;
mod seen;
mod town;

use killed::{Kind, kill_after_each_request};

#[test]
fn a_bulk_of_new_positions_that_dies_anywhere_is_seen_whole_or_not_at_all() {
    kill_after_each_request(Kind::Create);
}

#[test]
fn a_bulk_of_changes_that_dies_anywhere_is_seen_whole_or_not_at_all() {
    kill_after_each_request(Kind::Replace);
}

#[test]
fn a_bulk_of_deletions_that_dies_anywhere_is_seen_whole_or_not_at_all() {
    kill_after_each_request(Kind::Remove);
}

#[test]
fn ten_bulks_on_the_same_positions_change_all_of_them_one_after_the_other() {
    crowd::run(1, (0, 0));
}

#[test]
fn bulks_whose_requests_are_lost_and_whose_functions_die_leave_no_part_of_themselves() {
    crowd::run(100, (15, 30));
}

#[test]
fn long_in_dozens_of_runs_no_bulk_leaves_a_part_of_itself() {
    for seed in 2..14 {
        crowd::run(seed, (0, 0));
        crowd::run(100 + seed, (15, 30));
    }
}
