/** Start of a hash, long enough to tell and to type. */
export function short(hash: string): string {
  return hash.slice(0, 10);
}

/** A number with thousands marked. */
export function grouped(value: number | bigint): string {
  return value.toLocaleString("en-US");
}

/** Wei as ether, to six digits after the point; what is less is shown as less, not as nothing. */
export function ether(wei: bigint): string {
  if (wei < 0n) return `-${ether(-wei)}`;
  const millionths = wei / 10n ** 12n;
  if (wei > 0n && millionths === 0n) return "< 0.000001 ether";
  const fraction = (millionths % 1_000_000n).toString().padStart(6, "0");
  return `${grouped(millionths / 1_000_000n)}.${fraction} ether`;
}

/** Seconds as a person counts them, such as `2 h 5 min` or `20 s`; the two largest units. */
export function duration(seconds: number): string {
  const units = [
    ["d", 86_400],
    ["h", 3_600],
    ["min", 60],
    ["s", 1],
  ] as const;
  const parts: string[] = [];
  let rest = seconds;
  for (const [unit, size] of units) {
    const whole = Math.floor(rest / size);
    rest -= whole * size;
    if (whole > 0) parts.push(`${whole} ${unit}`);
  }
  return parts.slice(0, 2).join(" ") || "0 s";
}

/** An address of the guest's memory. */
export function hexWord(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, "0")}`;
}
