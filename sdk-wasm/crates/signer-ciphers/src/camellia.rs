//! Camellia (RFC 3713), undone: PFX files of OpenSSL may have it, and WebCrypto does not.

use zeroize::Zeroizing;

/// The subkeys for decryption, two by two in the order of their use.
pub(crate) struct Camellia(Zeroizing<Vec<[u64; 2]>>);

impl Camellia {
    /// `None` for anything but a key of 16, 24 or 32 bytes.
    pub(crate) fn new(key: &[u8]) -> Option<Self> {
        let (left, right) = key.split_at_checked(16)?;
        let kl = u128::from_be_bytes(left.try_into().ok()?);
        let (kr, schedule): (_, &[Subkeys]) = match right.len() {
            0 => (0, &SHORT),
            8 => {
                let half = u64::from_be_bytes(right.try_into().ok()?);
                (joined([half, !half]), &LONG)
            }
            _ => (u128::from_be_bytes(right.try_into().ok()?), &LONG),
        };
        let [ka, kb] = derived(kl, kr);
        let sources = Zeroizing::new([kl, kr, ka, kb]);
        let source = |(source, rotation): &Subkeys| {
            sources.get(usize::from(*source)).map(|key| halves(key.rotate_left(*rotation)))
        };
        let mut subkeys = Zeroizing::new(schedule.iter().map(source).collect::<Option<Vec<_>>>()?);
        if right.is_empty() {
            // k10 alone is not of the same rotation as the one before it.
            let [_, k10] = halves(kl.rotate_left(60));
            subkeys.get_mut(6)?[1] = k10;
        }
        subkeys.reverse();
        subkeys.iter_mut().for_each(|pair| pair.reverse());
        Some(Self(subkeys))
    }

    /// One block of 16 bytes, in place (RFC 3713, 2.3).
    pub(crate) fn decrypt(&self, block: &mut [u8]) -> Option<()> {
        let [mut d1, mut d2] = halves(u128::from_be_bytes((&*block).try_into().ok()?));
        let last = self.0.len().saturating_sub(1);
        for (place, [a, b]) in self.0.iter().enumerate() {
            if place == 0 {
                (d1, d2) = (d1 ^ b, d2 ^ a);
            } else if place == last {
                (d1, d2) = (d1 ^ a, d2 ^ b);
            } else if place % 4 == 0 {
                (d1, d2) = (fl(d1, *a), fl_inverse(d2, *b));
            } else {
                d2 ^= f(d1, *a);
                d1 ^= f(d2, *b);
            }
        }
        block.copy_from_slice(&joined([d2, d1]).to_be_bytes());
        Some(())
    }
}

/// KA and KB (RFC 3713, 2.2).
fn derived(kl: u128, kr: u128) -> [u128; 2] {
    let [s1, s2, s3, s4, s5, s6] = SIGMA;
    let ka = twice(twice(kl ^ kr, s1, s2) ^ kl, s3, s4);
    [ka, twice(ka ^ kr, s5, s6)]
}

fn twice(key: u128, first: u64, second: u64) -> u128 {
    let [mut d1, mut d2] = halves(key);
    d2 ^= f(d1, first);
    d1 ^= f(d2, second);
    joined([d1, d2])
}

/// The F-function (RFC 3713, 2.4.1). Each octet of the substitution goes into those of the result where its mask has a one.
fn f(input: u64, key: u64) -> u64 {
    let octets = (input ^ key).to_be_bytes().into_iter().enumerate();
    let substituted = octets.map(|(place, octet)| match place {
        0 | 7 => substitute(octet),
        1 | 4 => substitute(octet).rotate_left(1),
        2 | 5 => substitute(octet).rotate_left(7),
        _ => substitute(octet.rotate_left(1)),
    });
    substituted.zip(P).fold(0, |sum, (octet, mask)| sum ^ (u64::from(octet) * mask))
}

fn substitute(octet: u8) -> u8 {
    SBOX1.get(usize::from(octet)).copied().unwrap_or_default()
}

fn fl(input: u64, key: u64) -> u64 {
    let ([mut x1, mut x2], [k1, k2]) = (words(input), words(key));
    x2 ^= (x1 & k1).rotate_left(1);
    x1 ^= x2 | k2;
    u64::from(x1) << 32 | u64::from(x2)
}

fn fl_inverse(input: u64, key: u64) -> u64 {
    let ([mut y1, mut y2], [k1, k2]) = (words(input), words(key));
    y1 ^= y2 | k2;
    y2 ^= (y1 & k1).rotate_left(1);
    u64::from(y1) << 32 | u64::from(y2)
}

const fn words(value: u64) -> [u32; 2] {
    [(value >> 32) as u32, value as u32]
}

const fn halves(value: u128) -> [u64; 2] {
    [(value >> 64) as u64, value as u64]
}

fn joined([high, low]: [u64; 2]) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}

/// A pair of subkeys: which of KL, KR, KA and KB they are the halves of, and how far it is rotated.
type Subkeys = (u8, u32);
const KL: u8 = 0;
const KR: u8 = 1;
const KA: u8 = 2;
const KB: u8 = 3;

