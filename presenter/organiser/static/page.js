/** The organiser's pages work without this: it copies links, and takes the secret of those that let one in. */

const secret = document.getElementById("secret");
if (secret && location.hash.length > 1) {
  secret.value = decodeURIComponent(location.hash.slice(1));
  // Out of the address bar and the history, where somebody could read it later.
  history.replaceState(null, "", location.pathname + location.search);
}
if (!secret && location.hash.length > 1 && !document.getElementById(decodeURIComponent(location.hash.slice(1)))) {
  // No place on this page: the secret of a link to it, opened by somebody who is in already.
  history.replaceState(null, "", location.pathname + location.search);
}
if (secret?.value) {
  document.getElementById("secret-field").hidden = true;
  document.getElementById("how").hidden = true;
  // Nothing else is asked for: in at once.
  if (secret.form.dataset.enters !== undefined) secret.form.requestSubmit();
}

for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

// The colour beside its text: whichever is changed, the other one follows.
const accent = document.getElementById("accent");
const picked = document.getElementById("picked");
picked?.addEventListener("input", () => { accent.value = picked.value; });
accent?.addEventListener("input", () => {
  const digits = accent.value.trim().replace(/^#?/, "#");
  if (/^#[0-9a-f]{6}$/i.test(digits)) picked.value = digits;
});

async function copy(button) {
  const field = document.getElementById(button.dataset.copies);
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // A hall's http:// address has no clipboard: the old way, which needs the field selected.
    field.select();
    document.execCommand("copy");
    button.focus();
  }
  const said = document.getElementById("copied");
  said.textContent = "";
  setTimeout(() => { said.textContent = `${button.dataset.done}: ${field.labels[0].textContent}`; }, 50);
  const name = button.firstChild;
  const before = name.textContent;
  name.textContent = button.dataset.done;
  setTimeout(() => { name.textContent = before; }, 2000); // long enough to be read
}
