//! The rows of cross-reference streams, packed: each as its difference from the one before.

/// Three numbers a row: mostly one to three bytes each, where a file may spend up to 24.
///
/// ```text
/// head: two bits a field: 0 the same, 1 one more, 2 more by the number that follows, 3 less by it
/// ```
#[derive(Debug, Default)]
pub struct Rows {
    packed: Vec<u8>,
    /// The place of every [`BLOCK`]th row; such a row counts from zeros.
    blocks: Vec<usize>,
    last: [u64; 3],
    count: u64,
    /// Bytes they were read from, decoded: their cost in time.
    pub read_from: u64,
}

impl Rows {
    /// The number of rows.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Adds a row after the others.
    pub fn push(&mut self, row: [u64; 3]) {
        if self.count.is_multiple_of(BLOCK) {
            self.blocks.push(self.packed.len());
            self.last = [0; 3];
        }
        self.count += 1;
        // In quarters rather than doubled: half a million rows are a tenth of all the memory there is.
        if self.packed.capacity() - self.packed.len() < LONGEST {
            self.packed.reserve_exact(self.packed.len() / 4 + LONGEST);
        }
        let ([a, b, c], [x, y, z]) = (row, self.last);
        let kinds = [kind(a, x), kind(b, y), kind(c, z)];
        let [first, second, third] = kinds;
        self.packed.push(first | second << 2 | third << 4);
        for (kind, (new, old)) in kinds.into_iter().zip(row.into_iter().zip(self.last)) {
            if kind > 1 {
                self.number(new.abs_diff(old));
            }
        }
        self.last = row;
    }

    /// Seven bits a byte, the lowest first; all but the last have the highest bit set.
    fn number(&mut self, mut number: u64) {
        while number > 0x7f {
            self.packed.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.packed.push(number as u8);
    }

    /// The row of that number, from 0.
    #[must_use]
    pub fn get(&self, row: u64) -> Option<[u64; 3]> {
        if row >= self.count {
            return None;
        }
        let block = usize::try_from(row / BLOCK).ok()?;
        let mut bytes = self.packed.get(*self.blocks.get(block)?..)?.iter().copied();
        let mut fields = [0_u64; 3];
        for _ in 0..=row % BLOCK {
            let kinds = bytes.next()?;
            for (place, field) in fields.iter_mut().enumerate() {
                match kinds >> (2 * place) & 3 {
                    0 => {}
                    1 => *field = field.wrapping_add(1),
                    2 => *field = field.wrapping_add(next(&mut bytes)?),
                    _ => *field = field.wrapping_sub(next(&mut bytes)?),
                }
            }
        }
        Some(fields)
    }
}

/// The change of a field from one row to the next.
fn kind(new: u64, old: u64) -> u8 {
    match new.wrapping_sub(old) {
        0 => 0,
        1 => 1,
        _ if new > old => 2,
        _ => 3,
    }
}

fn next(bytes: &mut impl Iterator<Item = u8>) -> Option<u64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let byte = bytes.next()?;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

/// Makes rows of the bytes of a cross-reference stream as they come.
#[derive(Debug)]
pub struct RowReader {
    widths: [usize; 3],
    wanted: u64,
    /// The beginning of a row whose end is to come.
    row: Vec<u8>,
    /// The rows so far.
    pub rows: Rows,
    /// The highest type of them.
    pub highest_type: u64,
}

impl RowReader {
    /// Reads `wanted` rows whose fields have these widths (`/W`), of at most 8 bytes each and not all 0.
    #[must_use]
    pub fn new(widths: [usize; 3], wanted: u64) -> Self {
        Self { widths, wanted, row: Vec::new(), rows: Rows::default(), highest_type: 0 }
    }

    /// A row usually comes at once: that is how the predictor gives them.
    pub fn push(&mut self, mut bytes: &[u8]) {
        self.rows.read_from = self.rows.read_from.saturating_add(bytes.len() as u64);
        let width: usize = self.widths.iter().sum();
        while !bytes.is_empty() && self.rows.count() < self.wanted {
            let (head, after) = bytes.split_at(bytes.len().min(width - self.row.len()));
            bytes = after;
            if head.len() == width {
                self.add(fields(&self.widths, head));
                continue;
            }
            self.row.extend_from_slice(head);
            if self.row.len() == width {
                self.add(fields(&self.widths, &self.row));
                self.row.clear();
            }
        }
    }

    fn add(&mut self, row: [u64; 3]) {
        self.highest_type = self.highest_type.max(row[0]);
        self.rows.push(row);
    }
}

/// The fields of a row, which are big endian; a type that takes no byte is 1.
fn fields(widths: &[usize; 3], mut row: &[u8]) -> [u64; 3] {
    let [kind, second, third] = widths.map(|width| {
        let (field, after) = row.split_at(width.min(row.len()));
        row = after;
        field.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte))
    });
    [if widths[0] == 0 { 1 } else { kind }, second, third]
}

/// Rows that are read to find one.
const BLOCK: u64 = 64;
/// The head and three numbers of ten bytes.
const LONGEST: usize = 31;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_may_come_in_pieces_and_its_type_may_be_missing() {
        for piece in 1..=6 {
            let mut reader = RowReader::new([0, 2, 1], 2);
            [1, 4, 3, 0, 9, 1, 7].chunks(piece).for_each(|bytes| reader.push(bytes));
            assert_eq!(reader.rows.get(0), Some([1, 260, 3]));
            assert_eq!(reader.rows.get(1), Some([1, 9, 1]));
            assert_eq!((reader.rows.get(2), reader.highest_type), (None, 1));
        }
    }

    #[test]
    fn rows_come_back_as_they_went_in() {
        let mut rows = Rows::default();
        let all: Vec<[u64; 3]> = (0..1000_u64)
            .map(|i| match i % 5 {
                0 => [1, i * i * 7919, 0],
                1 => [2, 17, i],
                2 => [0, u64::MAX - i, 65_535],
                3 => [1, u64::MAX, u64::MAX],
                _ => [0, 0, 0],
            })
            .collect();
        all.iter().for_each(|row| rows.push(*row));
        for (row, fields) in all.iter().enumerate() {
            assert_eq!(rows.get(row as u64), Some(*fields), "row {row}");
        }
        assert_eq!(rows.get(1000), None);
    }

    #[test]
    fn objects_of_a_stream_take_a_byte_each() {
        let mut rows = Rows::default();
        (0..480_000).for_each(|i| rows.push([2, 1_000_000 + i / 100, i % 100]));
        assert!(rows.packed.capacity() < 620_000, "{} bytes", rows.packed.capacity());
    }
}
