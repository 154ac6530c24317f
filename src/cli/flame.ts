import type { Flame } from "../machine/profile/profile.ts";
import { grouped } from "./format.ts";

const WIDTH = 1200;
const ROW = 18;
const MARGIN = 8;
const HEAD = 34;
/** Narrower than this, in pixels, nothing can be seen or pointed at. */
const LEAST = 0.4;
/** Width of a letter, and the least room for a name. */
const LETTER = 6.7;
const ROOM = 24;
const HUES = 12;

/**
 * A flame graph as an SVG that needs nothing else: each name as wide as its steps, what it called above it. Pointing at a
 * name shows its numbers; colours follow the reader's light or dark theme and only tell neighbours apart.
 */
export function drawFlame(root: Flame, title: string): string {
  const rows = rowsOf(root);
  const height = HEAD + rows * ROW + MARGIN;
  const boxes: string[] = [];
  const draw = (flame: Flame, left: number, row: number): void => {
    const width = widthOf(flame, root);
    if (width < LEAST) return;
    boxes.push(box(flame, left, height - MARGIN - (row + 1) * ROW, width, root.steps));
    let at = left;
    for (const above of flame.above) {
      draw(above, at, row + 1);
      at += widthOf(above, root);
    }
  };
  draw(root, MARGIN, 0);
  const view = `xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}"`;
  return [
    `<svg ${view} role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style()}</style>`,
    `<rect class="back" width="${WIDTH}" height="${height}"/>`,
    `<text class="head" x="${MARGIN}" y="21">${escaped(title)}</text>`,
    ...boxes,
    "</svg>",
    "",
  ].join("\n");
}

function box({ name, steps }: Flame, left: number, top: number, width: number, all: number): string {
  const share = `${grouped(steps)} steps, ${((100 * steps) / all).toFixed(2)} %`;
  const place = `x="${left.toFixed(2)}" y="${top}" width="${Math.max(LEAST, width - 0.5).toFixed(2)}" height="${ROW - 1}"`;
  const letters = Math.floor((width - 6) / LETTER);
  const shown = name.length <= letters ? name : `${name.slice(0, letters - 1)}…`;
  const text = width < ROOM ? "" : `<text x="${(left + 3).toFixed(2)}" y="${top + 13}">${escaped(shown)}</text>`;
  return `<g><title>${escaped(name)}: ${share}</title><rect class="h${hueOf(name)}" rx="1.5" ${place}/>${text}</g>`;
}

function widthOf({ steps }: Flame, root: Flame): number {
  return root.steps === 0 ? 0 : ((WIDTH - 2 * MARGIN) * steps) / root.steps;
}

/** Rows of what is wide enough to be drawn. */
function rowsOf(root: Flame): number {
  const height = (flame: Flame): number =>
    widthOf(flame, root) < LEAST ? 0 : 1 + flame.above.reduce((most, above) => Math.max(most, height(above)), 0);
  return Math.max(1, height(root));
}

function style(): string {
  const hues = Array.from({ length: HUES }, (_, i) => (360 / HUES) * i);
  const fills = (saturation: number, lightness: number): string =>
    hues.map((hue, i) => `.h${i}{fill:hsl(${hue},${saturation}%,${lightness}%)}`).join("");
  const dark = `.back{fill:#161b22}text{fill:#e6edf3}${fills(34, 33)}`;
  return `text{font:11px ui-monospace,Menlo,Consolas,monospace;fill:#1f2328;pointer-events:none}.head{font-size:13px}.back{fill:#fff}${fills(66, 80)}@media(prefers-color-scheme:dark){${dark}}`;
}

/** The same name has the same colour in every picture. */
function hueOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)!) >>> 0;
  return hash % HUES;
}

/** Names are the program's: what XML does not allow in a text is replaced. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
