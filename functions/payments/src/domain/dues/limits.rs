//! The bounds of an import, each with its reason. All of them are enforced from what was really
//! read, never from what a file says about itself.

/// Largest file taken, bytes. 200,000 rows of a wide CSV are about 40 MB; the presigned upload
/// carries the same limit.
pub const FILE_BYTES_MAX: usize = 50 * 1024 * 1024;

/// Rows of dues in one file. The largest bodies we know bill 100,000 people a year.
pub const ROWS_MAX: u32 = 200_000;

/// Columns of one file. The widest layout in use (a master plan with five beneficiaries) has 70.
pub const COLUMNS_MAX: usize = 256;

/// Rows searched for the header: letterheads and notes above it are short.
pub const HEADER_ROWS_MAX: u32 = 50;

/// Characters kept of one cell. Longer than every field, so that "too long" is still seen.
pub const CELL_CHARS_MAX: usize = 1_000;

/// Worksheets looked at before giving up on finding the header.
pub const SHEETS_MAX: usize = 20;

/// Parts of the zip container of a workbook. A real one has a dozen, plus its pictures.
pub const ZIP_PARTS_MAX: usize = 2_000;

/// All the parts of a workbook, inflated, bytes: 200,000 rows of 30 cells are about 300 MB.
pub const INFLATED_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// The shared strings of a workbook, inflated, bytes: they stay in memory while it is read.
pub const STRINGS_BYTES_MAX: u64 = 96 * 1024 * 1024;

/// Shared strings of a workbook: 200,000 rows of 12 cells that differ, and some. Short ones cost more in
/// memory than they take in the file.
pub const STRINGS_MAX: usize = 2_500_000;

/// A part may inflate to this many times its compressed size (OWASP ASVS 5.2.3)…
pub const INFLATE_RATIO_MAX: u64 = 100;

/// …once it is larger than this: a small part of blanks compresses better and harms nobody.
pub const INFLATE_RATIO_FREE_BYTES: u64 = 16 * 1024 * 1024;

/// Rows from the top that decide which separator a CSV has.
pub const SEPARATOR_ROWS_MAX: usize = 60;

/// Text kept of all the mapped cells, bytes: 640 a row on average at the largest file.
pub const GRID_TEXT_BYTES_MAX: usize = 128 * 1024 * 1024;

/// Characters of a column's title: all the titles are kept on the import's item, which must stay far
/// under 400 KB.
pub const TITLE_CHARS_MAX: usize = 120;

/// Characters of a cell that a message repeats.
pub const SHOWN_CHARS_MAX: usize = 60;
