//! Limits that no honest document exceeds: bounds on time and memory for the others.

/// Arrays and dictionaries inside each other, page tree levels, field levels.
pub(crate) const DEPTH: usize = 100;
/// Cross-reference sections along the `/Prev` chain.
pub(crate) const SECTIONS: usize = 4096;
/// Cross-reference subsections in all sections together.
pub(crate) const SUBSECTIONS: usize = 1 << 17;
/// Bytes of one object, and of one stream before and after decoding.
pub(crate) const OBJECT: u64 = 64 << 20;
/// Bytes of all objects and decoded object streams together.
pub(crate) const BYTES: u64 = 512 << 20;
/// Bytes of validation data that new data is held against.
pub(crate) const STORED: usize = 16 << 20;
/// Streams of each kind of validation data that new data is held against.
pub(crate) const STORED_STREAMS: usize = 1024;
/// Bytes of a field's name.
pub(crate) const NAME: usize = 8192;
/// Page tree nodes looked at on the way to the first page.
pub(crate) const PAGE_NODES: usize = 4096;
/// Form fields looked at.
pub(crate) const FIELDS: usize = 16_384;
/// Top-level fields up to which a new name is held against every old one.
pub(crate) const NAMED_FIELDS: usize = 64;
/// The highest object number of a conforming file (ISO 32000-1, annex C).
pub(crate) const OBJECT_NUMBER: u64 = 8_388_607;
/// Page tree nodes looked at on the way to a page by its number.
pub(crate) const NUMBERED_PAGE_NODES: usize = 1 << 16;
/// Page tree nodes looked at to know that a page shares no list of annotations.
pub(crate) const COMPARED_NODES: usize = 512;
/// Bytes of these nodes together.
pub(crate) const COMPARED_BYTES: usize = 1 << 20;
/// Kids of all these nodes together.
pub(crate) const PAGE_KIDS: usize = 1 << 18;
/// Bytes of the document's metadata.
pub(crate) const METADATA: u64 = 4 << 20;
/// Widgets of one field; kids of the structure tree's root that are looked at.
pub(crate) const KIDS: usize = 64;
