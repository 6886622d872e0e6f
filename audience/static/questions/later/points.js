// Buttons for less and more beside each field of points, and dots where there are few.
//
// The fields stay: whoever likes types, and the buttons set what is typed.

import { styled } from "./styled.js";

const fill = (text, option) => text.replace("%(option)s", option);

/** Draws the buttons, once their style has come. */
export async function draw(form) {
  await styled(new URL("./points.css", import.meta.url).href);
  const [first] = form.querySelectorAll("[data-look=points]");
  if (!first?.isConnected || form.querySelector(".giving")) return;
  const told = JSON.parse(first.dataset.forScript);
  const fields = [...form.elements].filter(({ name }) => name.startsWith("points-"));
  for (const field of fields) equip(field, fields, told);
}

/** Gives one field its buttons. */
function equip(field, fields, told) {
  const group = field.closest(".group");
  const label = field.parentElement.firstElementChild.textContent;
  const step = Number(field.step) || 1;
  const less = button("M4 10h12", fill(told.less, label), () => give(-step));
  const more = button("M4 10h12M10 4v12", fill(told.more, label), () => give(step));
  const dots = document.createElement("span");
  const buttons = document.createElement("div");
  dots.className = "dots";
  dots.setAttribute("aria-hidden", "true"); // the field says it
  buttons.className = "moves";
  buttons.append(less, dots, more);
  group.classList.add("giving");
  group.append(buttons);
  for (const each of [less, more]) each.disabled = field.disabled;
  for (const event of ["filled", "counted", "input"]) group.addEventListener(event, show);
  show();

  function give(by) {
    const n = Math.max(0, (Number(field.value) || 0) + by);
    field.value = n ? String(n) : "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function show() {
    const n = Number(field.value) || 0;
    const price = (given) => (told.squared ? given * given : given);
    const spent = fields.reduce((sum, { value }) => sum + price(Number(value) || 0), 0);
    mute(less, n <= 0);
    mute(more, spent - price(n) + price(n + step) > Number(told.total));
    dots.textContent = told.dots ? "●".repeat(n) : "";
  }
}

function button(path, name, act) {
  const made = document.createElement("button");
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  drawing.append(line);
  made.type = "button";
  made.append(drawing);
  made.setAttribute("aria-label", name);
  made.addEventListener("click", () => {
    if (made.getAttribute("aria-disabled") !== "true") act();
  });
  return made;
}

/** A button that does nothing now and keeps the focus that it has. */
function mute(made, isMuted) {
  made.setAttribute("aria-disabled", String(isMuted));
}
