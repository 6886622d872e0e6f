/** How far the organiser's files are: the page works without this, by loading itself anew. */

const EVERY = 1000; // ms between two looks
const SAID_EVERY = 25; // percent between two announcements to a screen reader

const making = document.getElementById("making");
let said = 0;

async function look() {
  try {
    const response = await fetch(making.dataset.progress);
    // Signed out meanwhile, or the files are gone: the page itself says so.
    if (response.redirected || response.status === 404) return location.reload();
    if (!response.ok) throw new Error(String(response.status));
    const progress = await response.json();
    if (progress.ended) return location.reload();
    show(progress);
  } catch {
    document.getElementById("sentence").textContent = making.dataset.away;
  }
  setTimeout(look, EVERY);
}

function show({ share, percent, sentence }) {
  document.getElementById("share").value = share;
  document.getElementById("percent").textContent = percent;
  document.getElementById("sentence").textContent = sentence;
  if (share >= said + SAID_EVERY) {
    said = share;
    document.getElementById("said").textContent = percent;
  }
}

setTimeout(look, EVERY);
