// Draws every figure of the report once, as a picture: an SVG is sharp on paper at any size.

const SVG = "data:image/svg+xml,";
const AIR = 8; // pixels left above and below what is drawn

const desk = document.createElement("div"); // pictures are measured here, out of sight
desk.style.cssText = "position:absolute;left:-9999px;top:0;width:0;height:0;overflow:hidden";
desk.setAttribute("aria-hidden", "true");
document.body.append(desk);

for (const chart of document.querySelectorAll(".chart:has(script)")) draw(chart);

async function draw(chart) {
  const figure = JSON.parse(chart.querySelector("script").textContent);
  const { width, height } = figure.layout;
  const source = await Plotly.toImage(figure, { format: "svg", width, height });
  const image = chart.querySelector("img");
  const picture = cropped(decodeURIComponent(source.slice(SVG.length)));
  image.width = picture.width.baseVal.value;
  image.height = picture.height.baseVal.value;
  image.src = SVG + encodeURIComponent(new XMLSerializer().serializeToString(picture));
  // Until here the table has drawn its own bars; without scripts it keeps them.
  chart.closest(".result").classList.add("drawn");
}

/** The picture without the empty space above and below: a stage has a screen to fill, a page not. */
function cropped(source) {
  const parsed = new DOMParser().parseFromString(source, "image/svg+xml").documentElement;
  const picture = document.importNode(parsed, true);
  desk.append(picture);
  const zero = picture.getBoundingClientRect().top;
  const seen = [...picture.querySelectorAll("text, .point path")]
    .map((each) => each.getBoundingClientRect())
    .filter((box) => box.height > 0);
  picture.remove();
  const top = Math.max(0, Math.min(...seen.map((box) => box.top)) - zero - AIR);
  const bottom = Math.max(...seen.map((box) => box.bottom)) - zero + AIR;
  if (seen.length) {
    const width = picture.width.baseVal.value;
    picture.setAttribute("viewBox", `0 ${top} ${width} ${bottom - top}`);
    picture.setAttribute("height", String(bottom - top));
  }
  return picture;
}