/// Of a key of 128 bits: kw, three pairs of k, ke, three of k, ke, three of k, kw.
const SHORT: [Subkeys; 13] = [
    (KL, 0),
    (KA, 0),
    (KL, 15),
    (KA, 15),
    (KA, 30),
    (KL, 45),
    (KA, 45),
    (KA, 60),
    (KL, 77),
    (KL, 94),
    (KA, 94),
    (KL, 111),
    (KA, 111),
];

/// Of a longer key: one ke and three pairs of k more.
const LONG: [Subkeys; 17] = [
    (KL, 0),
    (KB, 0),
    (KR, 15),
    (KA, 15),
    (KR, 30),
    (KB, 30),
    (KL, 45),
    (KA, 45),
    (KL, 60),
    (KR, 60),
    (KB, 60),
    (KL, 77),
    (KA, 77),
    (KR, 94),
    (KA, 94),
    (KL, 111),
    (KB, 111),
];

const SIGMA: [u64; 6] = [
    0xa09e_667f_3bcc_908b,
    0xb67a_e858_4caa_73b2,
    0xc6ef_372f_e94f_82be,
    0x54ff_53a5_f1d3_6f1c,
    0x10e5_27fa_de68_2d1d,
    0xb056_88c2_b3e6_c1fd,
];

/// The P-function, an octet of the input a row.
const P: [u64; 8] = [
    0x0101_0100_0100_0001,
    0x0001_0101_0101_0000,
    0x0100_0101_0001_0100,
    0x0101_0001_0000_0101,
    0x0001_0101_0001_0101,
    0x0100_0101_0100_0101,
    0x0101_0001_0101_0001,
    0x0101_0100_0101_0100,
];

/// The other three are this one, rotated.
#[rustfmt::skip]
const SBOX1: [u8; 256] = [
    112, 130, 44, 236, 179, 39, 192, 229, 228, 133, 87, 53, 234, 12, 174, 65,
    35, 239, 107, 147, 69, 25, 165, 33, 237, 14, 79, 78, 29, 101, 146, 189,
    134, 184, 175, 143, 124, 235, 31, 206, 62, 48, 220, 95, 94, 197, 11, 26,
    166, 225, 57, 202, 213, 71, 93, 61, 217, 1, 90, 214, 81, 86, 108, 77,
    139, 13, 154, 102, 251, 204, 176, 45, 116, 18, 43, 32, 240, 177, 132, 153,
    223, 76, 203, 194, 52, 126, 118, 5, 109, 183, 169, 49, 209, 23, 4, 215,
    20, 88, 58, 97, 222, 27, 17, 28, 50, 15, 156, 22, 83, 24, 242, 34,
    254, 68, 207, 178, 195, 181, 122, 145, 36, 8, 232, 168, 96, 252, 105, 80,
    170, 208, 160, 125, 161, 137, 98, 151, 84, 91, 30, 149, 224, 255, 100, 210,
    16, 196, 0, 72, 163, 247, 117, 219, 138, 3, 230, 218, 9, 63, 221, 148,
    135, 92, 131, 2, 205, 74, 144, 51, 115, 103, 246, 243, 157, 127, 191, 226,
    82, 155, 216, 38, 200, 55, 198, 59, 129, 150, 111, 75, 19, 190, 99, 46,
    233, 121, 167, 140, 159, 110, 188, 142, 41, 245, 249, 182, 47, 253, 180, 89,
    120, 152, 6, 106, 231, 70, 113, 186, 212, 37, 171, 66, 136, 162, 141, 250,
    114, 7, 185, 85, 248, 238, 172, 10, 54, 73, 42, 104, 60, 56, 241, 164,
    64, 40, 211, 123, 187, 201, 67, 193, 21, 227, 173, 244, 119, 199, 128, 158,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3713, appendix A.
    #[test]
    fn the_vectors_of_the_standard_are_met() {
        let plain = 0x0123_4567_89ab_cdef_fedc_ba98_7654_3210_u128.to_be_bytes();
        let key = [plain.as_slice(), &0x0011_2233_4455_6677_8899_aabb_ccdd_eeff_u128.to_be_bytes()].concat();
        for (len, encrypted) in [
            (16, 0x6767_3138_5496_6973_0857_0656_48ea_be43_u128),
            (24, 0xb499_3401_b3e9_96f8_4ee5_cee7_d79b_09b9),
            (32, 0x9acc_237d_ff16_d76c_20ef_7c91_9e3a_7509),
        ] {
            let mut block = encrypted.to_be_bytes();
            assert_eq!(Camellia::new(&key[..len]).unwrap().decrypt(&mut block), Some(()));
            assert_eq!(block, plain, "{len}");
        }
    }

    #[test]
    fn keys_and_blocks_of_other_lengths_are_refused() {
        for len in [0, 8, 15, 17, 23, 25, 33] {
            assert!(Camellia::new(&vec![0; len]).is_none(), "{len}");
        }
        assert_eq!(Camellia::new(&[0; 16]).unwrap().decrypt(&mut [0; 15]), None);
    }
}
