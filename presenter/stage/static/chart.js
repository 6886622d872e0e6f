/**
 * Draws a Plotly figure that was made for a stage of 1920 × 1080 px into a box of any size.
 *
 * The figure is laid out in the design pixels that it names and the finished picture is scaled, so
 * labels keep their size relative to the screen: legible on one projector, legible on all.
 * Bars grow by CSS transitions on the paths that Plotly keeps (see stage.css): at ten snapshots a
 * second that costs no script, and `prefers-reduced-motion` switches it off there.
 */

import { onEdge } from "./on_edge.js";

/** Design pixels of the page's own type (see page.css). */
const TYPE = 30;
/** A figure may be drawn this much larger than it was made, where the screen has room to spare. */
const LARGEST = 1.15;
/** Screens that are higher than wide (see page.css). */
const ON_EDGE = window.matchMedia("(max-aspect-ratio: 1/1)");
const CONFIG = { staticPlot: true, displayModeBar: false, responsive: false };

/** One design pixel in those of this screen: `--u` of page.css, as a number. */
export function designPixel() {
  return parseFloat(getComputedStyle(document.body).fontSize) / TYPE;
}

export class Chart {
  #box;
  #canvas = document.createElement("div");
  #figure = null;
  /** The one for a screen on edge, where it is another. */
  #upright = null;
  #name = "";
  #due = false;
  #observer = new ResizeObserver(() => this.#soon());

  constructor(box, plotlyScript) {
    this.#box = box;
    this.#canvas.className = "canvas";
    this.#canvas.setAttribute("aria-hidden", "true"); // the box has the words
    box.append(this.#canvas);
    this.#observer.observe(box);
    // The script has 4.8 MB: a result may well be known before it is there.
    plotlyScript.addEventListener("load", () => this.#soon());
  }

  /** Draw `figure`; under another `name` (another round) it is drawn anew and grows from nothing. */
  draw(figure, name, upright = null) {
    if (name !== this.#name) {
      this.clear();
      this.#name = name;
    }
    this.#figure = placed(figure);
    this.#upright = upright;
    this.#soon();
  }

  /** Forget the picture. */
  clear() {
    if (this.#figure && window.Plotly) window.Plotly.purge(this.#canvas);
    this.#figure = null;
    this.#name = "";
    this.#canvas.classList.remove("grows");
  }

  #soon() {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      this.#fit();
    });
  }

  #fit() {
    const { clientWidth, clientHeight } = this.#box;
    if (!this.#figure || !window.Plotly || clientWidth === 0 || clientHeight === 0) return;
    const pixel = designPixel();
    const figure = ON_EDGE.matches
      ? onEdge(this.#upright ?? this.#figure, clientWidth / pixel, clientHeight / pixel)
      : this.#figure;
    const { width, height } = figure.layout;
    const scale = Math.min(clientWidth / width, clientHeight / height, pixel * LARGEST);
    const { style } = this.#canvas;
    style.width = `${width}px`;
    style.height = `${height}px`;
    style.left = `${(clientWidth - width * scale) / 2}px`;
    style.top = `${(clientHeight - height * scale) / 2}px`;
    style.transform = `scale(${scale})`;
    const first = !this.#canvas.classList.contains("grows");
    window.Plotly.react(this.#canvas, figure.data, figure.layout, CONFIG);
    if (first) this.#canvas.classList.add("grows");
  }
}

/** `figure` with the addresses of its pictures, which it knows by their names. */
function placed(figure) {
  const { images = [] } = figure?.layout ?? {};
  if (!images.length) return figure;
  const found = images.map(({ source, ...image }) => ({
    ...image,
    source: source.replace(/^picture:(.*)$/, `${document.body.dataset.pictures}/$1/stage`),
  }));
  return { ...figure, layout: { ...figure.layout, images: found } };
}
