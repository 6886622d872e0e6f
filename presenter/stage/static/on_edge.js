/** Figures for a screen on edge, in its shape: they were made for one of 1920 × 1080 px. */

import { barsOnEdge, hasLabelsBeside } from "./bars_on_edge.js";
import { cloudOnEdge, isCloud } from "./cloud_on_edge.js";
import { columnsOnEdge, isColumns } from "./columns_on_edge.js";
import { fieldOnEdge, isField } from "./field_on_edge.js";

/** What each figure is told by, and what lays it out anew. */
const SHAPES = [
  { is: hasLabelsBeside, layOut: barsOnEdge },
  { is: isCloud, layOut: cloudOnEdge },
  { is: isColumns, layOut: columnsOnEdge },
  { is: isField, layOut: fieldOnEdge },
];

/** `figure` for a box of `width` × `height` design pixels; as it is where it has no shape on edge. */
export function onEdge(figure, width, height) {
  const shape = SHAPES.find(({ is }) => is(figure));
  return shape ? shape.layOut(figure, width, height) : figure;
}
