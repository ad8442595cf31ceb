// Closes the short lists of the head (languages, the account) when the reader goes on: with a press or the keyboard
// elsewhere, which is also how another of them opens, or with Escape. Without script each closes by its own word.
const opened = () => document.querySelectorAll(".drop > details[open]");

function leave(event) {
  for (const list of opened()) if (!list.contains(event.target)) list.open = false;
}

document.addEventListener("click", leave);
document.addEventListener("focusin", leave);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const list of opened()) {
    if (list.contains(document.activeElement)) list.querySelector("summary").focus();
    list.open = false;
  }
});
