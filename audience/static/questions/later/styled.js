// Styles of modules that come when a question needs them.

/** Resolves when the style at the address `href` is on the page; rejects where it cannot be had. */
export function styled(href) {
  const there = [...document.querySelectorAll("link")].find((link) => link.href === href);
  if (there) return there.sheet ? undefined : settled(there);
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  document.head.append(link);
  return settled(link);
}

function settled(link) {
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve, { once: true });
    link.addEventListener("error", () => { link.remove(); reject(new Error("no style")); }, { once: true });
  });
}
