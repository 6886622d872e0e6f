/** The previews beside the form: stage and phone, in one language at a time. */

/** Design pixels of the stage's preview. */
const STAGE_WIDTH = 1280;

/** Has every preview draw itself anew. */
export function redraw() {
  for (const frame of frames()) {
    if (frame.id === "stage") frame.contentWindow.postMessage("draw", location.origin);
    else frame.contentWindow.location.reload();
  }
}

const frames = () => document.querySelectorAll("iframe");

for (const link of document.querySelectorAll("[data-shows]")) {
  link.addEventListener("click", (clicked) => {
    clicked.preventDefault();
    for (const other of document.querySelectorAll("[data-shows]")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    for (const frame of frames()) {
      const address = new URL(frame.src);
      address.searchParams.set("lang", link.dataset.shows);
      frame.src = String(address);
    }
  });
}

function fit() {
  const box = document.querySelector(".stage-frame");
  if (box) box.style.setProperty("--scale", box.clientWidth / STAGE_WIDTH);
}
new ResizeObserver(fit).observe(document.body);
fit();
