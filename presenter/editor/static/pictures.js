/** Pictures in a form: a file is taken in as soon as it is chosen, and its name becomes the field's. */

/** From now on files are sent to `address`; what is said meanwhile is among `texts`. */
export function takePictures(form, { address, texts }) {
  form.addEventListener("change", ({ target }) => {
    const box = target.closest?.("[data-picture]");
    if (!box) return;
    if (target.type === "checkbox" && target.checked) write(box, "");
    else if (target.type === "file" && target.files.length) take(box, target);
  });

  async function take(box, input) {
    const [file] = input.files;
    const status = box.querySelector(".taking");
    status.textContent = texts.taking;
    input.disabled = true; // one after the other
    const sent = new FormData();
    sent.append("file", file);
    const sentence = await send(sent).then(
      ({ name, sentence: refused }) => {
        if (name) write(box, name);
        return refused ?? "";
      },
      () => texts.not_taken,
    );
    input.disabled = false;
    input.value = "";
    status.textContent = sentence;
    status.classList.toggle("wrong", Boolean(sentence));
  }

  async function send(body) {
    const headers = { Accept: "application/json" };
    const answer = await fetch(address, { method: "POST", body, headers, redirect: "manual" });
    return answer.json();
  }
}

/** The field has this value now: it is saved as if somebody had typed it. */
function write(box, name) {
  const field = box.querySelector("input[type=text]");
  field.value = name;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
