/** One line of a plot: points in the order of x. */
export type Series = {
  readonly name: string;
  readonly color: string;
  readonly points: readonly (readonly [x: number, y: number])[];
};

export type Plot = {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  /** A level to compare with. */
  readonly level: { readonly name: string; readonly y: number };
};

const [WIDTH, HEIGHT] = [760, 440];
const FRAME = { left: 70, right: 190, top: 40, bottom: 50 };
const FONT = "font-family='sans-serif' font-size='12'";

/** Both axes logarithmic. */
export function logPlot({ title, x, y, series, level }: Plot): string {
  const xs = scale(
    series.flatMap(({ points }) => points.map(([value]) => value)),
    FRAME.left,
    WIDTH - FRAME.right,
  );
  const ys = scale(
    [level.y, ...series.flatMap(({ points }) => points.map(([, value]) => value))],
    HEIGHT - FRAME.bottom,
    FRAME.top,
  );
  const [left, right, top, bottom] = [FRAME.left, WIDTH - FRAME.right, FRAME.top, HEIGHT - FRAME.bottom];
  const lines = [
    `<text x="${left}" y="20" ${FONT} font-weight="bold">${title}</text>`,
    ...xs.ticks.flatMap((tick) => [
      line(xs.at(tick), top, xs.at(tick), bottom, "#ddd"),
      text(xs.at(tick), bottom + 18, "middle", grouped(tick)),
    ]),
    ...ys.ticks.flatMap((tick) => [
      line(left, ys.at(tick), right, ys.at(tick), "#ddd"),
      text(left - 6, ys.at(tick) + 4, "end", grouped(tick)),
    ]),
    text((left + right) / 2, HEIGHT - 10, "middle", x),
    `<text transform="translate(14 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle" ${FONT}>${y}</text>`,
    line(left, ys.at(level.y), right, ys.at(level.y), "#888", "4 3"),
    text(right + 6, ys.at(level.y) + 4, "start", level.name, "#555"),
    ...series.flatMap(({ name, color, points }) => {
      const drawn = points.map(([px, py]) => `${round(xs.at(px))},${round(ys.at(py))}`);
      const [endX, endY] = drawn.at(-1)!.split(",").map(Number) as [number, number];
      return [
        `<polyline points="${drawn.join(" ")}" fill="none" stroke="${color}" stroke-width="2"/>`,
        ...drawn.map(
          (point) => `<circle cx="${point.split(",")[0]}" cy="${point.split(",")[1]}" r="2.5" fill="${color}"/>`,
        ),
        text(endX + 6, endY + 4, "start", name, color),
      ];
    }),
  ];
  const view = `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"`;
  return `<svg ${view}>\n<rect width="100%" height="100%" fill="#fff"/>\n${lines.join("\n")}\n</svg>\n`;
}

type Scale = { readonly ticks: readonly number[]; at(value: number): number };

/** From the power of ten below all values to the largest, drawn from `from` to `to`, with a tick at each power. */
function scale(values: readonly number[], from: number, to: number): Scale {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.log10(Math.max(...values));
  return {
    ticks: Array.from({ length: Math.floor(high) - low + 1 }, (_, i) => 10 ** (low + i)),
    at: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
  };
}

function line(x1: number, y1: number, x2: number, y2: number, color: string, dashes?: string): string {
  const dashed = dashes === undefined ? "" : ` stroke-dasharray="${dashes}"`;
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${color}"${dashed}/>`;
}

function text(x: number, y: number, anchor: string, content: string, color = "#222"): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${color}" ${FONT}>${content}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}
