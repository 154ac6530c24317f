export type BarPlot = {
  readonly title: string;
  /** What 1 is. */
  readonly level: string;
  /** Names of the bars of each group, in order, with their colours. */
  readonly kinds: readonly { readonly name: string; readonly color: string }[];
  readonly groups: readonly { readonly name: string; readonly values: readonly number[] }[];
};

const WIDTH = 760;
const [LEFT, RIGHT, TOP, BOTTOM] = [120, 60, 74, 36];
const [BAR, GAP] = [11, 12];
const FONT = "font-family='sans-serif' font-size='11'";
const EDGE = " paint-order='stroke' stroke='#fff' stroke-width='3'";

/** Groups of bars that lie, from 0 on, with a line at 1. */
export function barPlot({ title, level, kinds, groups }: BarPlot): string {
  const most = Math.max(1, ...groups.flatMap(({ values }) => values));
  const right = WIDTH - RIGHT;
  const x = (value: number): number => LEFT + (value / most) * (right - LEFT);
  const step = kinds.length * BAR + GAP;
  const top = (group: number): number => TOP + group * step;
  const bottom = TOP + groups.length * step;
  const height = bottom + BOTTOM;
  const ticks = Array.from({ length: Math.floor(most * 2) + 1 }, (_, i) => i / 2);
  const lines = [
    text(LEFT, 20, "start", title, "#222", " font-weight='bold'"),
    ...kinds.flatMap(({ name, color }, i) => [
      `<rect x="${LEFT + i * 190}" y="33" width="11" height="11" fill="${color}"/>`,
      text(LEFT + i * 190 + 17, 43, "start", name),
    ]),
    ...ticks.flatMap((tick) => [
      line(x(tick), TOP - 6, x(tick), bottom, "#ddd"),
      text(x(tick), bottom + 16, "middle", String(tick)),
    ]),
    ...groups.flatMap(({ values }, group) =>
      values.map((value, i) => {
        const size = `width="${round(x(value) - LEFT)}" height="${BAR - 1}"`;
        return `<rect x="${LEFT}" y="${top(group) + i * BAR}" ${size} fill="${kinds[i]!.color}"/>`;
      }),
    ),
    line(x(1), TOP - 10, x(1), bottom, "#c00", " stroke-dasharray='4 3'"),
    text(x(1), TOP - 14, "middle", level, "#c00"),
    ...groups.flatMap(({ name, values }, group) => [
      text(LEFT - 8, top(group) + (kinds.length * BAR) / 2 + 4, "end", name),
      // With an edge of paper, since the line at 1 may run behind it.
      ...values.map((value, i) =>
        text(x(value) + 5, top(group) + i * BAR + 9, "start", value.toFixed(2), "#555", EDGE),
      ),
    ]),
  ];
  const view = `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"`;
  return `<svg ${view}>\n<rect width="100%" height="100%" fill="#fff"/>\n${lines.join("\n")}\n</svg>\n`;
}

function line(x1: number, y1: number, x2: number, y2: number, color: string, more = ""): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${color}"${more}/>`;
}

function text(x: number, y: number, anchor: string, content: string, color = "#222", more = ""): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${color}" ${FONT}${more}>${content}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
