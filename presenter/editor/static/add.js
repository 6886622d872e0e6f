/** Looking through the ready questions while one types; without this the search is a form. */

const search = document.getElementById("q");
const none = document.getElementById("none");
const groups = [...document.querySelectorAll(".bank details")].map((details) => ({
  details,
  wasOpen: details.open,
  entries: [...details.querySelectorAll("li")].map((item) => ({
    item,
    text: `${item.textContent} ${details.querySelector("summary").textContent}`.toLowerCase(),
  })),
}));

function look() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { details, wasOpen, entries } of groups) {
    let here = 0;
    for (const { item, text } of entries) {
      // What is ticked stays in sight: it will be added.
      item.hidden = !item.querySelector("input").checked && !words.every((word) => text.includes(word));
      if (!item.hidden) here += 1;
    }
    details.hidden = here === 0;
    details.open = words.length ? here > 0 : wasOpen;
    found += here;
  }
  none.hidden = found > 0;
}

if (!new URLSearchParams(location.search).get("q")) search.addEventListener("input", look);
const step = document.querySelector("details.step[open] h2");
(step ?? document.getElementById("understood-title"))?.focus();
