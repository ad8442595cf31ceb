// Helps whoever writes: marks around the chosen words, and a draft that is kept on the server while they type.
// <div data-marks hidden> holds buttons with data-mark="before|after" or data-mark="line|"; <p data-saved> tells the time.
const PAUSE = 4000;

function mark(box, before, after) {
  const { selectionStart: from, selectionEnd: to, value } = box;
  const words = value.slice(from, to);
  const put = after ? before + words + after : (words || " ").split("\n").map((line) => before + line.trimStart()).join("\n");
  const lead = !after && from > 0 && value[from - 1] !== "\n" ? "\n" : "";
  box.setRangeText(lead + put, from, to, "end");
  if (after && !words) box.setSelectionRange(from + before.length, from + before.length);
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function bar(box) {
  const marks = box.form.querySelector("[data-marks]");
  if (!marks) return;
  marks.hidden = false;
  // Without this script some of them ask the server to add an example.
  for (const button of marks.querySelectorAll("[data-mark]")) button.type = "button";
  marks.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark]");
    if (button) mark(box, ...button.dataset.mark.replaceAll("\\n", "\n").split("|"));
  });
  box.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const keys = { b: ["**", "**"], i: ["*", "*"] };
    if (keys[event.key]) { event.preventDefault(); mark(box, ...keys[event.key]); }
  });
}

function keep(box) {
  const told = box.form.querySelector("[data-saved]");
  if (!told) return;
  let waiting = 0, last = box.value;
  const save = async () => {
    if (box.value === last) return;
    last = box.value;
    const form = new FormData();
    for (const name of ["csrfmiddlewaretoken", "title", "text", "language", "place"]) {
      const field = box.form.elements[name];
      if (field) form.append(name, field.value);
    }
    try {
      const answer = await fetch(told.dataset.saved, { method: "POST", body: form, headers: { "HX-Request": "true" } });
      if (answer.ok) told.innerHTML = await answer.text();
    } catch { last = ""; /* no connection: the words stay in the page, and the next pause tries again */ }
  };
  box.form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(save, PAUSE); });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  box.form.addEventListener("submit", () => clearTimeout(waiting));
}

for (const box of document.querySelectorAll("textarea[data-composer]")) { bar(box); keep(box); }
