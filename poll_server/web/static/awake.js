/**
 * Keeps this screen from going dark by itself for as long as its page is in sight, and says quietly
 * where the browser cannot: over plain http none can.
 */

const DISMISSED = "awake-dismissed";

/** The lock that holds just now. */
let lock = null;

/**
 * @param {HTMLElement} hint shown where the screen may go dark; a button in it puts it away for good
 */
export function keepAwake(hint) {
  if (!navigator.wakeLock) return offer(hint);
  // A browser lets go of the lock whenever the page is out of sight.
  document.addEventListener("visibilitychange", hold);
  hold();
}

async function hold() {
  if (document.visibilityState !== "visible" || (lock && !lock.released)) return;
  try {
    lock = await navigator.wakeLock.request("screen");
  } catch {
    lock = null; // the battery is low; the next time that the page comes into sight it tries again
  }
}

function offer(hint) {
  hint.hidden = remembered();
  hint.querySelector("button").addEventListener("click", () => {
    hint.hidden = true;
    try {
      localStorage.setItem(DISMISSED, "yes");
    } catch {
      // A browser that keeps nothing says it again next time.
    }
  });
}

function remembered() {
  try {
    return localStorage.getItem(DISMISSED) === "yes";
  } catch {
    return false;
  }
}
