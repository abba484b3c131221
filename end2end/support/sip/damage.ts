/** Numbers by chance, which can be repeated (SplitMix64). */
export class Chance {
  constructor(private state: bigint) {}

  /** At least 0, and below this. */
  number(below: number): number {
    const MASK = 0xffff_ffff_ffff_ffffn;
    this.state = (this.state + 0x9e37_79b9_7f4a_7c15n) & MASK;
    let z = this.state;
    z = ((z ^ (z >> 30n)) * 0xbf58_476d_1ce4_e5b9n) & MASK;
    z = ((z ^ (z >> 27n)) * 0x94d0_49bb_1331_11ebn) & MASK;
    return Number((z ^ (z >> 31n)) % BigInt(Math.max(1, below)));
  }
}

/** What is put between: it ends something, or begins it. */
const SEPARATORS = ["\r\n", "\r\n\r\n", "\"", "<", ">", ";", ",", "=", "%", ":", "\0", "é", "999999999999", " ", "\t"].map((text) => Buffer.from(text));

/** A message that was cut, changed, or whose pieces are missing or doubled. */
export function damaged(message: Buffer, chance: Chance): Buffer {
  let bytes = Buffer.from(message);
  for (let times = chance.number(4); times >= 0; times--) {
    const at = chance.number(bytes.length + 1);
    const end = Math.min(at + chance.number(40), bytes.length);
    switch (chance.number(5)) {
      case 0:
        bytes = bytes.subarray(0, at);
        break;
      case 1:
        if (at < bytes.length) bytes[at] = chance.number(256);
        break;
      case 2:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
        break;
      default:
        bytes = Buffer.concat([bytes.subarray(0, at), SEPARATORS[chance.number(SEPARATORS.length)] as Buffer, bytes.subarray(at)]);
    }
  }
  return bytes;
}
