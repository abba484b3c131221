//! Repeatable randomness for tests: numbers from a seed, and damaged bytes.

/// A small random number generator (SplitMix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    pub(crate) fn number(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % below.max(1) as u64).expect("it is below a usize")
    }

    /// A copy with some bytes changed, lost, repeated, cut off, or replaced by harmful ones.
    pub(crate) fn mutated(&mut self, bytes: &[u8]) -> Vec<u8> {
        const HARM: [&[u8]; 12] = [
            b"\r\n",
            b"\r\n\r\n",
            b"\0",
            b"\"",
            b"<",
            b">",
            b",",
            b";",
            b"%",
            b"\xff",
            b"Content-Length: 70000\r\n",
            b"=",
        ];
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.number(6) {
            let at = self.number(bytes.len() + 1);
            match self.number(6) {
                0 => bytes.truncate(at),
                1 if at < bytes.len() => bytes[at] = u8::try_from(self.number(256)).expect("below 256"),
                2 if at < bytes.len() => {
                    bytes.remove(at);
                }
                3 => {
                    let end = (at + self.number(40)).min(bytes.len());
                    let again = bytes[at..end].to_vec();
                    bytes.splice(at..at, again);
                }
                4 => {
                    let end = (at + self.number(40)).min(bytes.len());
                    bytes.drain(at..end);
                }
                _ => {
                    let harm = HARM[self.number(HARM.len())];
                    bytes.splice(at..at, harm.iter().copied());
                }
            }
        }
        bytes
    }
}
