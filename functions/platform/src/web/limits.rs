//! How large a request may be. API Gateway itself stops at 10 MB and a synchronous Lambda at 6 MB.

/// One form of a page, in bytes: some dozens of short fields. Files never pass here, they go
/// straight to the object store by presigned upload.
pub const FORM_BYTES_MAX: usize = 64 * 1024;

/// Fields of one form; a mapping of a spreadsheet's columns is the widest we know.
pub const FORM_FIELDS_MAX: usize = 300;

/// One JSON body of a machine API, in bytes; the default of every route.
pub const JSON_BYTES_MAX: usize = 1024 * 1024;

/// One JSON body with many things at once, in bytes: 100 debt positions with plans. In the event of a Lambda each of its quotes
/// is two bytes, and the event stays under 6 MB.
pub const BULK_BYTES_MAX: usize = 5 * 1024 * 1024;

/// One SOAP envelope of the node, in bytes: a receipt of 5 transfers with metadata is under 30 KB, but
/// the stamps in one (`MBDAttachment`) have no bound in the schema.
pub const SOAP_BYTES_MAX: usize = 1024 * 1024;

/// A reporting flow sent as a body, in bytes; a larger one takes the upload way.
pub const FLOW_BYTES_MAX: usize = 5 * 1024 * 1024;

/// A reporting flow sent by upload, in bytes: more than a million rows. It is read piece by piece.
pub const FLOW_FILE_BYTES_MAX: usize = 512 * 1024 * 1024;
